"""A column of times whose name is not known: found by what stands in it, so that times do not vanish without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from movierec_gui.data.column_names import NAMES, plain_name
from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.times import FIRST_TIME_LIKE, read_moment

_SAYS_TIME = re.compile(r"(?i:time|stamp|date|epoch|when|modified|added)|(?:^|_)at$|[a-z]At$")
_OF_RATING = ("rat", "review", "event", "watch", "seen")
_OF_SOMETHING_ELSE = (
    "release",
    "birth",
    "publi",
    "premiere",
    "produc",
    "year",
    "join",
    "register",
    "runtime",
    "lifetime",
)
_KNOWN = {name for names in NAMES.values() for name in names}
_SURE = 0.9


def with_found_times(columns: ColumnChoice, shape: TableShape, rows: Sequence[Sequence[str]]) -> ColumnChoice:
    """The choice with a column of times where it has none, and one without another meaning holds nothing but times.

    Its name must speak of times, or be missing: a date of release or a long number may stand in other columns.
    """
    if not shape.header or columns.timestamp is not None or columns.date_parts:
        return columns
    found = [at for at in range(shape.width) if _may_be(shape, at) and _holds_times(at, rows)]
    taken = (columns.user, columns.movie, columns.rating, columns.title, columns.seen)
    free = sorted((at for at in found if at not in taken), key=lambda at: not _is_of_rating(shape, at))
    return replace(columns, timestamp=free[0]) if free else columns


def _may_be(shape: TableShape, at: int) -> bool:
    name = shape.header[at].strip() if at < len(shape.header) else ""
    plain = plain_name(name)
    if plain in _KNOWN or any(word in plain for word in _OF_SOMETHING_ELSE):
        return False
    return bool(_SAYS_TIME.search(name)) or (not name and at > 0)


def _is_of_rating(shape: TableShape, at: int) -> bool:
    name = plain_name(shape.header[at]) if at < len(shape.header) else ""
    return any(word in name for word in _OF_RATING)


def _holds_times(at: int, rows: Sequence[Sequence[str]]) -> bool:
    given = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
    return bool(given) and sum(map(_is_time, given)) >= _SURE * len(given)


def _is_time(text: str) -> bool:
    moment = read_moment(text)
    return moment is not None and (not moment.is_number or moment.value >= FIRST_TIME_LIKE)
