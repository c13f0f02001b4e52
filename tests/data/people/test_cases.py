"""Personal files that were once read wrong, with the right films and ratings of each: a line of ``cases.jsonl``."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Scale
from movierec_gui.data.people.reading import NeedsScaleError
from movierec_gui.data.people.report import ratings_of_file
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

_LINES = (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in _LINES]


def written(folder: Path, name: str, content: str | dict[str, str]) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else base64.b64decode(content["base64"]))
    return path


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_personal_file_is_read_with_the_right_films_and_ratings(
    case: dict[str, Any], tmp_path: Path, finder: MovieFinder
) -> None:
    path = written(tmp_path, case["file"], case["content"])
    if "dataset" in case:
        data = tmp_path / "data"
        data.mkdir()
        files = [written(data, name, content) for name, content in case["dataset"].items()]
        finder = MovieFinder(finish(load_dataset(data if len(files) > 1 else files[0])))
    scale = Scale(*case["scale"]) if "scale" in case else None
    if scale is not None:
        with pytest.raises(NeedsScaleError) as asked:
            ratings_of_file(path, finder)
        assert scale in asked.value.suggested
    followed, report = ratings_of_file(path, finder, scale)
    ratings = {finder.dataset.movies.label(movie): value for movie, value in followed.ratings.items()}
    assert (report.rows_kept, report.rows_read) == (case["kept"], case["rows"])
    assert case["ratings"].items() <= ratings.items()
    assert len(ratings) == case["kept"]
