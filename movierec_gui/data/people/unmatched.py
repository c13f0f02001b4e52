"""What a person has of films that the open dataset does not have, or that may be several: decided on at any later time.

It is looked over as an import is: the same review, the same decisions, remembered for later imports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from movierec_gui.data.people.changes import decide
from movierec_gui.data.people.entries import Entry
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.kinds import Kind
from movierec_gui.data.people.person import MARK_LISTS, RATINGS, Film, FilmIndex, Marked, Person, Rated
from movierec_gui.data.people.reading import History
from movierec_gui.data.people.review import Review, ReviewRow, Status, film_of, make_review

NAME = "Not matched"
_OWN = "rated here"


def review_unmatched(person: Person, finder: MovieFinder) -> Review:
    """The review of all that is kept with the person and is no movie of the finder's dataset for sure; maybe empty."""
    entries = tuple(entry for entry in _entries(person) if finder.find(entry.film).movie is None)
    # What was decided before is in the person's films already; a rejection is of a list that is imported.
    return make_review(History(Path(NAME), NAME, entries, is_kept=True), finder, replace(person, decisions=()))


def settle(review: Review, person: Person) -> Person:
    """The person after the decisions of a review of ``review_unmatched``, which are remembered for imports, too.

    What is decided to be a movie becomes a rating or a mark of that movie; a rating of it that the person has stays
    unless its row ``replaces`` it. What is rejected is taken from the person. Everything else stays as it is.
    """
    decided = {(row.entry.what, row.entry.film): row for row in review.rows if row.decided}
    ratings = _settled_ratings(person, decided, review.finder)
    changed = replace(person, ratings=ratings)
    for which in MARK_LISTS:
        marks = person.marks(which)
        kept = [mark for mark in marks if (which, mark.film) not in decided]
        index = FilmIndex.of(mark.film for mark in kept)
        for mark in marks:
            film = _decided_film(decided.get((which, mark.film)), review.finder)
            if film is not None and index.find(film) is None:
                index.add(len(kept), film)
                kept.append(replace(mark, film=film))
        changed = changed.with_marks(which, tuple(kept))
    return decide(changed, review.decisions)


def _entries(person: Person) -> Iterator[Entry]:
    for rated in person.ratings:
        yield _entry(rated, RATINGS, rated.value)
    for which in MARK_LISTS:
        for mark in person.marks(which):
            yield _entry(mark, which, None)


def _entry(kept: Rated | Marked, what: str, value: float | None) -> Entry:
    """A kept rating or mark as an entry of a source."""
    doubt = kept.film.doubt
    return Entry(
        where=f"from {kept.source}" if kept.source else _OWN,
        film=kept.film,
        what=what,
        value=value,
        scale=kept.scale if isinstance(kept, Rated) else None,
        time=kept.time,
        kind=Kind.UNKNOWN if doubt else Kind.FILM,
        type_word=doubt,
        source=kept.source,
    )


def _settled_ratings(
    person: Person, decided: dict[tuple[str, Film], ReviewRow], finder: MovieFinder
) -> tuple[Rated, ...]:
    kept = [rated for rated in person.ratings if (RATINGS, rated.film) not in decided]
    index = FilmIndex.of(rated.film for rated in kept)
    for rated in person.ratings:
        row = decided.get((RATINGS, rated.film))
        film = _decided_film(row, finder)
        if row is None or film is None:
            continue
        place = index.find(film)
        if place is None:
            index.add(len(kept), film)
            kept.append(replace(rated, film=film))
        elif row.replaces:
            kept[place] = replace(rated, film=kept[place].film.completed(film))
    return tuple(kept)


def _decided_film(row: ReviewRow | None, finder: MovieFinder) -> Film | None:
    """The film that a row was decided to be; None where it was rejected or left open."""
    if row is None or row.movie is None or row.status not in (Status.MATCHED, Status.REPEATED):
        return None
    return film_of(row, finder)
