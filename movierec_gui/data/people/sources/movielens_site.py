"""movielens.org's own export: ratings, logs (the only place with times), tags and wishlist.

Seen in a public reader's test files: movielens-ratings.csv ``movie_id,imdb_id,tmdb_id,rating,average_rating,title``
with seven digits without ``tt`` and titles in natural order ("The Godfather (1972)"); movielens-logs.csv
``datetime,login_id,action_type,log_json`` with ``{"movieId": 858, "rating": 4.0, "action": "ADD", ...}`` for a rating;
movielens-tags.csv ``movie_id,imdb_id,tmdb_id,title,tag``. A wishlist file exists; its heading was not seen, so it is
read by the usual names of columns. 0.5 to 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import MOVIELENS, STARS, WATCHLIST, Film
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.rows import Places, entries_of, name_says
from movierec_gui.data.people.times import read_time
from movierec_gui.records import parse_json

NAME = "MovieLens"
_RATINGS = ("movie_id", "rating", "average_rating")
_LOGS = ("login_id", "action_type", "log_json")
_TAGS = ("movie_id", "title", "tag")


def matches(bundle: Bundle) -> bool:
    """Whether there are ratings, logs or a wishlist as movielens.org exports them."""
    return bool(bundle.sheets_with(*_RATINGS) or bundle.sheets_with(*_LOGS) or _wishlists(bundle))


def read(bundle: Bundle) -> SourceRead:
    """Ratings with the times of the logs, and the wishlist. Logs alone give the ratings that they tell of."""
    notes = Notes()
    logged = _logged(bundle.sheets_with(*_LOGS), notes)
    entries: list[Entry] = []
    for sheet in bundle.sheets_with(*_RATINGS):
        for entry in _rows(sheet):
            if entry.value is not None or entry.problem:
                known = logged.get(entry.film.movie_id)
                entries.append(replace(entry, time=known.time) if known else entry)
    if not bundle.sheets_with(*_RATINGS):
        entries += logged.values()
    for sheet in _wishlists(bundle):
        entries += [replace(entry, what=WATCHLIST, value=None, problem="") for entry in _rows(sheet)]
    notes.skipped([sheet.name for sheet in bundle.sheets_with(*_TAGS)], "tags are left out")
    return SourceRead(tuple(entries), tuple(notes.lines))


def _wishlists(bundle: Bundle) -> tuple[Sheet, ...]:
    return tuple(sheet for sheet in bundle.sheets_with("movie_id") if name_says(sheet.name, "wishlist"))


def _rows(sheet: Sheet) -> Iterator[Entry]:
    places = replace(Places.named(sheet), rating=sheet.column("rating"), who=None, time=None)
    return entries_of(sheet, places, STARS, MOVIELENS)


def _logged(sheets: tuple[Sheet, ...], notes: Notes) -> dict[int | None, Entry]:
    """Movie id to its last logged rating."""
    found: dict[int | None, Entry] = {}
    for sheet in sheets:
        for row in sheet.rows:
            if sheet.get(row, "action_type") != "rating":
                continue
            where = f"{sheet.name}, line {row.line}"
            entry = _rating(where, sheet.get(row, "log_json"), read_time(sheet.get(row, "datetime")))
            if entry is None:
                notes.add(f"{where}: not a rating as the site logs it; left out")
            elif (known := found.get(entry.film.movie_id)) is None or entry.time >= known.time:
                found[entry.film.movie_id] = entry
    return found


def _rating(where: str, text: str, time: int) -> Entry | None:
    try:
        logged = parse_json(text)
    except ValueError:
        return None
    if not isinstance(logged, dict) or logged.get("action") != "ADD":
        return None
    movie, value = logged.get("movieId"), logged.get("rating")
    if not isinstance(movie, int) or not isinstance(value, int | float) or not STARS.holds(value):
        return None
    return Entry(where, Film(movie_id=movie, family=MOVIELENS), value=float(value), scale=STARS, time=time)
