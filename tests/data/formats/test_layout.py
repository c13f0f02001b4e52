"""Random datasets, written in each layout without a header, come back as they were; garbage between them is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.formats import FORMATS
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Ratings = dict[tuple[int, int], tuple[int, int]]
Files = dict[str, bytes]

ratings = st.dictionaries(
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)),
    # Numbers between are days as Excel counts them, where there are no others.
    st.tuples(st.integers(1, 5), st.integers(0, 25_000) | st.integers(80_000, 10**10)),
    min_size=1,
    max_size=25,
)
titles = st.text(
    st.characters(codec="latin-1", exclude_categories=("Cc", "Zs"), exclude_characters="|:"), max_size=20
).map("{}né!".format)
"""No Latin-1 text that ends so reads as UTF-8, nor has it the words of Cyrillic."""
garbage = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t:,", exclude_categories=("Cc",)), min_size=1)


def as_dat(ratings: Ratings, title: str, newline: str) -> Files:
    rows = (f"{user}::{movie}::{value}::{time}" for (user, movie), (value, time) in ratings.items())
    listed = (f"{movie}::{title} (1999)::Drama|War" for movie in sorted({movie for _, movie in ratings}))
    files = (("ratings.dat", rows), ("movies.dat", listed))
    return {name: newline.join([*lines, ""]).encode() for name, lines in files}


def as_100k(ratings: Ratings, title: str, newline: str) -> Files:
    rows = (f"{user}\t{movie}\t{value}\t{time}" for (user, movie), (value, time) in ratings.items())
    flags = "|".join("1" if position in (8, 17) else "0" for position in range(19))
    listed = (f"{movie}|{title} (1999)|||url|{flags}" for movie in sorted({movie for _, movie in ratings}))
    files = (("u.data", rows), ("u.item", listed))
    return {name: newline.join([*lines, ""]).encode("latin-1") for name, lines in files}


def expect(dataset: Dataset, wanted: Ratings, title: str) -> None:
    columns = dataset.ratings
    read = {
        (int(dataset.user_ids[user]), int(dataset.movies.ids[movie])): (int(value), int(time))
        for user, movie, value, time in zip(
            columns.users, columns.movies, columns.values, columns.timestamps, strict=True
        )
    }
    assert list(read.items()) == list(wanted.items())
    assert set(dataset.movies.titles) == {title}
    assert set(dataset.movies.years.tolist()) == {1999}
    assert {dataset.movies.genres_of(movie) for movie in range(dataset.n_movies)} == {("Drama", "War")}


@pytest.mark.parametrize("write", [as_dat, as_100k])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ratings=ratings, title=titles, newline=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[Ratings, str, str], Files],
    ratings: Ratings,
    title: str,
    newline: str,
) -> None:
    folder = tmp_path_factory.mktemp("written")
    for name, content in write(ratings, title, newline).items():
        (folder / name).write_bytes(content)
    dataset = finish(load_dataset(folder))
    expect(dataset, ratings, title)
    assert dataset.report is not None
    assert dataset.report.clean


@pytest.mark.parametrize("write", [as_dat, as_100k])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ratings=ratings, lines=st.lists(garbage, max_size=8))
def test_garbage_after_the_rows_is_counted_and_skipped(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[Ratings, str, str], Files],
    ratings: Ratings,
    lines: list[str],
) -> None:
    # Where most rows are garbage, what the table looks like cannot be told.
    assume(len(lines) < len(ratings))
    folder = tmp_path_factory.mktemp("garbage")
    for name, content in write(ratings, "X", "\n").items():
        rows = name in ("ratings.dat", "u.data")
        (folder / name).write_bytes(content + b"".join(line.encode() + b"\n" for line in lines if rows))
    dataset = finish(load_dataset(folder))
    expect(dataset, ratings, "X")
    bad = [number for number, line in enumerate(lines, start=len(ratings) + 1) if line.encode().strip()]
    assert dataset.report is not None
    assert [issue.line for issue in dataset.report.issues] == bad
    assert dataset.report.rows_read == len(ratings) + len(bad)


def test_every_layout_describes_itself() -> None:
    assert len({layout.DESCRIPTION for layout in FORMATS}) == len(FORMATS)
