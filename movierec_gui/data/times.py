"""Times as people's files write them: the unit is decided for a column as a whole and said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64Array = npt.NDArray[np.int64]

LAST_SECOND = 253_402_300_799
"""The end of the year 9999, the last moment that a date can name."""
_MOST = 10.0**18
FIRST_TIME_LIKE = 100_000_000
"""Seconds (in 1973) from which numbers without a heading look like times."""

NOT_SHOWN = ", which nothing in the file shows"
"""Follows the words for an order of day and month that is a guess."""
DAY_FIRST, MONTH_FIRST, DIGITS, EXCEL, NONE = "day-first", "month-first", "digits", "excel", "none"
_PER_SECOND = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000}
UNITS = (*_PER_SECOND, DIGITS, EXCEL, DAY_FIRST, MONTH_FIRST, NONE)
"""Choices for a table's times; ``digits``: dates such as 20180518, ``excel``: days since 1900, ``none``: no times."""
_EXCEL_1970, _EXCEL_2100, _DAY = 25_569, 73_051, 86_400
"""Excel's numbers of 1 January 1970 and 2100: it counts days. As seconds they would all be of one day of 1970."""
_SMALLEST = (("nanoseconds", 10**17), ("microseconds", 10**14), ("milliseconds", 10**11))
"""Where half of a column's numbers are at least so large, they count this unit. 10**11 seconds are the year 5138."""
_DIGIT_DATES = (
    (8, 19_000_101, 21_001_231),
    (12, 190_001_010_000, 210_012_312_359),
    (14, 19_000_101_000_000, 21_001_231_235_959),
)
"""Digits, lowest and highest number of dates such as 20180518, 201805181502 and 20180518150200."""
_SURELY_SECONDS = (_DIGIT_DATES[0][2], 10**11)
"""Numbers between are no dates in digits and too small for milliseconds."""

_FIRST_OF_1900S = 69
_NUMERIC_DATE = re.compile(
    r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
)
_HOUR_24 = re.compile(r"[T ]24:")
_NAMED_DATES = (
    "%b %d, %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%m %d, %Y", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y.%m.%d", "%a %b %d %H:%M:%S %Y", "%d-%b-%y", "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S",
)  # fmt: skip
"""Dates with a month's English name, Amazon's ``09 13, 2009``, and the year first with other marks than ISO's."""


class Moment(NamedTuple):
    """One time as written, before its column's unit is known."""

    value: int
    """A number as it stands; of a date seconds since 1970."""
    is_number: bool = False
    other: int | None = None
    """Of ``05-06-2012``, where ``value`` has the day first: with the month first. Either is -1 where it is no date."""
    slash: bool = False
    """Whether such a date has slashes, as the month-first writers like them."""


class OpenDate(NamedTuple):
    """A row with a date whose first number may be day or month."""

    row: int
    month_first: int
    slash: bool


@dataclass(frozen=True, eq=False)
class Times:
    """A column of times."""

    seconds: Int64Array
    """Since 1970 (UTC), 0 where unknown; shape [n]."""
    words: str
    """Words for the unit that the times were read in; empty where there are none."""
    impossible: Int64Array
    """Rows whose time is none in that unit."""
    open_order: bool = False
    """Whether nothing shows if the day or the month comes first, though it makes a difference."""


def read_moment(text: str) -> Moment | None:
    """Returns the time of one field; None where it is no time from 1970 on."""
    if text.isdigit() and text.isascii():
        return Moment(int(text), True) if len(text) <= 19 and int(text) < 2**63 else None
    if text[4:5] == "-":
        return _date(_iso(text))
    number = _decimal(text.replace(",", ".") if text.count(",") == 1 else text)
    if number is not None:
        if _EXCEL_1970 <= number < _EXCEL_2100 and number % 1:
            return Moment(round((number - _EXCEL_1970) * _DAY))
        return Moment(int(number), True) if 0 <= number < _MOST else None
    return _numeric_date(text) or _date(_iso(text)) or _date(_named(text))


