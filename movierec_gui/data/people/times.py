"""Dates and times as exports write them, in seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s*(?:Z|UTC|\+00:?00)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_LONG = re.compile(r"\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SECONDS = re.compile(r"\d{9,13}")
_MONTHS_OF_A_YEAR, _FIRST_OF_1900S = 12, 69
_LATEST_SECOND = 4_102_444_800
"""The year 2100; a larger number counts milliseconds."""


def days_come_first(texts: Iterable[str]) -> bool:
    """Whether dates with slashes have the day first: some cannot have the month there, and none cannot have the day."""
    found = [match for text in texts if (match := _MONTH_FIRST.fullmatch(text.strip()))]
    return any(int(match[1]) > _MONTHS_OF_A_YEAR for match in found) and all(
        int(match[2]) <= _MONTHS_OF_A_YEAR for match in found
    )


def read_time(text: str, *, day_first: bool = False) -> int:
    """Seconds since 1970 (UTC) of an ISO date, ``31.12.2020, 11:49``, ``8/21/2015``, a count of seconds; 0 if none.

    ``day_first`` says it of a date with slashes; see ``days_come_first``.
    """
    text = text.strip()
    if _SECONDS.fullmatch(text):
        number = int(text)
        return number // 1000 if number > _LATEST_SECOND else number
    for pattern, order in _PATTERNS:
        if match := pattern.fullmatch(text):
            ordered = _day_first if pattern is _MONTH_FIRST and day_first else order
            return _seconds(ordered(*(part or "0" for part in match.groups())))
    return _standard(text)


def _standard(text: str) -> int:
    """Any other form of ISO 8601, such as one with an offset."""
    try:
        time = datetime.fromisoformat(text)
        return max(0, int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, OverflowError):
        return 0


def _iso(year: str, month: str, day: str, hour: str, minute: str, second: str) -> tuple[str, ...]:
    return year, month, day, hour, minute, second


def _day_first(day: str, month: str, year: str, hour: str, minute: str, second: str) -> tuple[str, ...]:
    return year, month, day, hour, minute, second


def _month_first(month: str, day: str, year: str, hour: str, minute: str, second: str) -> tuple[str, ...]:
    if int(month) > _MONTHS_OF_A_YEAR:
        day, month = month, day
    return year, month, day, hour, minute, second


def _long(month: str, day: str, hour: str, minute: str, second: str, year: str) -> tuple[str, ...]:
    name = month.lower()
    return year, str(_MONTHS.index(name) + 1 if name in _MONTHS else 0), day, hour, minute, second


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[..., tuple[str, ...]]], ...] = (
    (_ISO, _iso),
    (_DAY_FIRST, _day_first),
    (_MONTH_FIRST, _month_first),
    (_LONG, _long),
)


def _seconds(parts: tuple[str, ...]) -> int:
    try:
        year, *rest = (int(part) for part in parts)
        # Of two digits, as Python's %y has it.
        year += 0 if len(parts[0]) > 2 else 2000 if year < _FIRST_OF_1900S else 1900
        time = datetime(year, *rest, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return 0
    return max(0, int(time.timestamp()))
