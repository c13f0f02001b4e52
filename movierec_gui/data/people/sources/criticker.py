"""Criticker: the CSV of rankings in its variants.

Heads, as public readers quote them: ``Rating,Film Name,Year,...,IMDB ID`` (0 to 100; seasons have ids such as
``tt9253284_s1``); before ``Score, Film Name, Year, Date Rated, Mini Review, URL, IMDB ID``; older ``Title,Year,Score,
Tier``. The tier is the site's own tenth and no rating.
"""

from __future__ import annotations

from dataclasses import replace

from movierec_gui.data.people.entries import SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import OF_HUNDRED
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.rows import Places, entries_of

NAME = "Criticker"


def matches(bundle: Bundle) -> bool:
    """Whether a table has Criticker's columns."""
    return any(_is_ours(sheet) for sheet in bundle.sheets.values())


def read(bundle: Bundle) -> SourceRead:
    """Ratings of 0 to 100."""
    entries = [
        entry
        for sheet in bundle.sheets.values()
        if _is_ours(sheet)
        for entry in entries_of(sheet, _places(sheet), OF_HUNDRED)
        if entry.value is not None or entry.problem
    ]
    return SourceRead(tuple(entries))


def _is_ours(sheet: Sheet) -> bool:
    film_name = sheet.has("Film Name") and sheet.column("Score", "Rating") is not None
    return film_name or sheet.has("Title", "Score", "Tier")


def _places(sheet: Sheet) -> Places:
    rating = sheet.column("Score", "Rating")
    return replace(Places.named(sheet), rating=rating, title=sheet.column("Film Name", "Title"), movie=None, who=None)
