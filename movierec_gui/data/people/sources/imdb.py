"""IMDb: "Your ratings" and lists, exported since 2024, before, and with localised headings.

Heads, as several public readers' tests quote them. 2024 on: ``Const,Your Rating,Date Rated,Title,Original Title,URL,
Title Type,IMDb Rating,Runtime (mins),Year,...``, before without Original Title; lists and newest ratings ``Position,
Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,
Release Date,Directors,Your Rating,Date Rated``; until 2017 ``"position","const","created","modified","description",
"Title","Title type","Directors","You rated","IMDb Rating","Runtime (mins)","Year",...`` with times as C writes them. In
other languages ``Const`` stays and the order is the same: columns are then found by their distance from it. 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import OF_TEN, RATINGS, WATCHLIST
from movierec_gui.data.people.sheets import Sheet, cell
from movierec_gui.data.people.sources.rows import Places, entries_of, name_says
from movierec_gui.data.people.titles import read_year

NAME = "IMDb"
_OWN = ("Your Rating", "You rated")
# By the number of columns from Const on: rating, date, title, original title, type, year.
_DISTANCES = {
    14: (1, 2, 3, 4, 6, 9),
    13: (1, 2, 3, None, 5, 8),
    17: (15, 16, 4, 5, 7, 10),
    16: (14, 15, 4, None, 6, 9),
    15: (7, 1, 4, None, 5, 10),
}


def matches(bundle: Bundle) -> bool:
    """Whether a table has IMDb's column ``Const``."""
    return bool(bundle.sheets_with("Const"))


def read(bundle: Bundle) -> SourceRead:
    """Ratings; titles without one where the file is called a watchlist."""
    notes = Notes()
    entries: list[Entry] = []
    for sheet in bundle.sheets.values():
        if sheet.has("Const"):
            entries += _entries(sheet, notes)
        else:
            notes.skipped([sheet.name], "not an export of IMDb")
    return SourceRead(tuple(entries), tuple(notes.lines))


def _entries(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    is_watchlist = name_says(sheet.name, "watchlist")
    unrated = 0
    for entry in entries_of(sheet, _places(sheet), OF_TEN):
        if entry.value is not None or entry.problem:
            yield replace(entry, what=RATINGS)
        elif is_watchlist:
            yield replace(entry, what=WATCHLIST)
        else:
            unrated += 1
    if unrated:
        notes.add(
            f"{sheet.name}: {unrated:,} titles without a rating are left out; "
            "call the file watchlist.csv if they are your watchlist"
        )


def _places(sheet: Sheet) -> Places:
    """Columns by their English names, else by their distance from Const."""
    const = sheet.column("Const")
    if const is None or sheet.column(*_OWN) is not None or _is_english(sheet):
        named = Places.named(sheet)
        time = sheet.column("Date Rated", "created")
        return replace(named, imdb=const, rating=sheet.column(*_OWN), time=time, movie=None, who=None)
    distances = _DISTANCES.get(len(sheet.header) - const)
    if distances is None:
        year = _year_column(sheet, const + 4)
        return Places(imdb=const, rating=const + 1, time=const + 2, title=const + 3, year=year)
    rating, time, title, original, type_, year = (None if step is None else const + step for step in distances)
    return Places(imdb=const, rating=rating, time=time, title=title, other_title=original, type=type_, year=year)


def _is_english(sheet: Sheet) -> bool:
    """Whether an unrated list has English headings, so that the rating is missing and not called otherwise."""
    return sheet.has("Title") and sheet.column("Title Type", "Year") is not None


def _year_column(sheet: Sheet, first: int) -> int | None:
    """The first column from ``first`` on whose cells are all years or spans of years."""
    for place in range(first, len(sheet.header)):
        texts = [text for row in sheet.rows if (text := cell(row, place))]
        if texts and all(any(read_year(text)) for text in texts):
            return place
    return None
