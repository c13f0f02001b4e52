"""Any other table or flat JSON list that names films and ratings, by the usual names of columns.

The scale is found from the heading (``rating10``, ``Rating (0-100)``) or from the ratings (``8/10``, ``85%``,
``★★★½``), never from the highest value. A table of movie ids (``movieId,rating``) is on the scale of the data whose ids
it uses. Everything else is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import LIKED, NOT_FOR_ME, OF_HUNDRED, RATINGS, SEEN, WATCHLIST, Scale
from movierec_gui.data.people.scales import read_scale, scale_up_to
from movierec_gui.data.people.sheets import Sheet, cell
from movierec_gui.data.people.sources.documents import sheets_in
from movierec_gui.data.people.sources.rows import Places, entries_of, entry_of, name_says
from movierec_gui.data.worded_ratings import Vocabulary, vocabulary_of
from movierec_gui.errors import UserError

NAME = "table"
_LEAST_HIGHEST = 3
_SCALE_NAMED = re.compile(r"(-?\d+(?:\.\d+)?\s*(?:-|–|to)\s*\d+)")
_OUT_OF = re.compile(
    r"(?:/|\b(?:of|sur|von|su|de|из))\s*(\d{1,3})\b|(?:_|rating|score|stars)\s*(5|10|100)\b", re.IGNORECASE
)


def matches(bundle: Bundle) -> bool:
    """Whether a table names films and ratings, or is called a watchlist or watched and names films."""
    return bool(_sheets(bundle))


def read(bundle: Bundle) -> SourceRead:
    """Rated rows; the films of tables that are called watchlist, wishlist or watched."""
    notes = Notes()
    entries: list[Entry] = []
    by_id = False
    for sheet in _sheets(bundle):
        places = _places(sheet)
        if sheet.remark:
            notes.add(f"{sheet.name}: {sheet.remark}")
        by_id |= places.movie is not None
        entries += _entries(sheet, places, notes)
    return SourceRead(tuple(entries), tuple(notes.lines), uses_dataset_ids=by_id)


def tables_in(bundle: Bundle) -> tuple[Sheet, ...]:
    """The tables of a bundle, those in its JSON too."""
    lists = (sheet for name, document in bundle.documents.items() for sheet in sheets_in(name, document))
    return (*bundle.sheets.values(), *lists)


def _sheets(bundle: Bundle) -> list[Sheet]:
    return [sheet for sheet in tables_in(bundle) if _names_films(sheet)]


def _names_films(sheet: Sheet) -> bool:
    places = _places(sheet)
    named = (places.title, places.imdb, places.tmdb, places.movie)
    return any(place is not None for place in named) and (places.rating is not None or bool(_mark(sheet)))


def _places(sheet: Sheet) -> Places:
    places = Places.named(sheet)
    if places.rating is None:
        scored = (place for place, name in enumerate(sheet.header) if _heading_scale(name) is not None)
        places = replace(places, rating=next(scored, None))
    return places


def _mark(sheet: Sheet) -> str:
    if name_says(sheet.name, "watchlist", "wishlist", "to-watch", "to_watch"):
        return WATCHLIST
    return SEEN if name_says(sheet.name, "watched", "seen") else ""


def _entries(sheet: Sheet, places: Places, notes: Notes) -> list[Entry]:
    scale = None if places.rating is None else _heading_scale(sheet.header[places.rating])
    words = None if places.rating is None else vocabulary_of(cell(row, places.rating) for row in sheet.rows)
    found = list(entries_of(sheet, places, scale) if words is None else _worded(sheet, places, words, notes))
    mark = _mark(sheet)
    unrated = [entry for entry in found if entry.value is None and not entry.problem and entry.what == RATINGS]
    if unrated and not mark:
        notes.add(f"{sheet.name}: {len(unrated):,} rows without a rating are left out")
    rated = [entry for entry in found if entry.value is not None or entry.problem or entry.what != RATINGS]
    return [*rated, *(replace(entry, what=mark or RATINGS) for entry in unrated if mark)]


def _worded(sheet: Sheet, places: Places, words: Vocabulary, notes: Notes) -> Iterator[Entry]:
    """Rows whose ratings are words; thumbs are no ratings, but put a film on a list."""
    said = {cell(row, places.rating): None for row in sheet.rows}
    if words.is_yes_or_no:
        notes.add(f"{sheet.name}: thumbs are kept as films that you like and films that are not for you")
    else:
        notes.add(f"{sheet.name}: the ratings are words, read as numbers: {words.account(said)}")
    for row in sheet.rows:
        entry = entry_of(sheet, row, replace(places, rating=None), None)
        value = words.value(cell(row, places.rating))
        if value is None or entry.problem:
            yield entry
        elif words.is_yes_or_no:
            yield replace(entry, what=LIKED if value else NOT_FOR_ME)
        else:
            yield replace(entry, value=value, scale=Scale(*words.scale))


def _heading_scale(name: str) -> Scale | None:
    """The scale that a column's heading names, such as ``Rating (1-10)``, ``rating10``, ``Score /100``."""
    if match := _SCALE_NAMED.search(name):
        try:
            return read_scale(match[1])
        except UserError:
            return None  # a date, or anything else that has a dash
    if match := _OUT_OF.search(name):
        highest = int(match[1] or match[2])
        return scale_up_to(highest) if highest > _LEAST_HIGHEST else None
    return OF_HUNDRED if "percent" in name.lower() or "%" in name else None
