"""Dates and times as exports write them, in seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s*(?:Z|UTC|\+00:?00)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_LONG = re.compile(r"\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SECONDS = re.compile(r"\d{9,13}")
_LATEST_SECOND = 4_102_444_800
"""The year 2100; a larger number counts milliseconds."""


def read_time(text: str) -> int:
    """Seconds since 1970 (UTC) of an ISO date, ``31.12.2020, 11:49``, ``8/21/2015``, a count of seconds; 0 if none."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        number = int(text)
        return number // 1000 if number > _LATEST_SECOND else number
    for pattern, order in _PATTERNS:
        if match := pattern.fullmatch(text):
            return _seconds(order(*(part or "0" for part in match.groups())))
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
    if int(month) > 12:
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
        time = datetime(*(int(part) for part in parts), tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return 0
    return max(0, int(time.timestamp()))
