"""Tables as other people write them: the numbers of each are those that stand in it, whatever its dialect."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Row = tuple[int, int, float, int]
START = 1_500_000_000
ROWS: list[Row] = [
    (user, movie, float((user + movie) % 5 + 1), START + user * 86_400 * 13 + movie * 60)
    for user in range(1, 9)
    for movie in (10, 20, 30)
]
HEAD = ("userId", "movieId", "rating", "timestamp")
_EPOCH_DAY = 25_569


def text_of(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, delimiter: str = ",") -> str:
    lines = [head, *rows] if head else rows
    return "".join(
        delimiter.join(f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row) + "\n" for row in lines
    )


def read(folder: Path, content: str | bytes, name: str = "table.csv") -> Dataset:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return finish(load_dataset(folder / name))


def rows_of(dataset: Dataset) -> list[tuple[str, str, float, int]]:
    ratings, movies = dataset.ratings, dataset.movies
    names = movies.text_ids or tuple(map(str, movies.ids.tolist()))
    columns = (ratings.users.tolist(), ratings.movies.tolist(), ratings.values.tolist(), ratings.timestamps.tolist())
    return [
        (dataset.user_label(user), names[movie], value, time) for user, movie, value, time in zip(*columns, strict=True)
    ]


def plain(rows: Sequence[Row]) -> list[tuple[str, str, float, int]]:
    return [(str(user), str(movie), value, time) for user, movie, value, time in rows]


@pytest.mark.parametrize(
    "above",
    [
        "# made by me\n# at home\n",
        "% 24 ratings\n",
        "Ratings of my shop\n",
        "Ratings of my shop,,,\n\n",
        "\n# a\n\n# b\n",
    ],
)
def test_comments_and_titles_above_a_table_are_no_part_of_it(tmp_path: Path, above: str) -> None:
    assert rows_of(read(tmp_path, above + text_of(ROWS))) == plain(ROWS)


def test_comments_above_a_table_without_a_head(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, "% asymmetric\n% 24\n" + text_of(ROWS, (), " "), "out.txt")) == plain(ROWS)


def test_a_head_may_begin_like_a_comment(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, "#" + text_of(ROWS))) == plain(ROWS)


def test_one_name_fewer_is_no_row_name_where_it_repeats(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, text_of(ROWS, HEAD[:3]))) == plain(ROWS)
    assert rows_of(read(tmp_path, "# user,item,rating\n" + text_of(ROWS, ()))) == plain(ROWS)


def test_one_name_fewer_is_no_row_name_where_ratings_would_be_times(tmp_path: Path) -> None:
    rows = [row for row in ROWS if row[1] == 10]  # every user once
    assert rows_of(read(tmp_path, text_of(rows, HEAD[:3]))) == plain(rows)


def test_a_delimiter_at_the_end_of_each_row_begins_no_column(tmp_path: Path) -> None:
    rows = [(*row, "") for row in ROWS]
    assert rows_of(read(tmp_path, text_of(rows, ()))) == plain(ROWS)
    assert rows_of(read(tmp_path, text_of(rows, (), "::"), "t.dat")) == plain(ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reviews_of_several_lines_stand_in_quotes_between_any_delimiters(
    tmp_path: Path, delimiter: str, quoting: int, newline: str
) -> None:
    reviews = ("two\nlines", 'say "hi"', f"a{delimiter} b", "5,10,4,1500\n7,10,1,1500", '"', "")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=newline)  # type: ignore[arg-type]
    writer.writerow(("review", *HEAD))
    writer.writerows((reviews[number % len(reviews)], *row) for number, row in enumerate(ROWS))
    assert rows_of(read(tmp_path, text.getvalue())) == plain(ROWS)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_wide_characters_are_read_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    assert rows_of(read(tmp_path, text_of(ROWS).encode(encoding))) == plain(ROWS)
    if encoding in ("utf-16-le", "utf-16-be"):
        mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
        assert rows_of(read(tmp_path, mark + text_of(ROWS).encode(encoding))) == plain(ROWS)


def test_names_in_windows_letters_keep_their_quotes_and_dashes(tmp_path: Path) -> None:
    text = text_of([("“Zoë” – €", *row[1:]) for row in ROWS[:3]])
    assert read(tmp_path, text.encode("cp1252")).user_names == ("“Zoë” – €",)
    undefined = text_of([("a\x81é", *row[1:]) for row in ROWS[:3]])
    assert read(tmp_path, undefined.encode("latin-1")).user_names == ("a\x81é",)


def test_decimal_commas_are_read_in_quotes_and_between_bars(tmp_path: Path) -> None:
    halves = [(user, movie, value - 0.5, time) for user, movie, value, time in ROWS]
    commas = [(user, movie, f"{value:g}".replace(".", ","), time) for user, movie, value, time in halves]
    quoted = [(user, movie, f'"{value}"', time) for user, movie, value, time in commas]
    assert rows_of(read(tmp_path, text_of(quoted))) == plain(halves)
    assert rows_of(read(tmp_path, text_of(commas, (), "|"))) == plain(halves)


def test_a_packed_file_needs_no_second_ending(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, gzip.compress(text_of(ROWS).encode()), "ratings.gz")) == plain(ROWS)


@pytest.mark.parametrize("name", ["imdbId", "tmdb_id", "tconst"])
def test_another_sites_ids_name_the_movies_where_there_are_no_others(tmp_path: Path, name: str) -> None:
    assert rows_of(read(tmp_path, text_of(ROWS, ("userId", name, "rating", "timestamp")))) == plain(ROWS)
    both = text_of([(*row, 7) for row in ROWS], (*HEAD, name))
    assert rows_of(read(tmp_path, both)) == plain(ROWS)


def test_amazons_review_tables_have_names_of_their_own(tmp_path: Path) -> None:
    head = ("customer_id", "review_id", "product_id", "product_title", "star_rating", "review_body", "review_date")
    film = 'The "Film"'
    rows = [(7, "R1", "B01", film, 5, 'a "must', "2015-08-31"), (8, "R2", "B01", film, 2, "no", "2015-08-30")]
    dataset = read(tmp_path, text_of(rows, head, "\t"), "us.tsv")
    assert rows_of(dataset) == [("7", "B01", 5, 1_440_979_200), ("8", "B01", 2, 1_440_892_800)]
    assert dataset.movies.titles == ('The "Film"',)


def day(time: int) -> int:
    return time // 86_400 * 86_400


def form(pattern: str) -> Callable[[int], str]:
    return lambda time: datetime.fromtimestamp(time, UTC).strftime(pattern)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (form("%m/%d/%y"), day),
        (form("%d.%m.%y"), day),
        (form("%d.%m.%y %H:%M"), int),
        (form("%d-%b-%y"), day),
        (lambda time: str(time // 86_400 + _EPOCH_DAY), day),
        (lambda time: f"{time / 86_400 + _EPOCH_DAY:.8f}", int),
        (lambda time: f'"{time / 86_400 + _EPOCH_DAY:.8f}"'.replace(".", ","), int),
    ],
)
def test_years_of_two_digits_and_excels_days_are_times(
    tmp_path: Path, written: Callable[[int], str], known: Callable[[int], int]
) -> None:
    text = text_of([(*row[:3], written(row[3])) for row in ROWS])
    assert rows_of(read(tmp_path, text)) == plain([(*row[:3], known(row[3])) for row in ROWS])


def test_times_before_the_turn_of_the_century_have_two_digits_too(tmp_path: Path) -> None:
    rows = [(1, 10, 4.0, 883_612_800), (2, 10, 3.0, 886_291_200)]
    text = text_of([(*row[:3], form("%d.%m.%y")(row[3])) for row in rows])
    assert rows_of(read(tmp_path, text)) == plain(rows)


def test_a_column_of_times_with_an_unknown_name_does_not_vanish(tmp_path: Path) -> None:
    dataset = read(tmp_path, text_of(ROWS, (*HEAD[:3], "event_time")))
    assert rows_of(dataset) == plain(ROWS)
    assert dataset.report is not None
    assert "table.csv: times (event_time) are seconds since 1970" in dataset.report.notes


def graded(levels: Sequence[float], count: int = 240) -> list[Row]:
    pairs = [(user, movie) for user in range(1, 25) for movie in range(1, 11)][:count]
    return [(user, movie, float(levels[number % len(levels)]), 0) for number, (user, movie) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("levels", "scale"),
    [
        (range(1, 8), (1, 7)),
        (range(8), (0, 7)),
        (range(11), (0, 10)),
        (range(6), (0, 5)),
        ([step / 2 for step in range(11)], (0, 5)),
        ([1, 2, 3, 4, 5, 6, 7, 8], (1, 10)),
        ([1, 1.5, 7], (1, 10)),
    ],
)
def test_the_scale_of_a_long_table_has_all_its_grades(
    tmp_path: Path, levels: Sequence[float], scale: tuple[float, float]
) -> None:
    rows = graded(levels)
    dataset = read(tmp_path, text_of([row[:3] for row in rows], HEAD[:3]))
    assert (len(dataset.ratings), dataset.scale) == (len(rows), scale)


@pytest.mark.parametrize("zeros", [1, 3, 120])
def test_zeros_that_are_rarer_or_more_frequent_than_ones_are_no_ratings(tmp_path: Path, zeros: int) -> None:
    rows = graded(range(1, 11))
    rows = [(user, movie, 0.0 if number < zeros else value, 0) for number, (user, movie, value, _) in enumerate(rows)]
    dataset = read(tmp_path, text_of([row[:3] for row in rows], HEAD[:3]))
    assert (len(dataset.ratings), dataset.scale) == (len(rows) - zeros, (1, 10))
    assert dataset.report is not None
    assert dataset.report.counts["not rated"] == zeros


@pytest.mark.parametrize("slip", [45, 50, 100, 99, 255])
def test_a_number_far_above_all_grades_is_none_in_a_short_table_too(tmp_path: Path, slip: int) -> None:
    rows = [*ROWS, (9, 10, float(slip), START)]
    dataset = read(tmp_path, text_of(rows))
    assert rows_of(dataset) == plain(ROWS)
    assert dataset.scale == (1, 5)


@given(users=st.lists(st.text("-0123456789", min_size=1, max_size=21), min_size=1, max_size=8, unique=True))
def test_ids_that_look_like_numbers_are_kept_apart(tmp_path_factory: pytest.TempPathFactory, users: list[str]) -> None:
    text = text_of([(user, 10, 4.0, START) for user in users])
    assert sorted(name for name, *_ in rows_of(read(tmp_path_factory.mktemp("ids"), text))) == sorted(users)
