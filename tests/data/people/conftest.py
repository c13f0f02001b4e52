"""Histories as files, and the bundled data ready to find their films in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Person, Scale
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import Review, make_review

Reviewer = Callable[..., Review]
Writer = Callable[..., Path]


@pytest.fixture(scope="session")
def finder(bundled_dataset: Dataset) -> MovieFinder:
    """The bundled data's."""
    return MovieFinder(bundled_dataset)


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Writes a file and returns its path."""

    def write_file(content: str | bytes, name: str = "ratings.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write_file


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files into a zip and returns its path."""

    def write_zip(files: Mapping[str, str], name: str = "export.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for inside, content in files.items():
                archive.writestr(inside, content)
        return path

    return write_zip


@pytest.fixture
def review(finder: MovieFinder, write: Writer) -> Reviewer:
    """Reviews a text as a history in the bundled data."""

    def review_text(
        content: str | bytes | Path,
        name: str = "ratings.csv",
        *,
        scale: Scale | None = None,
        who: str = "",
        person: Person | None = None,
        finder: MovieFinder = finder,
    ) -> Review:
        path = content if isinstance(content, Path) else write(content, name)
        return make_review(read_history(path), finder, person, scale, who)

    return review_text


def matched(review: Review) -> dict[str, float | None]:
    """Label of each matched movie to its value as in the file."""
    movies = review.finder.dataset.movies
    return {movies.label(row.movie): row.entry.value for row in review.rows if row.movie is not None}


def statuses(review: Review) -> list[str]:
    """The status of each row."""
    return [str(row.status) for row in review.rows]


def catalogue(*movies: tuple[int, str, int, str, str], values: tuple[float, ...] = (0.5, 3, 5)) -> MovieFinder:
    """A dataset of these movies (id, title, year, IMDb, TMDB), the first one rated with the values."""
    ids, titles, years, imdb, tmdb = zip(*movies, strict=True)
    n = len(values)
    dataset = Dataset(
        name="small",
        ratings=Ratings(
            np.arange(n, dtype=np.int32), np.zeros(n, np.int32), np.array(values, np.float32), np.zeros(n, np.int64)
        ),
        movies=Movies(
            ids=np.array(ids, np.int64),
            titles=titles,
            years=np.array(years, np.int32),
            genre_names=("Drama",),
            genres=np.ones((len(ids), 1), np.bool_),
            imdb_ids=imdb if any(imdb) else (),
            tmdb_ids=tmdb if any(tmdb) else (),
        ),
        user_ids=np.arange(1, n + 1, dtype=np.int64),
    )
    return MovieFinder(dataset)
