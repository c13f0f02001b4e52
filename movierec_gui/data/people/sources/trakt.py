"""Trakt: the CSV of ratings, and the JSON of an account's export in its old and its new layout.

CSV head, as quoted by several public readers: ``rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,
tvdb_id,...,season_number,episode_number,...,genres,rating``; ``trakt_rating`` is everybody's, the ids of an episode's
row are its show's. JSON: new zips are flat (ratings-movies.json, watched-movies.json, watched-history-1.json,
lists-watchlist.json, user-profile.json; long lists numbered), old ones lie in folders
(USER/ratings/ratings-movies.json, USER/watched/..., USER/lists/watchlist.json); items are ``{"rated_at": ..., "rating":
9, "type": "movie", "movie": {"title", "year", "ids": {"imdb", "tmdb"}}}``, watched ones with ``last_watched_at`` or
``watched_at``, listed ones with ``listed_at``. 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle, file_name
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import LIKED, OF_TEN, RATINGS, SEEN, WATCHLIST, Film
from movierec_gui.data.people.sources.documents import nested_film
from movierec_gui.data.people.sources.rows import Places, entries_of, with_value
from movierec_gui.data.people.times import read_time

NAME = "Trakt"
_TIMES = ("rated_at", "watched_at", "last_watched_at", "listed_at")
_SHOWS = ("episode", "season", "show")


def matches(bundle: Bundle) -> bool:
    """Whether there is a table with Trakt's rating, or JSON with Trakt's items."""
    return bool(bundle.sheets_with("trakt_rating")) or any(map(_is_ours, bundle.documents.values()))


def read(bundle: Bundle) -> SourceRead:
    """Ratings, films seen without one, the watchlist and the favourites; shows are named as such."""
    notes = Notes()
    entries: list[Entry] = []
    name = ""
    for sheet in bundle.sheets_with("trakt_rating"):
        places = replace(Places.named(sheet), rating=sheet.column("rating"), time=sheet.column("rated_at"))
        rated = entries_of(sheet, replace(places, movie=None, who=None), OF_TEN)
        entries += [entry for entry in rated if entry.value is not None or entry.problem]
    for file, document in bundle.documents.items():
        if file_name(file).startswith("user-profile") and isinstance(document, dict):
            name = str(document.get("username") or "")
        elif _is_ours(document):
            entries += _items(file, document)
        elif document not in ([], {}):
            notes.skipped([file], "left out")
    return SourceRead(tuple(_once(entries)), tuple(notes.lines), person_name=name)


def _is_ours(document: Any) -> bool:
    return isinstance(document, list) and any(
        isinstance(item, dict)
        and any(isinstance(item.get(kind), dict) for kind in ("movie", *_SHOWS))
        and any(time in item for time in (*_TIMES, "rating", "plays"))
        for item in document[:50]
    )


def _items(file: str, document: list[Any]) -> Iterator[Entry]:
    for number, item in enumerate(document, start=1):
        if not isinstance(item, dict):
            continue
        what = _list_of(file, item)
        if what is None:
            continue
        kind, type_word, film = _film(item)
        time = next((read_time(str(item[name])) for name in _TIMES if item.get(name)), 0)
        where = f"{file}, item {number}"
        entry = Entry(where, film, what, scale=OF_TEN, time=time, kind=kind, type_word=type_word)
        if what == RATINGS:
            entry = with_value(entry, str(item.get("rating") or ""))
        if what != RATINGS or entry.value is not None or entry.problem:
            yield entry


def _list_of(file: str, item: dict[str, Any]) -> str | None:
    """The list of an item, found from its own fields and, for what is listed only, from the file's name."""
    if item.get("rating") is not None and "rated_at" in item:
        return RATINGS
    if "watched_at" in item or "last_watched_at" in item:
        return SEEN
    name = file_name(file)
    if "watchlist" in name:
        return WATCHLIST
    return LIKED if "favorites" in name else None


def _film(item: dict[str, Any]) -> tuple[Kind, str, Film]:
    """Kind, type and film of an item; the ids of a show are left out, its numbers are not those of films."""
    type_word = str(item.get("type") or next((kind for kind in _SHOWS if kind in item), "movie"))
    if type_word == "movie":
        return Kind.FILM, type_word, nested_film(item.get("movie"))
    film = nested_film(item.get("show") or item.get(type_word))
    return Kind.NOT_FILM, type_word, Film(title=film.title, year=film.year)


def _once(entries: list[Entry]) -> Iterator[Entry]:
    """The entries without "seen" of a film that is rated or was seen before."""
    rated = {entry.film.keys[:1] for entry in entries if entry.what == RATINGS}
    seen: set[tuple[tuple[str, str], ...]] = set()
    for entry in entries:
        key = entry.film.keys[:1]
        if entry.what == SEEN and (key in rated or key in seen):
            continue
        if entry.what == SEEN:
            seen.add(key)
        yield entry
