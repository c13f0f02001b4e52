"""A tiny dataset on the disk and runs trained on it, for commands to work on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.cli import main
from movierec_gui.data.dataset import Dataset


@dataclass(frozen=True)
class Answer:
    """What a command line did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result of a command with ``--json``."""
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def movierec(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line in this process."""

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def tiny_folder(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``tiny_dataset`` as a MovieLens folder."""
    folder = tmp_path_factory.mktemp("data") / "tiny"
    folder.mkdir()
    movies, ratings = tiny_dataset.movies, tiny_dataset.ratings
    rows = [(movies.ids[m], movies.label(m), "|".join(movies.genres_of(m))) for m in range(len(movies))]
    _write(folder / "movies.csv", ("movieId", "title", "genres"), rows)
    columns = (tiny_dataset.user_ids[ratings.users], movies.ids[ratings.movies], ratings.values, ratings.timestamps)
    _write(folder / "ratings.csv", ("userId", "movieId", "rating", "timestamp"), list(zip(*columns, strict=True)))
    return folder


@pytest.fixture(scope="session")
def trained(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run store with one network, called "first"; tests read it only."""
    store = tmp_path_factory.mktemp("store")
    small = ["--set", "factors=4", "--set", "hidden=3", "--epochs", "2", "--device", "cpu", "--threads", "1"]
    where = ["--data", str(tiny_folder), "--runs", str(store)]
    assert main(["train", "dense", "--name", "first", *small, *where, "--quiet"]) == 0
    return store


@pytest.fixture
def own_store(trained: Path, tmp_path: Path) -> Path:
    """A copy of the run store that the test may change."""
    return Path(shutil.copytree(trained, tmp_path / "store"))


def _write(path: Path, heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    lines = [",".join(heading), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
