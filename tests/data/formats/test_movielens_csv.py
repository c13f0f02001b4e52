"""The layout of latest, 20M, 25M and 32M, from small files and from the real ones."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish
from movierec_gui.resource_paths import resource_path

Write = Callable[..., Path]

_SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "ml-latest-small"
REAL_COPIES = [path for path in (resource_path("datasets", "ml-latest-small"), _SHARED) if path.is_dir()]


def expect_the_usual(dataset: Dataset) -> None:
    assert dataset.user_ids.tolist() == [1, 2, 7]
    assert dataset.movies.ids.tolist() == [10, 20, 30, 40, 50]
    assert dataset.ratings.users.tolist() == [0, 0, 1, 1, 2]
    assert dataset.ratings.movies.tolist() == [0, 1, 0, 3, 2]
    assert dataset.ratings.values.tolist() == [4.0, 0.5, 5.0, 3.5, 2.0]
    assert dataset.ratings.timestamps.tolist() == [1000, 1001, 900, 1002, 1003]
    titles = ("Toy Story", "Matrix, The", '"Great, Performances" Cats', "Women of '69", "Death Note: Desu nôto")
    assert dataset.movies.titles == titles
    assert dataset.movies.years.tolist() == [1995, 1999, 1998, 0, 2006]
    assert dataset.movies.genres_of(0) == ("Adventure", "Comedy")
    assert dataset.movies.genres_of(3) == ()
    assert dataset.movies.imdb_ids == ("0114709", "0133093", "", "", "")
    assert dataset.movies.tmdb_ids[1] == ""
    assert dataset.tags.texts == ("pixar", "slow, but good")
    assert dataset.tags.users.tolist() == [0, -1]
    assert dataset.tags.movies.tolist() == [0, 1]
    assert dataset.report is not None
    assert dataset.report.clean


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("last_newline", [True, False])
def test_line_ends_and_byte_order_marks(
    write_folder: Write, csv_files: dict[str, str], newline: str, mark: bytes, last_newline: bool
) -> None:
    files = {
        name: mark + (text if last_newline else text.rstrip("\n")).replace("\n", newline).encode()
        for name, text in csv_files.items()
    }
    expect_the_usual(finish(load_dataset(write_folder(files))))


def test_other_delimiters_and_trailing_spaces(write_folder: Write, csv_files: dict[str, str]) -> None:
    files = csv_files | {"ratings.csv": csv_files["ratings.csv"].replace(",", " ;").replace("\n", " \n")}
    expect_the_usual(finish(load_dataset(write_folder(files))))


def test_without_a_header(write_folder: Write, csv_files: dict[str, str]) -> None:
    files = {name: text.split("\n", 1)[1] for name, text in csv_files.items()}
    expect_the_usual(finish(load_dataset(write_folder(files))))


def test_latin_1_titles(write_folder: Write, csv_files: dict[str, str]) -> None:
    files = csv_files | {"movies.csv": csv_files["movies.csv"].replace("–", "-").encode("latin-1")}
    expect_the_usual(finish(load_dataset(write_folder(files))))


def test_decimals_and_quotes_may_be_mixed(write_folder: Write, csv_files: dict[str, str]) -> None:
    ratings = csv_files["ratings.csv"].replace("4.0", "4").replace("1,20", '"1","20"').replace("5.0", "5.00")
    expect_the_usual(finish(load_dataset(write_folder(csv_files | {"ratings.csv": ratings}))))


def test_columns_are_found_by_name(write_folder: Write, csv_files: dict[str, str]) -> None:
    rows = [line.split(",") for line in csv_files["ratings.csv"].splitlines()]
    shuffled = "".join(
        ",".join((row[3], row[2], "note" if i else "comment", row[1], row[0])) + "\n" for i, row in enumerate(rows)
    )
    expect_the_usual(finish(load_dataset(write_folder(csv_files | {"ratings.csv": shuffled}))))


@pytest.mark.parametrize("folder", REAL_COPIES, ids=lambda folder: "CRLF" if "shared" in folder.parts else "bundled")
def test_the_real_files_agree_rating_for_rating(folder: Path, bundled_dataset: Dataset) -> None:
    dataset = finish(load_dataset(folder))
    assert len(dataset.ratings) == 100_004
    assert dataset.n_users == 671
    assert dataset.n_movies == 9125
    for name in ("users", "movies", "values", "timestamps"):
        np.testing.assert_array_equal(getattr(dataset.ratings, name), getattr(bundled_dataset.ratings, name))
    assert dataset.movies.titles == bundled_dataset.movies.titles
    assert dataset.tags.texts == bundled_dataset.tags.texts
    assert dataset.content_hash == bundled_dataset.content_hash
    assert dataset.report is not None
    assert dataset.report.clean
    lines = (folder / "ratings.csv").read_text().splitlines()[1:]
    user, movie, value, timestamp = lines[50_000].split(",")
    ratings = dataset.ratings
    assert dataset.user_ids[ratings.users[50_000]] == int(user)
    assert dataset.movies.ids[ratings.movies[50_000]] == int(movie)
    assert ratings.values[50_000] == float(value)
    assert ratings.timestamps[50_000] == int(timestamp)


titles = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")) | st.sampled_from(' ,"'), min_size=1)
ratings = st.dictionaries(
    st.tuples(st.integers(0, 10**9), st.integers(0, 10**12)),
    # Numbers between are days as Excel counts them, where there are no others.
    st.tuples(st.integers(1, 10), st.integers(0, 25_000) | st.integers(80_000, 10**10)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ratings=ratings, titles=st.lists(titles, max_size=30), newline=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    ratings: dict[tuple[int, int], tuple[int, int]],
    titles: list[str],
    newline: str,
) -> None:
    folder = tmp_path_factory.mktemp("written")
    rows = [f"{user},{movie},{half / 2},{time}" for (user, movie), (half, time) in ratings.items()]
    listed = sorted({movie for _, movie in ratings})
    named = {movie: (titles[i] if i < len(titles) else "x").strip() or "x" for i, movie in enumerate(listed)}
    quoted = [f'{movie},"{title.replace(chr(34), chr(34) * 2)} (1999)",Drama' for movie, title in named.items()]
    (folder / "ratings.csv").write_bytes(newline.join(["userId,movieId,rating,timestamp", *rows, ""]).encode())
    (folder / "movies.csv").write_bytes(newline.join(["movieId,title,genres", *quoted, ""]).encode())
    dataset = finish(load_dataset(folder))
    read = {
        (int(dataset.user_ids[user]), int(dataset.movies.ids[movie])): (round(value * 2), int(time))
        for user, movie, value, time in zip(
            dataset.ratings.users,
            dataset.ratings.movies,
            dataset.ratings.values.tolist(),
            dataset.ratings.timestamps,
            strict=True,
        )
    }
    assert read == ratings
    assert list(read) == list(ratings)
    assert dataset.movies.titles == tuple(named.values())
    assert set(dataset.movies.years.tolist()) == {1999}
    assert dataset.report is not None
    assert dataset.report.clean
