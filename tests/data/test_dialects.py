"""A random table in a random dialect is read back exactly: delimiter, quotes, line ends, head, order of columns, time
unit, scale, kinds of identifiers. MOVIEREC_DIALECTS sets how many are drawn."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

DRAWS = int(os.environ.get("MOVIEREC_DIALECTS", "300"))
HEADS = {
    "user": ("userId", "user_id", "User-ID", "reviewerID", "user_id:token", "user"),
    "movie": ("movieId", "item_id", "ISBN", "asin", "item_id:token", "film"),
    "rating": ("rating", "Book-Rating", "overall", "rating:float", "score", "stars"),
    "time": ("timestamp", "tstamp", "unixReviewTime", "timestamp:float", "date", "rated_at"),
    "note": ("review", "note", "comment"),
}
SCALES = {
    "half stars": [half / 2 for half in range(1, 11)],
    "stars": [1, 2, 3, 4, 5],
    "of ten": list(range(1, 11)),
    "of a hundred": [20, 35, 50, 75, 99, 100, 0],
    "around zero": [-9.5, -3.25, 0, 4.75, 8, 10],
}
UNITS = ("none", "seconds", "milliseconds", "microseconds", "digits", "iso", "day-first", "month-first")
DAY = 86_400


@dataclass(frozen=True)
class Written:
    """A file and what it holds."""

    name: str
    content: bytes
    rows: tuple[tuple[str, str, float, int], ...]
    """User and movie as text, rating, seconds (0 where there are none)."""


def time_text(seconds: int, unit: str) -> str:
    """A time as a file of that unit writes it."""
    factors = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
    if unit in factors:
        return str(seconds * factors[unit])
    forms = {"digits": "%Y%m%d", "iso": "%Y-%m-%d %H:%M:%S", "day-first": "%d-%m-%Y %H:%M:%S"}
    return datetime.fromtimestamp(seconds, UTC).strftime(forms.get(unit, "%m/%d/%Y %H:%M:%S"))


number_ids = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 10**6)
text_ids = st.text(st.sampled_from("abcXYZ019-é_ .'"), min_size=1, max_size=9).map(str.strip).filter(bool)
leading_zeros = st.integers(0, 9999).map("{:06d}".format)
id_kinds = st.sampled_from([number_ids.map(str), text_ids, leading_zeros])
notes = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> Written:
    """A table with unique pairs of users and movies, in a dialect that says clearly what it is."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", "::"]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    unit = draw(st.sampled_from(UNITS))
    pairs = draw(
        st.lists(st.tuples(draw(id_kinds), draw(id_kinds)), min_size=3, max_size=25, unique=True).map(
            lambda rows: [row for row in rows if "::" not in row[0] + row[1]]
        )
    )
    scale = SCALES[draw(st.sampled_from(sorted(SCALES)))]
    low, high = 15 * 365 * DAY, 50 * 365 * DAY
    seconds = [draw(st.integers(low, high)) for _ in pairs]
    if unit == "digits":
        seconds = [moment // DAY * DAY for moment in seconds]
    if unit in ("day-first", "month-first"):
        # One day beyond the twelfth shows the order.
        seconds[0] = 1_526_655_720
    # The ends of the scale occur, so that it shows.
    values = [max(scale), min(scale)] + [draw(st.sampled_from(scale)) for _ in pairs[2:]]
    rows = [
        (user, movie, float(value), 0 if unit == "none" else moment)
        for (user, movie), value, moment in zip(pairs, values, seconds, strict=True)
    ]
    columns = ["user", "movie", "rating"] + ([] if unit == "none" else ["time"])
    quotes = delimiter != "::"
    if quotes and draw(st.booleans()):
        columns.append("note")
    columns = draw(st.permutations(columns))
    head = [draw(st.sampled_from(HEADS[role])) for role in columns]
    comma = delimiter == ";" and draw(st.booleans())
    table = []
    for user, movie, value, moment in rows:
        shown = f"{value:g}".replace(".", ",") if comma else f"{value:g}"
        note = draw(notes) + ("\n2,3,5\n" if quotes and draw(st.booleans()) else "") if "note" in columns else ""
        cells = {"user": user, "movie": movie, "rating": shown, "time": time_text(moment, unit), "note": note}
        table.append([cells[role] for role in columns])
    return _written(draw, [head, *table], delimiter, newline, tuple(rows))


def _written(
    draw: st.DrawFn, table: list[list[str]], delimiter: str, newline: str, rows: tuple[tuple[str, str, float, int], ...]
) -> Written:
    name = draw(st.sampled_from(["ratings.csv", "ratings.dat", "u.data", "mine.txt", "export.tsv"]))
    row_names = draw(st.sampled_from(["no", "pandas", "R"])) if delimiter != "::" else "no"
    if row_names == "pandas":
        table = [["", *table[0]], *([str(number), *row] for number, row in enumerate(table[1:]))]
    elif row_names == "R":
        table = [table[0], *([str(number), *row] for number, row in enumerate(table[1:], start=1))]
    if delimiter == "::":
        text = "".join("::".join(row) + newline for row in table)
    else:
        every = draw(st.booleans())
        stream = io.StringIO()
        quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
        writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=quoting)
        writer.writerows(table)
        text = stream.getvalue()
    if not draw(st.booleans()):
        text = text.removesuffix(newline)
    text = draw(st.sampled_from(["", "", "# made by hand" + newline, "% all mine" + newline + newline])) + text
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
    return Written(name, text.encode(encoding), rows)


def rows_of(dataset: Dataset) -> list[tuple[str, str, float, int]]:
    users = dataset.user_names or tuple(str(number) for number in dataset.user_ids.tolist())
    movies = dataset.movies.text_ids or tuple(str(number) for number in dataset.movies.ids.tolist())
    ratings = dataset.ratings
    columns = (ratings.users.tolist(), ratings.movies.tolist(), ratings.values.tolist(), ratings.timestamps.tolist())
    return [(users[user], movies[movie], value, time) for user, movie, value, time in zip(*columns, strict=True)]


@settings(max_examples=DRAWS, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(written=tables())
def test_a_random_table_is_read_back_exactly(tmp_path_factory: pytest.TempPathFactory, written: Written) -> None:
    folder = tmp_path_factory.mktemp("dialect")
    (folder / written.name).write_bytes(written.content)
    dataset = finish(load_dataset(folder / written.name))
    assert rows_of(dataset) == [(user, movie, value, time) for user, movie, value, time in written.rows]
    assert dataset.report is not None
    assert dataset.report.counts == {"no movie list": 1}
