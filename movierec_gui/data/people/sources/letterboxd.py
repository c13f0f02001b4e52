"""Letterboxd: the account's export (whole zip, folder or one file of it) and the site's own import form.

Heads, as tests of several public readers quote them: ratings.csv ``Date,Name,Year,Letterboxd URI,Rating``; diary.csv
the same with ``Rewatch,Tags,Watched Date``; reviews.csv with ``Rewatch,Review,Tags,Watched Date``, its reviews over
several lines; watched.csv, watchlist.csv and likes/films.csv ``Date,Name,Year,Letterboxd URI``, known by their names
alone; ``deleted/`` and ``orphaned/`` hold what is gone. Import form: ``LetterboxdURI,tmdbID,imdbID,Title,Year,
Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review``. Half stars to five; Rating10 is 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle, file_name, folders
from movierec_gui.data.people.person import LIKED, OF_TEN, RATINGS, SEEN, STARS, WATCHLIST
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.rows import Places, entries_of

NAME = "Letterboxd"
_GONE = frozenset({"deleted", "orphaned"})
_ADDRESS = ("Letterboxd URI", "LetterboxdURI")
_OTHERS = frozenset({"profile.csv", "comments.csv"})


def matches(bundle: Bundle) -> bool:
    """Whether a table has Letterboxd's addresses or its Rating10."""
    return any(_is_ours(sheet) for sheet in bundle.sheets.values())


def read(bundle: Bundle) -> SourceRead:
    """Ratings (ratings.csv before diary and reviews), films seen without one, watchlist and likes."""
    notes = Notes()
    sheets = []
    for sheet in bundle.sheets.values():
        if _GONE & set(folders(sheet.name)):
            notes.skipped([sheet.name], "deleted entries are left out")
        elif "lists" in folders(sheet.name) or _is_liked_otherwise(sheet):
            notes.skipped([sheet.name], "lists and likes of reviews are left out")
        elif _is_ours(sheet):
            sheets.append(sheet)
        elif file_name(sheet.name) not in _OTHERS:
            notes.skipped([sheet.name], "not a table of films")
    entries: list[Entry] = []
    for sheet in sorted(sheets, key=_rank):
        entries += _entries(sheet)
    return SourceRead(tuple(_once(entries)), tuple(notes.lines))


def _is_ours(sheet: Sheet) -> bool:
    return any(sheet.has(name) for name in (*_ADDRESS, "Rating10")) and sheet.column("Name", "Title") is not None


def _is_liked_otherwise(sheet: Sheet) -> bool:
    return "likes" in folders(sheet.name) and file_name(sheet.name) != "films.csv"


def _rank(sheet: Sheet) -> int:
    """Current ratings first, then what the diary and the reviews say of earlier days."""
    order = ("ratings", "diary", "reviews", "watched")
    name = file_name(sheet.name)
    return next((place for place, word in enumerate(order) if word in name), len(order))


def _entries(sheet: Sheet) -> Iterator[Entry]:
    """A table's entries on the list that its name tells."""
    places = Places.named(sheet)
    watched = sheet.column("Watched Date", "WatchedDate")
    places = replace(places, who=None, movie=None, time=places.time if watched is None else watched)
    stars = list(entries_of(sheet, replace(places, rating=sheet.column("Rating")), STARS))
    tens = list(entries_of(sheet, replace(places, rating=sheet.column("Rating10")), OF_TEN))
    what = _list_of(sheet)
    for entry, ten in zip(stars, tens, strict=True):
        best = entry if entry.value is not None or ten.value is None else ten
        yield replace(best, what=RATINGS if best.value is not None or best.problem else what)


def _list_of(sheet: Sheet) -> str:
    name = file_name(sheet.name)
    if "watchlist" in name:
        return WATCHLIST
    return LIKED if name == "films.csv" or name.startswith("like") else SEEN


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries without what says again, or less, of a film: an older rating, or "seen" of a rated one."""
    entries = list(entries)
    best: dict[tuple[str, int], Entry] = {}
    for entry in entries:
        if entry.what == RATINGS and not entry.problem:
            name, rank = _film(entry), entry.where.partition(", line")[0]
            known = best.get(name)
            if known is None or (known.where.partition(", line")[0] == rank and entry.time >= known.time):
                best[name] = entry
    seen: set[tuple[str, tuple[str, int]]] = set()
    for entry in entries:
        name = _film(entry)
        if entry.what == RATINGS and not entry.problem and best[name] is not entry:
            continue
        if entry.what == SEEN and name in best:
            continue
        if entry.what != RATINGS and (entry.what, name) in seen:
            continue
        seen.add((entry.what, name))
        yield entry


def _film(entry: Entry) -> tuple[str, int]:
    return entry.film.title, entry.film.year
