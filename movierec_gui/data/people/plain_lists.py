"""Lists of films that people keep without a heading: a film and its rating on each line, or columns of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from movierec_gui.data.people.scales import read_value
from movierec_gui.data.people.sheets import Row, Sheet
from movierec_gui.data.people.titles import read_year

_MOST = 0.8
"""Share of the lines that have to be films with a rating."""
_FEWEST = 2
_ENTRY = re.compile(
    r"\s*(?:\d{1,4}[.)]\s+|[-*•–]\s+)?"  # a number or a mark before it
    r"(?P<title>\S.*?\S(?:\s*\(\d{4}\))?)"
    r"\s*(?:\s[-–—|]\s*|:\s*|\t\s*|\.{3,}\s*|(?<=\))\s+)"
    r"(?P<rating>\d{1,3}(?:[.,]\d{1,2})?(?:\s*(?:/|out of)\s*\d{1,3}|\s*%)?|[★⭐🌟☆½\ufe0f]+)\s*(?:stars?)?\s*"
)
_DATED = re.compile(r".*\(\d{4}\)")
_HIGHEST = 100


def films_by_line(name: str, text: str) -> Sheet | None:
    """``Heat (1995) - 9/10`` on each line as a table; None where most lines are something else or name no year."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    found = [(number, match) for number, line in lines if (match := _ENTRY.fullmatch(line))]
    dated = [match for _, match in found if _DATED.fullmatch(match["title"])]
    if len(found) < max(_FEWEST, _MOST * len(lines)) or len(dated) < _MOST * len(found):
        return None
    rows = tuple(Row(number, (match["title"], match["rating"])) for number, match in found)
    left = len(lines) - len(found)
    remark = "a film and its rating on each line" + (f"; lines that are something else: {left}" if left else "")
    return Sheet(name, ("title", "rating"), rows, remark)


def with_found_heading(sheet: Sheet) -> Sheet:
    """A table whose first row is a film too, with names for its columns: one of titles, one of ratings, perhaps years.

    The sheet itself where its cells do not show them beyond doubt.
    """
    rows = (Row(1, sheet.header), *sheet.rows)
    columns = [
        [row.cells[place].strip() for row in rows if place < len(row.cells)] for place in range(len(sheet.header))
    ]
    years = _places(columns, _is_year)
    ratings = [place for place in _places(columns, _is_rating) if place not in years]
    titles = _places(columns, _is_text)
    if len(rows) < _FEWEST or len(titles) != 1 or len(ratings) != 1 or len(years) > 1:
        return sheet
    if not years and not all(map(_DATED.fullmatch, columns[titles[0]])):
        return sheet
    names = {titles[0]: "title", ratings[0]: "rating", **dict.fromkeys(years, "year")}
    header = tuple(names.get(place, "") for place in range(len(sheet.header)))
    told = ", ".join(f"column {place + 1} is the {names[place]}" for place in sorted(names))
    return Sheet(sheet.name, header, rows, f"no heading; {told}")


def _places(columns: Sequence[Sequence[str]], test: Callable[[str], bool]) -> list[int]:
    return [at for at, cells in enumerate(columns) if cells and all(map(test, cells))]


def _is_year(text: str) -> bool:
    return text.isdigit() and read_year(text)[0] > 0


def _is_rating(text: str) -> bool:
    read = read_value(text)
    return read is not None and 0 <= read[0] <= _HIGHEST


def _is_text(text: str) -> bool:
    return any(character.isalpha() for character in text) and read_value(text) is None
