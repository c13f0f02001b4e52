"""Simkl: the CSV backup in its two orders of columns, and the JSON backup.

Heads, as quoted by several public readers: ``SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,
TVDB,TMDB,IMDB`` and ``simkl_id,TVDB_ID,TMDB,IMDB_ID,MAL_ID,Type,Title,Year,LastEpWatched,Watchlist,WatchedDate,Rating,
Memo``. Type: movie, tv, "tv show", anime (films among them: such rows are asked about). Watchlist: completed,
"plan to watch" or plantowatch, watching and others. JSON: ``{"movies": [{"status", "last_watched_at", "user_rating",
"movie": {...}}], "shows": [...], "anime": [...]}``. 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import OF_TEN, RATINGS, SEEN, WATCHLIST
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.documents import nested_film
from movierec_gui.data.people.sources.rows import Places, entry_of, with_value
from movierec_gui.data.people.times import read_time

NAME = "Simkl"
_LISTS = {"completed": SEEN, "plantowatch": WATCHLIST}


def matches(bundle: Bundle) -> bool:
    """Whether there is Simkl's table or its JSON."""
    return bool(bundle.sheets_with("simkl_id", "Watchlist")) or any(map(_is_ours, bundle.documents.values()))


def read(bundle: Bundle) -> SourceRead:
    """Ratings, films seen without one and films to watch."""
    notes = Notes()
    entries: list[Entry] = []
    for sheet in bundle.sheets_with("simkl_id", "Watchlist"):
        entries += _rows(sheet, notes)
    for file, document in bundle.documents.items():
        if _is_ours(document):
            entries += _items(file, document, notes)
    return SourceRead(tuple(entries), tuple(notes.lines))


def _rows(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    places = replace(
        Places.named(sheet), rating=sheet.column("Rating"), time=sheet.column("WatchedDate"), movie=None, who=None
    )
    for row in sheet.rows:
        entry = entry_of(sheet, row, places, OF_TEN)
        yield from _listed(entry, sheet.get(row, "Watchlist"), notes, sheet.name)


def _listed(entry: Entry, status: str, notes: Notes, file: str) -> Iterator[Entry]:
    """The entry on its list; none for a status whose meaning is not known, which is noted."""
    if entry.value is not None or entry.problem:
        yield entry
        return
    name = status.lower().replace(" ", "").replace("_", "")
    if name in _LISTS:
        yield replace(entry, what=_LISTS[name])
    else:
        notes.skipped([file], f"titles on the list {status!r} without a rating are left out")


def _is_ours(document: Any) -> bool:
    movies = document.get("movies") if isinstance(document, dict) else None
    return isinstance(movies, list) and all(isinstance(item, dict) and "status" in item for item in movies)


def _items(file: str, document: dict[str, Any], notes: Notes) -> Iterator[Entry]:
    for part in ("movies", "shows", "anime"):
        items = document.get(part)
        for number, item in enumerate(items if isinstance(items, list) else (), start=1):
            if isinstance(item, dict):
                yield from _listed(_entry(file, part, number, item), str(item.get("status") or ""), notes, file)


def _entry(file: str, part: str, number: int, item: dict[str, Any]) -> Entry:
    is_film = part == "movies" or item.get("anime_type") == "movie"
    film = nested_film(item.get("movie") or item.get("show"))
    entry = Entry(
        where=f"{file}, {part} {number}",
        film=film if is_film else replace(film, imdb_id="", tmdb_id=""),
        what=RATINGS,
        scale=OF_TEN,
        time=read_time(str(item.get("last_watched_at") or "")),
        kind=Kind.FILM if is_film else Kind.NOT_FILM,
        type_word="" if is_film else part,
    )
    return with_value(entry, str(item.get("user_rating") or ""))
