"""Changes of a person: each takes a person and returns another one, so that they can be kept, undone and repeated."""

from __future__ import annotations

from dataclasses import replace

from movierec_gui.data.people.person import (
    MARK_LISTS,
    SEEN,
    WATCHLIST,
    Decision,
    Film,
    FilmIndex,
    Marked,
    Person,
    Rated,
)


def rate(person: Person, rated: Rated) -> Person:
    """The person with this rating, in place of an earlier one of the same film; a film rated is no longer to watch."""
    place = FilmIndex.of(known.film for known in person.ratings).find(rated.film)
    if place is None:
        ratings = (*person.ratings, rated)
    else:
        film = person.ratings[place].film.completed(rated.film)
        ratings = (*person.ratings[:place], replace(rated, film=film), *person.ratings[place + 1 :])
    changed = replace(person, ratings=ratings)
    return unmark(unmark(changed, WATCHLIST, rated.film), SEEN, rated.film)


def unrate(person: Person, film: Film) -> Person:
    """The person without a rating of the film."""
    place = FilmIndex.of(known.film for known in person.ratings).find(film)
    if place is None:
        return person
    return replace(person, ratings=(*person.ratings[:place], *person.ratings[place + 1 :]))


def clear_ratings(person: Person) -> Person:
    """The person without any rating."""
    return replace(person, ratings=())


def mark(person: Person, which: str, marked: Marked) -> Person:
    """The person with a film on one of ``MARK_LISTS``; unchanged where it is there already."""
    marks = person.marks(which)
    if FilmIndex.of(known.film for known in marks).find(marked.film) is not None:
        return person
    return person.with_marks(which, (*marks, marked))


def unmark(person: Person, which: str, film: Film) -> Person:
    """The person without the film on one of ``MARK_LISTS``."""
    marks = person.marks(which)
    place = FilmIndex.of(known.film for known in marks).find(film)
    return person if place is None else person.with_marks(which, (*marks[:place], *marks[place + 1 :]))


def decide(person: Person, decisions: tuple[Decision, ...]) -> Person:
    """The person with these decisions on entries of imports, the later of two on the same entry."""
    if not decisions:
        return person
    known = {decision.key: decision for decision in (*person.decisions, *decisions)}
    return replace(person, decisions=tuple(known.values()))


def rename(person: Person, name: str) -> Person:
    """The person under another name."""
    return replace(person, name=name)


def rated_film(person: Person, film: Film) -> Rated | None:
    """The person's rating of a film, or None."""
    place = FilmIndex.of(known.film for known in person.ratings).find(film)
    return None if place is None else person.ratings[place]


def lists_of(person: Person, film: Film) -> tuple[str, ...]:
    """The lists in ``MARK_LISTS`` that hold the film."""
    return tuple(
        which
        for which in MARK_LISTS
        if FilmIndex.of(known.film for known in person.marks(which)).find(film) is not None
    )
