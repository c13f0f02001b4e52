"""Small tables as people have them, with the numbers that are right for each: one in a line of a file.

``cases.jsonl`` are tables that this program once read wrong. ``instances.jsonl`` are others of the kinds of mistakes
that readers of tables make: columns by place, names fewer than columns, scales from a file's name, marks for "not
rated" averaged in, ids cut to numbers, units of times, RFC 4180, lists of something else beside the ratings.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

_FILES = ("cases.jsonl", "instances.jsonl")
_LINES = [line for name in _FILES for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]
INSTANCES: list[dict[str, Any]] = [json.loads(line) for line in _LINES]


def written(instance: dict[str, Any], folder: Path) -> Path:
    """The instance's files in a folder; the file itself where there is one only."""
    for name, content in instance["files"].items():
        raw = content.encode() if isinstance(content, str) else base64.b64decode(content["base64"])
        (folder / name).write_bytes(raw)
    return folder if len(instance["files"]) > 1 else folder / next(iter(instance["files"]))


def rows_of(dataset: Dataset) -> list[list[Any]]:
    users: Any = dataset.user_names or dataset.user_ids.tolist()
    movies: Any = dataset.movies.text_ids or dataset.movies.ids.tolist()
    ratings = dataset.ratings
    columns = (ratings.users.tolist(), ratings.movies.tolist(), ratings.values.tolist(), ratings.timestamps.tolist())
    return [
        [users[user], movies[movie], round(value, 3), time] for user, movie, value, time in zip(*columns, strict=True)
    ]


@pytest.mark.parametrize("instance", INSTANCES, ids=[instance["name"] for instance in INSTANCES])
def test_an_instance_is_read_with_the_right_numbers(instance: dict[str, Any], tmp_path: Path) -> None:
    path = written(instance, tmp_path)
    if "refused" in instance:
        with pytest.raises(UserError, match=instance["refused"]):
            finish(load_dataset(path))
        return
    dataset = finish(load_dataset(path))
    movies = dataset.movies
    places = {str(name): place for place, name in enumerate(movies.text_ids or movies.ids.tolist())}
    if "rows" in instance:
        assert sorted(rows_of(dataset), key=str) == sorted(instance["rows"], key=str)
    if "scale" in instance:
        assert list(dataset.scale) == instance["scale"]
    for movie, title in instance.get("titles", {}).items():
        assert movies.label(places[movie]) == title
    for movie, genres in instance.get("genres", {}).items():
        assert list(movies.genres_of(places[movie])) == genres
    for movie, imdb in instance.get("imdb", {}).items():
        assert movies.imdb_ids[places[movie]] == imdb
    if "tags" in instance:
        found = zip(dataset.tags.movies.tolist(), dataset.tags.texts, strict=True)
        assert sorted([int(movies.ids[movie]), text] for movie, text in found) == instance["tags"]
