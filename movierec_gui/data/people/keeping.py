"""A review kept: the person with all that it brought. Nothing of the person's own is replaced unasked."""

from __future__ import annotations

from dataclasses import replace

from movierec_gui.data.people.changes import decide
from movierec_gui.data.people.person import (
    MARK_LISTS,
    RATINGS,
    SEEN,
    Film,
    FilmIndex,
    Marked,
    Person,
    Rated,
)
from movierec_gui.data.people.review import Review, ReviewRow, Status, film_of

_KEPT = (Status.MATCHED, Status.UNSURE, Status.NOT_HERE)


def keep(review: Review, person: Person) -> Person:
    """The person with the review's films: matched ones, and those in doubt or not here, for larger datasets later.

    Rejected rows, rows that are no films and rows with problems are left out. A rating that the person has stays
    unless its row ``replaces`` it.
    """
    kept = (*_KEPT, Status.REPEATED) if review.history.whole_person else _KEPT
    rows = [row for row in review.rows if row.status in kept]
    changed = _with_ratings(review, person, [row for row in rows if row.entry.what == RATINGS])
    for which in MARK_LISTS:
        changed = _with_marks(review, changed, which, [row for row in rows if row.entry.what == which])
    remembered = review.history.whole_person.decisions if review.history.whole_person else ()
    return decide(changed, (*remembered, *review.decisions))


def counts_to_keep(review: Review) -> tuple[int, int]:
    """Number of ratings that ``keep`` would add or replace, and of films on lists without a rating."""
    rows = [row for row in review.rows if row.status in _KEPT]
    ratings = sum(row.entry.what == RATINGS and (row.conflict is None or row.replaces) for row in rows)
    return ratings, sum(row.entry.what != RATINGS for row in rows)


def _with_ratings(review: Review, person: Person, rows: list[ReviewRow]) -> Person:
    ratings = list(person.ratings)
    index = FilmIndex.of(rated.film for rated in ratings)
    for row in rows:
        if row.entry.value is None or row.entry.scale is None:
            continue
        new = Rated(_film(review, row), row.entry.value, row.entry.scale, row.entry.time, _source(review, row))
        place = index.find(new.film)
        if place is None:
            index.add(len(ratings), new.film)
            ratings.append(new)
            continue
        known = ratings[place]
        completed = known.film.completed(new.film)
        is_later = place >= len(person.ratings) and new.time >= known.time
        ratings[place] = replace(new if row.replaces or is_later else known, film=completed)
        index.add(place, completed)
    changed = replace(person, ratings=tuple(ratings))
    return changed.with_marks(SEEN, tuple(seen for seen in changed.seen if index.find(seen.film) is None))


def _with_marks(review: Review, person: Person, which: str, rows: list[ReviewRow]) -> Person:
    marks = list(person.marks(which))
    index = FilmIndex.of(marked.film for marked in marks)
    rated = FilmIndex.of(known.film for known in person.ratings)
    for row in rows:
        marked = Marked(_film(review, row), row.entry.time, _source(review, row))
        if index.find(marked.film) is None and not (which == SEEN and rated.find(marked.film) is not None):
            index.add(len(marks), marked.film)
            marks.append(marked)
    return person.with_marks(which, tuple(marks))


def _film(review: Review, row: ReviewRow) -> Film:
    """The row's film; that of the program's own export stays as it is."""
    return row.entry.film if review.history.whole_person and not row.decided else film_of(row, review.finder)


def _source(review: Review, row: ReviewRow) -> str:
    return row.entry.source or ("" if review.history.whole_person else review.history.source)
