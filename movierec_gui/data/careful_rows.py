"""Rating rows read one by one: slow, but it says what is wrong with each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from movierec_gui.data.sniffing import ColumnChoice, TableShape, split_fields
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, NOT_A_NUMBER, OUT_OF_SCALE, IssueLog

_MOST_SHOWN = 60
_HIGHEST_ID = 2**62


@dataclass(frozen=True)
class Row:
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

    def read(self, line: bytes, number: int) -> Row | None:
        """The rating on a line, or None (noted in the log) where there is no usable one."""
        text = line.decode(self._shape.encoding, "replace").rstrip("\r\n")
        fields = split_fields(text, self._shape.delimiter)
        if fields is None or len(fields) < self._needed or len(fields) > self._shape.width:
            self._skip(number, MALFORMED, text)
            return None
        user, movie = whole_number(fields[self._columns.user]), whole_number(fields[self._columns.movie])
        value = decimal_number(fields[self._columns.rating], comma=self._shape.delimiter != ",")
        if user is None or movie is None or value is None:
            self._skip(number, NOT_A_NUMBER, text)
            return None
        if self._scale is not None and not self._scale[0] <= value <= self._scale[1]:
            self._skip(number, OUT_OF_SCALE, text)
            return None
        return Row(user, movie, value, self._timestamp(fields, number))

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


def whole_number(text: str) -> int | None:
    """An identifier: a whole number from 0, also written ``12.0``; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        number = int(text) if len(text) <= 19 else _HIGHEST_ID
    else:
        value = decimal_number(text, comma=False)
        if value is None or not value.is_integer():
            return None
        number = int(value)
    return number if 0 <= number < _HIGHEST_ID else None


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
    seconds = decimal_number(text, comma=False)
    if seconds is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return int(seconds) if 0 <= seconds < _HIGHEST_ID else None


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