def read_time(text: str) -> int | None:
    """Seconds since 1970 from a number of seconds or a date (UTC where it names no zone); None otherwise."""
    moment = read_moment(text)
    if moment is None:
        return None
    if moment.other is not None:
        moment = moment._replace(value=moment.value if moment.value >= 0 else moment.other)
    return moment.value if moment.value < _MOST else None


def settle_times(
    values: Int64Array,
    dated: Int64Array,
    open_dates: list[OpenDate],
    *,
    trusted: bool,
    unit: str = "",
    small: bool = True,
) -> Times:
    """The column's times from what its fields said: ``values`` [n], of which the rows ``dated`` hold dates already.

    ``trusted`` says that a heading or a release's documentation calls it a time; small numbers are none otherwise, nor
    without ``small``: a ``time`` may be minutes, a ``date`` a year.
    ``unit`` (of ``UNITS``) overrules what the numbers look like.
    """
    nothing = np.empty(0, np.int64)
    lowest, highest = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if unit == "" and len(dated) == 0 and _SURELY_SECONDS[0] < lowest <= highest < _SURELY_SECONDS[1]:
        return Times(values, "seconds since 1970", nothing)
    if unit == NONE or lowest == highest == 0:
        return Times(np.zeros(len(values), np.int64), "", nothing)
    seconds, words = values.copy() if len(dated) else values, []
    numbers = np.ones(len(values), np.bool_) if len(dated) else None
    if numbers is not None:
        numbers[dated] = False
    impossible, open_order = [nothing], False
    counted = values if numbers is None else values[numbers]
    if counted.any():
        found = _unit_of(counted, trusted, small) if unit in ("", DAY_FIRST, MONTH_FIRST) else unit
        if not found:
            return Times(np.zeros(len(values), np.int64), "", nothing)
        converted, bad = _converted(counted, found)
        rows = np.flatnonzero(numbers) if numbers is not None else None
        impossible.append(bad if rows is None else rows[bad])
        if rows is None:
            seconds = converted
        else:
            seconds[rows] = converted
        words.append(_UNIT_WORDS.get(found, f"{found} since 1970"))
    if open_dates:
        bad, order, open_order = _settle_order(seconds, open_dates, unit)
        impossible.append(bad)
        words.append(order)
    elif len(dated):
        words.append("dates (UTC where they name no zone)")
    return Times(seconds, " and ".join(words), np.unique(np.concatenate(impossible)), open_order)


_UNIT_WORDS = {DIGITS: "numbers such as 20180518 (year, month, day)", EXCEL: "days as Excel counts them"}


def _converted(numbers: Int64Array, unit: str) -> tuple[Int64Array, Int64Array]:
    """A column's numbers as seconds, and the rows that are no times in that unit."""
    if unit == DIGITS:
        return _from_digits(numbers)
    if unit == EXCEL:
        return np.where(numbers > 0, np.maximum(numbers - _EXCEL_1970, 0) * _DAY, 0), np.empty(0, np.int64)
    return _from_count(numbers, _PER_SECOND[unit])


def _unit_of(numbers: Int64Array, trusted: bool, small: bool) -> str:
    """Returns the unit of a column's numbers; empty where they are too small for times and not known to be some."""
    given = numbers[numbers > 0]
    if any(_are_dates(given, *form) for form in _DIGIT_DATES):
        return DIGITS
    if trusted and _EXCEL_1970 <= given.min() <= given.max() < _EXCEL_2100:
        return EXCEL
    median = float(np.median(given))
    for unit, smallest in _SMALLEST:
        if median >= smallest:
            return unit
    return "seconds" if (trusted and small) or median >= FIRST_TIME_LIKE else ""


def _are_dates(numbers: Int64Array, digits: int, lowest: int, highest: int) -> bool:
    """Whether all numbers, two at least, are dates with so many digits; a single one may be so by chance."""
    if len(numbers) < 2 or not lowest <= numbers.min() <= numbers.max() <= highest:
        return False
    days = numbers // 10 ** (digits - 8)
    months, days = days // 100 % 100, days % 100
    return bool(((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)).all())


