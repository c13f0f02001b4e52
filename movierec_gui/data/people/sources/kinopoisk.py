"""Kinopoisk: there is no export of the site's own; tables and JSON of the scripts that people use.

Fields, as one such script's page lists them: ``title`` (Russian, with kind and year in brackets), ``originalTitle``,
``year``, ``rating``, ``ratedAt`` ("15.04.2026, 11:49"), ``kpRating`` (everybody's), ``votesCount``, ``duration``,
``kpUrl``. Films are found by the original title. 1 to 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import OF_TEN
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.documents import as_sheet
from movierec_gui.data.people.sources.rows import Places, entries_of
from movierec_gui.data.people.titles import read_year

NAME = "Kinopoisk"
_BRACKETS_LAST = re.compile(r"(?P<title>.*\S)\s*\((?:(?P<kind>[^()]*),\s*)?(?P<years>\d{4}[^(),]*)\)\s*", re.DOTALL)


def matches(bundle: Bundle) -> bool:
    """Whether a table or a JSON list has the fields of such a script."""
    return bool(_sheets(bundle))


def read(bundle: Bundle) -> SourceRead:
    """Ratings by the original title, and by the Russian one where that is all there is."""
    entries = [entry for sheet in _sheets(bundle) for entry in _entries(sheet)]
    return SourceRead(tuple(entries))


def _sheets(bundle: Bundle) -> list[Sheet]:
    tables = [as_sheet(name, document) for name, document in bundle.documents.items()]
    found = [*bundle.sheets.values(), *(table for table in tables if table is not None)]
    return [sheet for sheet in found if sheet.has("title", "rating") and _is_ours(sheet)]


def _is_ours(sheet: Sheet) -> bool:
    return sheet.column("kpRating", "kpUrl", "kinopoisk id") is not None or sheet.has("originalTitle", "ratedAt")


def _entries(sheet: Sheet) -> Iterator[Entry]:
    places = replace(Places.named(sheet), rating=sheet.column("rating"), time=sheet.column("ratedAt"), who=None)
    for entry in entries_of(sheet, replace(places, movie=None), OF_TEN):
        if entry.value is not None or entry.problem:
            yield _by_original_title(entry)


def _by_original_title(entry: Entry) -> Entry:
    """The entry with its original title first, and its year out of the Russian title where no column has it."""
    film = entry.film
    match = _BRACKETS_LAST.fullmatch(film.title)
    russian = match["title"] if match else film.title
    year = film.year or (read_year(match["years"])[0] if match else 0)
    names = tuple(name for name in dict.fromkeys((*film.other_titles, russian)) if name)
    return replace(entry, film=replace(film, title=names[0] if names else "", year=year, other_titles=names[1:]))
