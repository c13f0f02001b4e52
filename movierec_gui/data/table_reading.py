"""How a table of ratings was understood, in words, and which of that a person should be asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from movierec_gui.data.old_encodings import WESTERN_CODEC
from movierec_gui.data.scales import MARKS_BELOW
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice

_FEWEST_ROWS = 5
_ENOUGH = 0.8
"""Share of a table's rows below which its columns are likely to be others."""
_MOST_NAMED = 3


@dataclass(frozen=True)
class TableReading:
    """What the reader took the columns and values of one table for."""

    file: str
    columns: tuple[tuple[str, str], ...] = ()
    """Fields of ``ColumnChoice`` and what the columns are called, such as ``userId`` or ``column 1``."""
    sure_columns: bool = True
    """Whether a head, a documentation, a person or the content beyond doubt says which column is which."""
    rows_read: int = 0
    unreadable: int = 0
    """Rows without a rating because their cells do not fit the columns."""
    scale: tuple[float, float] | None = None
    stated_scale: bool = False
    """Whether a person or a documentation says so, instead of the values."""
    marks: tuple[tuple[float, int], ...] = ()
    """Values that were taken for "not rated", with the rows that hold them."""
    stated_marks: bool = False
    outliers: tuple[tuple[float, int], ...] = ()
    """Values off the scale, with the rows that hold them."""
    times: str = ""
    """Words for the unit of the times; empty where there are none."""
    open_order: bool = False
    """Whether nothing in the column shows if the day or the month comes first, and it makes a difference."""
    unread_times: str = ""
    """A column that looks like times, which nothing calls so."""
    only_rating: float | None = None
    """The rating that everybody gave everything, as where views or purchases are kept; None where there are others."""
    twins: str = ""
    """What is said of columns that are called alike and hold other values; empty where there are none."""
    maybe_marks: str = ""
    """The heading of the ratings where it may mean school marks, of which 1 is the best; else empty."""
    doubtful_letters: str = ""
    """What is said of a file whose encoding is not certain; empty where there is none."""


@dataclass(frozen=True)
class Doubt:
    """Something that may be meant otherwise."""

    field: str
    """The field of ``TableChoice`` that settles it."""
    words: str


def doubts_about(reading: TableReading, choice: TableChoice) -> tuple[Doubt, ...]:
    """What may be meant otherwise in a table, unless a person has said so already."""
    found = []
    if not choice.columns:
        found += _about_columns(reading)
    if reading.marks and not reading.stated_marks and choice.not_rated is None:
        rows = sum(count for _, count in reading.marks)
        verb = "stands" if len(reading.marks) == 1 else "stand"
        words = f"{_values(reading.marks)} {verb} in {counted(rows, 'row')}, taken for “not rated” and left out"
        found.append(Doubt("not_rated", words))
    if reading.only_rating in MARKS_BELOW and not reading.stated_marks and choice.not_rated is None:
        words = f"Every rating is {reading.only_rating:g}, which elsewhere stands for “not rated”; read as a rating"
        found.append(Doubt("not_rated", words))
    if reading.maybe_marks and choice.scale is None:
        words = (
            f"{reading.maybe_marks} may be a school mark, of which 1 is the best; the highest number is taken for the "
            "best. If it is not, turn the numbers round, as 7 minus each of 1 to 6, and open the file again"
        )
        found.append(Doubt("scale", words))
    if reading.outliers and choice.scale is None and not any(doubt.field == "scale" for doubt in found):
        rows = sum(count for _, count in reading.outliers)
        words = f"{_values(reading.outliers)} in {counted(rows, 'row')} taken for a mistake and left out"
        found.append(Doubt("scale", words))
    if reading.open_order and not choice.time_unit:
        words = f"Nothing shows whether day or month comes first; read as {reading.times}"
        found.append(Doubt("time_unit", words))
    if reading.doubtful_letters and not choice.encoding:
        found.append(Doubt("encoding", reading.doubtful_letters))
    return tuple(found)


def _about_columns(reading: TableReading) -> list[Doubt]:
    named = ", ".join(f"{role} = {name}" for role, name in reading.columns)
    if not reading.sure_columns:
        return [Doubt("columns", f"The table has no heading, so the columns are a guess: {named}")]
    if reading.twins:
        return [Doubt("columns", reading.twins)]
    if reading.unread_times:
        return [Doubt("columns", f"{reading.unread_times} looks like times, but nothing calls it so")]
    usable = reading.rows_read - reading.unreadable
    if reading.rows_read >= _FEWEST_ROWS and usable < _ENOUGH * reading.rows_read:
        return [Doubt("columns", f"Only {usable:,} of {counted(reading.rows_read, 'row')} can be read with {named}")]
    return []


def settled(reading: TableReading, choice: TableChoice, columns: tuple[tuple[str, str], ...]) -> TableChoice:
    """The choice with everything that is in doubt said as it was found: a person has looked at it and agrees.

    ``columns`` are the columns as found, in the form of ``TableChoice.columns``. A column that turned out to hold no
    times is not named as one.
    """
    values = {
        "columns": tuple((role, name) for role, name in columns if role != "timestamp" or reading.times or not name),
        "scale": reading.scale,
        "not_rated": tuple(value for value, _ in reading.marks),
        "time_unit": _order(reading),
        "encoding": WESTERN_CODEC,
    }
    said = {doubt.field: values[doubt.field] for doubt in doubts_about(reading, choice)}
    return replace(choice, **said)  # type: ignore[arg-type]


def describe_reading(reading: TableReading) -> str:
    """How columns, "not rated" and times were read, such as ``user = who; times (when): seconds since 1970``."""
    roles = {"user": "users", "movie": "movies", "rating": "ratings", "timestamp": "times", "title": "titles"}
    columns = ", ".join(f"{roles.get(role, role)}: {name}" for role, name in reading.columns)
    parts = [f"{reading.file} – {columns}"]
    if reading.times:
        guess = ", which is a guess" if reading.open_order else ""
        parts.append(f"times are {reading.times}{guess}")
    else:
        parts.append("no times")
    if reading.marks:
        parts.append(f"{_values(reading.marks)} left out as “not rated”")
    if reading.outliers:
        parts.append(f"{_values(reading.outliers)} left out as beyond the scale")
    if reading.twins:
        parts.append(reading.twins)
    if reading.maybe_marks:
        parts.append(highest_is_best(reading.maybe_marks))
    if reading.only_rating is not None:
        parts.append(only_one(reading.only_rating))
    return "; ".join(parts)


def highest_is_best(heading: str) -> str:
    """What is assumed of numbers that may be school marks."""
    return f"the highest {heading} is taken for the best"


def only_one(rating: float) -> str:
    """What it means that all ratings are the same."""
    return f"every rating is {rating:g}: predicted ratings say nothing then, lists of what to watch do"


def _order(reading: TableReading) -> str:
    return "month-first" if "month first" in reading.times else "day-first"


def _values(found: tuple[tuple[float, int], ...]) -> str:
    shown = ", ".join(f"{value:g}" for value, _ in found[:_MOST_NAMED])
    return f"{shown} and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else shown
