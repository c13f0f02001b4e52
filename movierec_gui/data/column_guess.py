"""A guess, from what stands in them, at the columns of a table whose head uses no known names.

It is for a person to look at and change; nothing is read by it unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from movierec_gui.data.sniffing import is_number
from movierec_gui.data.times import is_digit_date, read_moment

_MOST_GRADES, _HIGHEST = 101, 255
_SURE = 0.9
_TIMES = (631_152_000, 4_102_444_800)
"""Seconds from 1990 to 2100, between which numbers look like times; and so in smaller units."""
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)


def guess_by_content(
    rows: Sequence[Sequence[str]], width: int, known: Mapping[str, int | None]
) -> dict[str, int | None]:
    """A place for each field that ``known`` leaves open, as far as the rows show one.

    Times are a column of dates or of seconds from 1990 to 2100 (or of smaller units), ratings the one of the fewest
    different small numbers, the last of several; users and movies are the first columns that are left and do not number
    the rows.
    """
    places = dict(known)
    columns = _columns(rows, width)
    if places.get("timestamp") is None:
        places["timestamp"] = times_column(rows, width, places.values())
    free = [at for at in columns if at not in places.values() and any(columns[at])]
    if places.get("rating") is None:
        grades = [at for at in free if _are_grades(columns[at])]
        places["rating"] = min(grades, key=lambda at: (len(set(columns[at])), -at), default=None)
    left = [at for at in free if at != places["rating"] and not _numbers_rows(columns[at])]
    for role in ("user", "movie"):
        if places.get(role) is None and left:
            places[role] = left.pop(0)
    return places


def times_column(rows: Sequence[Sequence[str]], width: int, taken: Collection[int | None]) -> int | None:
    """The first column that holds dates or seconds since 1970, of those that are not taken; None without one."""
    columns = _columns(rows, width)
    free = (at for at in columns if at not in taken and any(columns[at]))
    return next((at for at in free if _share(columns[at], _is_time) >= _SURE), None)


def _columns(rows: Sequence[Sequence[str]], width: int) -> dict[int, list[str]]:
    return {at: [row[at].strip() for row in rows if at < len(row)] for at in range(width)}


def _are_grades(texts: Sequence[str]) -> bool:
    """Whether a column holds few different small numbers, some of them more than once."""
    given = [text.replace(",", ".") for text in texts if text]
    if not given or _share(given, is_number) < _SURE or _numbers_rows(texts):
        return False
    small = _share(given, lambda text: is_number(text) and abs(float(text)) <= _HIGHEST)
    return small >= _SURE and len(set(given)) <= min(_MOST_GRADES, max(len(given) - 1, 2))


def _numbers_rows(texts: Sequence[str]) -> bool:
    """Whether a column counts the rows, from 0 or 1."""
    return len(texts) > 1 and any(texts == [str(n) for n in range(start, start + len(texts))] for start in (0, 1))


def _is_time(text: str) -> bool:
    moment = read_moment(text)
    if moment is None or not moment.is_number:
        return moment is not None
    if is_digit_date(text):
        return True
    return any(_TIMES[0] * unit <= moment.value <= _TIMES[1] * unit for unit in _UNITS)


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    given = [text for text in texts if text]
    return sum(test(text) for text in given) / len(given) if given else 0.0