def _from_count(numbers: Int64Array, per_second: int) -> tuple[Int64Array, Int64Array]:
    seconds = numbers if per_second == 1 else numbers // per_second
    if not len(seconds) or int(seconds.max()) <= LAST_SECOND:
        return seconds, np.empty(0, np.int64)
    bad = np.flatnonzero(seconds > LAST_SECOND)
    seconds = seconds.copy()
    seconds[bad] = 0
    return seconds, bad


def _from_digits(numbers: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Seconds of numbers such as 20180518 or 20180518150200; and the rows that are no such date (0 is none at all)."""
    distinct, places = np.unique(numbers, return_inverse=True)
    known = np.array([_seconds_of_digits(str(number)) for number in distinct.tolist()], np.int64)
    seconds = np.maximum(known, 0)[places]
    return seconds, np.flatnonzero((known < 0)[places])


def is_digit_date(text: str) -> bool:
    """Whether a text is a date such as 20180518 or 20180518150200."""
    return text.isdigit() and _seconds_of_digits(text) > 0


def _seconds_of_digits(text: str) -> int:
    """Seconds since 1970 of a date written in 8, 12 or 14 digits; -1 for anything else, 0 for 0."""
    if text == "0":
        return 0
    if len(text) not in (8, 12, 14):
        return -1
    parts = (text[:4], text[4:6], text[6:8], text[8:10] or "0", text[10:12] or "0", text[12:14] or "0")
    found = _seconds(*(int(part) for part in parts))
    return -1 if found is None else found


def _settle_order(seconds: Int64Array, dates: list[OpenDate], unit: str) -> tuple[Int64Array, str, bool]:
    """Decide for all dates at once whether the day or the month comes first.

    Returns the rows that are no date then, the order in words, and whether nothing in the file shows it.
    """
    rows = np.array([date.row for date in dates], np.int64)
    by_day, by_month = seconds[rows], np.array([date.month_first for date in dates], np.int64)
    not_day, not_month = int((by_day < 0).sum()), int((by_month < 0).sum())
    undecided = not_day == not_month
    month_first = dates[0].slash if undecided else not_month < not_day
    if unit in (DAY_FIRST, MONTH_FIRST):
        month_first = unit == MONTH_FIRST
    chosen = by_month if month_first else by_day
    bad = rows[chosen < 0]
    seconds[rows] = np.maximum(chosen, 0)
    words = f"dates with the {'month' if month_first else 'day'} first (UTC)"
    same = not bool((by_day != by_month).any())
    is_open = undecided and not same and not unit
    if is_open:
        words += NOT_SHOWN
    return bad, words, is_open


def _decimal(text: str) -> float | None:
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _date(moment: datetime | None) -> Moment | None:
    if moment is None:
        return None
    seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return Moment(seconds) if 0 <= seconds <= LAST_SECOND else None


def _iso(text: str) -> datetime | None:
    if _HOUR_24.search(text):
        return None  # Python 3.14 takes it for the next day, others for nothing
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC").strip())
    except ValueError:
        return None


def _named(text: str) -> datetime | None:
    if not 8 <= len(text) <= 40 or not any(character.isdigit() for character in text):
        return None
    for form in _NAMED_DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None


def _full_year(text: str) -> int:
    """2017 for ``17`` and 1997 for ``97``, as Python's ``%y`` has it."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < _FIRST_OF_1900S else 1900)


def _numeric_date(text: str) -> Moment | None:
    """``18-05-2012 15:02``: whether day or month comes first is decided for the whole column."""
    match = _NUMERIC_DATE.fullmatch(text)
    if match is None:
        return None
    first, second, year, hour = int(match[1]), int(match[3]), _full_year(match[4]), int(match[5] or 0)
    if match[8]:
        hour = hour % 12 + (12 if match[8].lower() == "pm" else 0)
    clock = (hour, int(match[6] or 0), int(match[7] or 0))
    by_day, by_month = _seconds(year, second, first, *clock), _seconds(year, first, second, *clock)
    if by_day is None and by_month is None:
        return None
    return Moment(-1 if by_day is None else by_day, other=-1 if by_month is None else by_month, slash=match[2] == "/")


def _seconds(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
    try:
        seconds = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        return None
    return seconds if seconds >= 0 else None
