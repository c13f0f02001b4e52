"""While tables are read, a second thread numbers ratings and keeps columns: the dataset and its copy stay the same."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data import cache, completing, kept_columns, sources
from movierec_gui.data.assemble import Parts, TablesRead, build_dataset
from movierec_gui.data.catalogue import Catalogue, MovieEntry
from movierec_gui.data.completing import completed
from movierec_gui.data.kept_columns import Column
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress, finish

Write = Callable[..., Path]

pytestmark = pytest.mark.by_chance  # which of two threads says something first


@pytest.fixture(autouse=True, params=[1, 2])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """However small the data are; with one processor the second task comes after the first."""
    monkeypatch.setattr(os, "cpu_count", lambda: request.param)
    for module in (cache, completing, sources):
        monkeypatch.setattr(module, "WORTH_A_THREAD", 0)
    monkeypatch.setattr(sources, "WORTH_CACHING", 0)
    return int(request.param)


def ratings(*, ascending: bool = True) -> RawRatings:
    users, movies = np.array([5, 5, 9], np.int32), np.array([30, 40, 10], np.int32)
    skipped = np.empty((0, 2), np.int64)
    values, times = np.array([1, 2, 3], np.float32), np.array([7, 8, 9], np.int64)
    return RawRatings("ratings.csv", users, movies, values, times, 2, skipped, 3, ascending=ascending)


class Tables:
    """A list of movies and no tags, read in so many steps after the list is there, and as long as ``waits`` says."""

    def __init__(self, steps: int, waits: Callable[[], bool] = bool) -> None:
        self._steps, self._waits = steps, waits

    def __call__(self, on_catalogue: Callable[[Catalogue], None]) -> TablesRead:
        yield Progress("Reading movies")
        catalogue = Catalogue("movies.csv", (MovieEntry(20, "Heat"), MovieEntry(30, "Casino")))
        on_catalogue(catalogue)
        for _ in range(self._steps):
            yield Progress("Reading tags")
        while self._waits():
            yield Progress("Reading tags")
        return catalogue, None


class Kept:
    """What was kept ahead."""

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}

    def keep(self, name: str, column: Column) -> Generator[Progress, None, None]:
        yield Progress("Keeping")
        self.columns[name] = column


@pytest.mark.parametrize("steps", [0, 1, 200])
def test_users_and_movies_are_numbered_with_those_of_the_list(steps: int) -> None:
    parts = finish(completed(Parts(ratings(), tables=Tables(steps))))
    assert parts.tables is None
    assert parts.users is not None
    assert parts.movies is not None
    assert [array.tolist() for array in parts.users] == [[5, 9], [0, 0, 1]]
    assert [array.tolist() for array in parts.movies] == [[10, 20, 30, 40], [2, 3, 0]]
    dataset = finish(build_dataset("one", parts, IssueLog()))
    assert dataset.movies.titles == ("Movie 10", "Heat", "Casino", "Movie 40")


def test_what_is_kept_ahead_are_the_dataset_s_own_columns(processors: int) -> None:
    kept = Kept()
    # With one processor nothing is read any more by then: all columns are written at the end.
    expected = {"users", "movies", "values", "timestamps"} if processors == 2 else set()
    tables = Tables(0, lambda: kept.columns.keys() != expected)
    parts = finish(completed(Parts(ratings(), tables=tables), kept.keep))
    dataset = finish(build_dataset("one", parts, IssueLog()))
    assert kept.columns.keys() == expected
    for name, column in kept.columns.items():
        assert getattr(dataset.ratings, name) is column


def test_of_rows_out_of_order_nothing_is_final() -> None:
    kept = Kept()
    finish(completed(Parts(ratings(ascending=False), tables=Tables(200)), kept.keep))
    assert not kept.columns


def test_parts_without_tables_stay_as_they_are() -> None:
    parts = Parts(ratings())
    assert finish(completed(parts)) is parts


def test_few_ratings_are_numbered_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completing, "WORTH_A_THREAD", 1 << 20)
    parts = finish(completed(Parts(ratings(), tables=Tables(1))))
    assert parts.users is parts.movies is None
    assert len(parts.catalogue.movies) == 2


def many(rows: int) -> dict[str, str]:
    lines = (f"{1 + row // 50},{1 + row % 50},{1 + row % 5}.0,{1_112_486_027 + row}" for row in range(rows))
    tags = (f"{1 + row // 50},{1 + row % 50},word {row % 7},{1_112_486_027 + row}" for row in range(rows))
    return {
        "ratings.csv": "userId,movieId,rating,timestamp\n" + "\n".join(lines) + "\n",
        "tags.csv": "userId,movieId,tag,timestamp\n" + "\n".join(tags) + "\n",
        "movies.csv": "movieId,title,genres\n1,Heat,Crime\n60,Casino,Crime\n",
    }


def test_a_copy_kept_ahead_is_the_one_that_is_kept_at_the_end(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(many(60_000))
    finish(load_dataset(folder, tmp_path / "ahead"))
    monkeypatch.setattr(completing, "WORTH_A_THREAD", 1 << 60)
    finish(load_dataset(folder, tmp_path / "later"))
    (ahead,), (later,) = ((tmp_path / name).iterdir() for name in ("ahead", "later"))
    assert ahead.name == later.name
    assert {path.name: path.read_bytes() for path in ahead.iterdir()} == {
        path.name: path.read_bytes() for path in later.iterdir()
    }


def test_a_disk_that_refuses_ahead_does_not_stop_the_loading(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for module in (kept_columns, cache):
        monkeypatch.setattr(module, "write_column", full)
    with caplog.at_level(logging.WARNING):
        dataset = finish(load_dataset(write_folder(many(60_000)), tmp_path / "kept"))
    assert len(dataset.ratings) == 60_000
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "No space left" in caplog.text
    assert list((tmp_path / "kept").iterdir()) == []
