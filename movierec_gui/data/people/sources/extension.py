"""The ML-32M extension: judgments and MovieLens profiles of 51 people in one file each.

Heads by the release's page and the files themselves: p2-movielens-profiles.csv ``participant_id,dataset_id,movie_id,
movielens_rating``; p2-ratings.csv ``participant_id,dataset_id,movie_id,seen_status,familiarity,p1_check,p2_check,
interest_level,rating,rank_p2,movielens_rating``, where ``rating`` of a film not seen (``f``) is the person's estimate
and no rating. 0.5 to 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from movierec_gui.data.people.entries import Entry, Notes, SourceRead
from movierec_gui.data.people.files import Bundle
from movierec_gui.data.people.person import MOVIELENS, STARS
from movierec_gui.data.people.sheets import Sheet
from movierec_gui.data.people.sources.rows import Places, entry_of
from movierec_gui.wording import counted

NAME = "ML-32M extension"
_COLUMNS = ("participant_id", "dataset_id", "movie_id", "movielens_rating")


def matches(bundle: Bundle) -> bool:
    """Whether a table has the extension's columns."""
    return bool(bundle.sheets_with(*_COLUMNS))


def read(bundle: Bundle) -> SourceRead:
    """Ratings of seen films, each with the participant's number."""
    notes = Notes()
    entries = [entry for sheet in bundle.sheets_with(*_COLUMNS) for entry in _entries(sheet, notes)]
    return SourceRead(tuple(entries), tuple(notes.lines))


def _entries(sheet: Sheet, notes: Notes) -> Iterator[Entry]:
    judged = sheet.has("seen_status", "rating")
    rating = sheet.column("rating") if judged else sheet.column("movielens_rating")
    places = replace(Places(), movie=sheet.column("movie_id"), rating=rating, who=sheet.column("participant_id"))
    estimates = 0
    for row in sheet.rows:
        if judged and sheet.get(row, "seen_status").lower() not in ("t", "true", "1"):
            estimates += 1
            continue
        entry = entry_of(sheet, row, places, STARS, MOVIELENS)
        if entry.value is not None or entry.problem:
            yield entry
    if estimates:
        notes.add(f"{sheet.name}: {counted(estimates, 'estimate')} of films not seen left out: not ratings")
