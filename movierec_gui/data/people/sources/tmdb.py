"""TMDB (themoviedb.org): the CSV of ratings, watchlist and favourites.

Head, as quoted by tests of three public readers: ``TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode
Number,Rating,Your Rating,Date Rated``; Type is movie or tv in lower case; Rating is everybody's average, Your Rating
has decimals (``7.0``); watchlists have the same head without a rating. Films and shows are numbered apart. 0.5 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import LIKED, WATCHLIST, Scale
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.rows import Places, entries_of, name_says

NAME = "TMDB"
_SCALE = Scale(0.5, 10)
_COLUMNS = ("TMDb ID", "Your Rating", "Name", "Type")


def matches(bundle: Bundle) -> bool:
    """Whether a table has TMDB's columns."""
    return bool(bundle.sheets_with(*_COLUMNS))


def read(bundle: Bundle) -> SourceRead:
    """Ratings, and what files called watchlist or favorites hold."""
    notes = Notes()
    entries: list[Entry] = []
    for sheet in bundle.sheets_with(*_COLUMNS):
        entries += _entries(sheet, notes)
    return SourceRead(tuple(entries), tuple(notes.lines))


def _entries(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    places = replace(
        Places.named(sheet), rating=sheet.column("Your Rating"), time=sheet.column("Date Rated"), movie=None, who=None
    )
    unrated = WATCHLIST if name_says(sheet.name, "watchlist") else LIKED if name_says(sheet.name, "favorite") else ""
    left_out = 0
    for entry in entries_of(sheet, places, _SCALE):
        if entry.value is not None or entry.problem:
            yield entry
        elif unrated:
            yield replace(entry, what=unrated)
        else:
            left_out += 1
    if left_out:
        notes.add(f"{sheet.name}: {left_out:,} titles without a rating of yours are left out")
