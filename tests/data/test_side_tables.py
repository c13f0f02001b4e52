"""Tables beside the ratings are read in bounded memory."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from movierec_gui.data import catalogue, side_tables, tag_rows
from movierec_gui.data.catalogue import split_title
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Write = Callable[..., Path]
RATINGS = "userId,movieId,rating\n1,2,3\n2,3,4\n"


@pytest.mark.parametrize("file", ["movies.csv", "ratings.csv", "tags.csv"])
def test_blank_lines_take_no_memory(tmp_path: Path, file: str) -> None:
    head = {"movies.csv": "movieId,title\n2,Heat\n", "tags.csv": "userId,movieId,tag\n1,2,x\n", "ratings.csv": RATINGS}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ratings.csv", RATINGS) if file != "ratings.csv" else None
        with archive.open(file, "w") as stream:
            stream.write(head[file].encode())
            for _ in range(40):
                stream.write(b"\n" * (1 << 20))
            stream.write(b"2,3,5\n" if file == "ratings.csv" else b"")
    tracemalloc.start()
    dataset = finish(load_dataset(tmp_path / "a.zip"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20
    assert len(dataset.ratings) == 2
    if file == "ratings.csv":
        assert dataset.report is not None
        lines = [issue.line for issue in dataset.report.issues if issue.reason == "duplicate rating"]
        assert lines == [3]


def test_a_side_table_has_a_limit_that_is_named(write_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_tables, "MOST_BYTES", 1 << 20)
    movies = "movieId,title,genres\n" + "".join(f"{movie},Title {movie},Drama\n" for movie in range(200_000))
    dataset = finish(load_dataset(write_folder({"ratings.csv": RATINGS, "movies.csv": movies})))
    assert 40_000 < dataset.n_movies < 100_000
    assert dataset.movies.titles[2] == "Title 2"
    assert dataset.report is not None
    assert any("only the first 1 MiB" in issue.detail for issue in dataset.report.issues)


def test_movies_and_tags_have_limits_that_are_named(write_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_MOVIES", 3)
    monkeypatch.setattr(tag_rows, "MOST_TAGS", 2)
    files = {
        "ratings.csv": RATINGS,
        "movies.csv": "movieId,title\n" + "".join(f"{movie},T{movie}\n" for movie in range(1, 9)),
        "links.csv": "movieId,imdbId,tmdbId\n" + "".join(f"{movie},1,1\n" for movie in range(1, 9)),
        "tags.csv": "userId,movieId,tag\n" + "".join(f"1,2,t{tag}\n" for tag in range(9)),
    }
    dataset = finish(load_dataset(write_folder(files)))
    assert dataset.movies.titles == ("T1", "T2", "T3")
    assert dataset.report is not None
    assert dataset.report.counts["more than is read"] == 3


def test_the_same_movie_again_and_again_is_read_no_longer(write_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_MOVIES", 10)
    files = {
        "ratings.csv": RATINGS,
        "movies.csv": "movieId,title\n" + "1,T1\n" * 50 + "2,T2\n",
        "links.csv": "movieId,imdbId,tmdbId\n" + "1,7,7\n" * 50 + "2,8,8\n",
    }
    dataset = finish(load_dataset(write_folder(files)))
    assert dataset.movies.titles[0] == "T1"
    assert dataset.movies.imdb_ids[:2] == ("7", "")
    assert dataset.report is not None
    assert dataset.report.counts["more than is read"] == 2


def test_a_title_of_many_years_takes_no_longer_than_its_length() -> None:
    text = "Again " + "(1999)" * 9_000
    begun = process_time()
    title, year = split_title(text)
    assert process_time() - begun < 0.5
    assert year == 1999
    assert title.startswith("Again (1999)")
