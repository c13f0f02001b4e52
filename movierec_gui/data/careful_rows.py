"""Rating rows read one by one: slow, but it says what is wrong with each."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import NamedTuple

from movierec_gui.data.sniffing import ColumnChoice, TableShape, split_fields
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, NOT_A_NUMBER, OUT_OF_SCALE, IssueLog

_MOST_SHOWN = 60
_MOST_DIGITS = 18
"""Of an identifier or a time, so that each fits into 64 bits."""


class Row(NamedTuple):
    """One usable rating with the identifiers of the file."""

    user: int
    movie: int
    value: float
    timestamp: int


class RowReader:
    """Reads single rows of one file and notes what is wrong with them."""

    def __init__(
        self, file: str, shape: TableShape, columns: ColumnChoice, scale: tuple[float, float] | None, log: IssueLog
    ) -> None:
        self._file = file
        self._shape = shape
        self._columns = columns
        self._scale = scale
        self._log = log
        self._needed = 1 + max(columns.user, columns.movie, columns.rating)
        self._users, self._movies = TextIds(), TextIds()
        self._user_id = self._users.number if columns.text_users else whole_number
        self._movie_id = self._movies.number if columns.text_movies else whole_number
        self._titles: dict[int, str] = {}

    def read(self, line: bytes, number: int) -> Row | None:
        """The rating on a line, or None (noted in the log) where there is no usable one."""
        text = line.decode(self._shape.encoding, "replace").rstrip("\r\n")
        fields = split_fields(text, self._shape.delimiter)
        if fields is None or len(fields) < self._needed or len(fields) > self._shape.width:
            self._skip(number, MALFORMED, text)
            return None
        user, movie = self._user_id(fields[self._columns.user]), self._movie_id(fields[self._columns.movie])
        value = decimal_number(fields[self._columns.rating], comma=self._shape.delimiter != ",")
        if user is None or movie is None or value is None:
            self._skip(number, NOT_A_NUMBER, text)
            return None
        if self._scale is not None and not self._scale[0] <= value <= self._scale[1]:
            self._skip(number, OUT_OF_SCALE, text)
            return None
        title = self._columns.title
        if title is not None and title < len(fields) and fields[title].strip():
            self._titles.setdefault(movie, fields[title].strip())
        return Row(user, movie, value, self._timestamp(fields, number))

    @property
    def names_matter(self) -> bool:
        """Whether rows hold more than numbers, so that every one must come through here."""
        return self._columns.text_users or self._columns.text_movies or self._columns.title is not None

    @property
    def user_names(self) -> dict[int, str]:
        """The text that stood for each user's number; empty where the identifiers are numbers."""
        return self._users.names()

    @property
    def movie_names(self) -> dict[int, str]:
        """Each movie's title, or the text that stood for its number."""
        return self._movies.names() | self._titles

    def _timestamp(self, fields: list[str], number: int) -> int:
        column = self._columns.timestamp
        if column is None:
            return 0
        text = fields[column].strip() if column < len(fields) else ""
        seconds = read_time(text)
        if seconds is not None:
            return seconds
        self._log.add(self._file, number, BAD_TIMESTAMP, f"{_shown(text)!r}, taken as unknown (0)", kept=True)
        return 0

    def _skip(self, number: int, reason: str, text: str) -> None:
        self._log.add(self._file, number, reason, repr(_shown(text)))


class TextIds:
    """Numbers from 1 for identifiers that are text, in the order of their first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int | None:
        """The number that stands for a text; None for an empty one."""
        text = text.strip()
        return self._numbers.setdefault(text, len(self._numbers) + 1) if text else None

    def names(self) -> dict[int, str]:
        """The text of each number."""
        return {number: text for text, number in self._numbers.items()}


def whole_number(text: str) -> int | None:
    """An identifier: a whole number from 0, also written ``12.0``; None for anything else."""
    text = text.strip()
    if text.isdigit() and text.isascii():
        return int(text) if len(text) <= _MOST_DIGITS else None
    value = decimal_number(text, comma=False)
    if value is None or not value.is_integer():
        return None
    return int(value) if 0 <= value < 10.0**_MOST_DIGITS else None


def decimal_number(text: str, *, comma: bool) -> float | None:
    """A finite number, with a decimal comma where ``comma`` says so; None for anything else."""
    text = text.strip()
    if "_" in text:
        return None
    try:
        value = float(text.replace(",", ".") if comma else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_time(text: str) -> int | None:
    """Seconds since 1970 from a number of seconds or an ISO 8601 date (UTC where it names no zone); None otherwise."""
    if text.isdigit() and text.isascii():
        return int(text) if len(text) <= _MOST_DIGITS else None
    seconds = decimal_number(text, comma=False)
    if seconds is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return int(seconds) if 0 <= seconds < 10.0**_MOST_DIGITS else None


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
