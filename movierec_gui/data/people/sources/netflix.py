"""Netflix: what was watched, and thumbs or stars.

Heads, as several public readers quote them: ``NetflixViewingHistory.csv`` of a profile's page is ``Title,Date``; in the
data that Netflix sends on request, ``ViewingActivity.csv`` has ``Profile Name,Start Time,Duration,Attributes,Title,
Supplemental Video Type,…``, and ``Ratings.csv`` ``Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device
Model,Event Utc Ts,Region View Date``, where 2 is a thumb up, 1 down, 0 none. Titles have no years; an episode is
``Show: Season 1: Title``. Any table of titles and days alone is read so: films seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import LIKED, NOT_FOR_ME, SEEN, Film, Scale
from movierec_gui.data.people.sheets import Row, Sheet
from movierec_gui.data.people.times import days_come_first, read_time
from movierec_gui.data.people.titles import split_year

NAME = "Netflix"
_STARS = Scale(1, 5)
_THUMBS = {"1": NOT_FOR_ME, "2": LIKED, "3": LIKED}
_WATCHED = {"title", "date"}
_SEASON = re.compile(
    r":\s*(?:\w+\s+)?(?:season|staffel|saison|temporada|stagione|seizoen|sæson|säsong|sesong|sezon|limited series"
    r"|miniserie|miniseries|série limitée|serie limitada)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r":\s*[^:]*\b(?:part|teil|partie|parte|volume|chapter|kapitel|chapitre|episode|folge|book|collection)\b[^:]*:\s",
    re.IGNORECASE,
)
"""Films have parts as well, but nothing behind them."""


def matches(bundle: Bundle) -> bool:
    """Whether there is a table of titles and days alone, or one of the account's."""
    return any(_is_watched(sheet) or _is_activity(sheet) or _is_rated(sheet) for sheet in bundle.sheets.values())


def read(bundle: Bundle) -> SourceRead:
    """Films seen, liked and not for somebody, and stars from before the thumbs."""
    notes = Notes()
    entries: list[Entry] = []
    for sheet in bundle.sheets.values():
        if _is_watched(sheet) or _is_activity(sheet):
            entries += _watched(sheet, notes)
        elif _is_rated(sheet):
            entries += _rated(sheet, notes)
    return SourceRead(tuple(entries), tuple(notes.lines))


def _is_watched(sheet: Sheet) -> bool:
    return len(sheet.header) == len(_WATCHED) and sheet.has(*_WATCHED)


def _is_activity(sheet: Sheet) -> bool:
    return sheet.has("Title", "Start Time", "Supplemental Video Type")


def _is_rated(sheet: Sheet) -> bool:
    return sheet.has("Title Name", "Thumbs Value")


def _watched(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    notes.add(f"{sheet.name}: films that were watched, without ratings and years: look at what is matched")
    day_first = days_come_first(sheet.get(row, "Date") for row in sheet.rows)
    seen: dict[tuple[str, str], Entry] = {}
    for row in sheet.rows:
        if sheet.get(row, "Supplemental Video Type"):
            notes.add(f"{sheet.name}: trailers and the like are left out")
            continue
        time = read_time(sheet.get(row, "Start Time", "Date"), day_first=day_first)
        entry = replace(_entry(sheet, row, sheet.get(row, "Title")), what=SEEN, time=time)
        if not entry.film.title:
            continue
        known = seen.get((entry.who, entry.film.title))
        if known is None or known.time < entry.time:
            seen[entry.who, entry.film.title] = entry
    yield from seen.values()


def _rated(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    for row in sheet.rows:
        entry = _entry(sheet, row, sheet.get(row, "Title Name"))
        entry = replace(entry, time=read_time(sheet.get(row, "Event Utc Ts", "Region View Date")))
        stars, thumbs = sheet.get(row, "Star Value"), sheet.get(row, "Thumbs Value")
        if thumbs in _THUMBS:
            notes.add(f"{sheet.name}: thumbs are kept as films that you like and films that are not for you")
            yield replace(entry, what=_THUMBS[thumbs])
        elif stars.isdigit() and _STARS.holds(int(stars)):
            yield replace(entry, value=float(stars), scale=_STARS)


def _entry(sheet: Sheet, row: Row, text: str) -> Entry:
    title, year, _ = split_year(text)
    series = _SEASON.search(text) is not None or _PART.search(text) is not None
    return Entry(
        where=f"{sheet.name}, line {row.line}",
        film=Film(title=title, year=year),
        kind=Kind.NOT_FILM if series else Kind.FILM,
        type_word="series" if series else "",
        who=sheet.get(row, "Profile Name"),
        problem=row.problem,
    )
