"""A person as JSON and back, every field checked: what a damaged file holds never passes for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from movierec_gui.data.people.person import MARK_LISTS, Decision, Film, Marked, Person, Rated, Scale
from movierec_gui.errors import UserError

FORMAT = "movierec person 1"
"""The value of the field ``format`` in a person's file."""

_RANGES = {"year": (0, 9999), "movie": (-(2**63), 2**63 - 1), "time": (-62_135_596_800, 253_402_300_799)}
"""A film's year, an id that fits into 64 bits, and seconds from 1970 that lie in the years 1 to 9999."""

EntryT = TypeVar("EntryT")


def document_of(person: Person) -> dict[str, Any]:
    """The whole person as JSON values; what is empty is left out."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": person.id,
        "name": person.name,
        "ratings": [rated_document(rated) for rated in person.ratings],
    }
    for which in MARK_LISTS:
        document[which] = [marked_document(marked) for marked in person.marks(which)]
    document["decisions"] = [decision_document(decision) for decision in person.decisions]
    return document


def person_of(document: Any, where: str) -> Person:
    """The person in a document made by ``document_of``. Raises UserError naming the file and what is wrong in it."""
    try:
        if not isinstance(document, Mapping) or document.get("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT!r}")
        marks = {which: _entries(document, which, marked_of) for which in MARK_LISTS}
        return Person(
            id=_text(document, "id"),
            name=_text(document, "name"),
            ratings=_entries(document, "ratings", rated_of),
            decisions=_entries(document, "decisions", decision_of),
            **marks,
        )
    except (ValueError, TypeError, KeyError, OverflowError, UserError) as error:
        raise damaged(where, str(error)) from error


def damaged(where: str, detail: str) -> UserError:
    """The error for a file that holds no person, or not the whole of one."""
    return UserError(f"{where} does not hold a person as MovieRec keeps one", detail, "Restore it from a backup")


def film_document(film: Film) -> dict[str, Any]:
    """A film's fields that are known."""
    fields = {
        "title": film.title,
        "year": film.year,
        "imdb": film.imdb_id,
        "tmdb": film.tmdb_id,
        "family": film.family,
        "other_titles": list(film.other_titles),
        "doubt": film.doubt,
    }
    known = {name: value for name, value in fields.items() if value or name == "title"}
    return known if film.movie_id is None else known | {"movie": film.movie_id}


def film_of(document: Mapping[str, Any]) -> Film:
    """The film in a document. Raises ValueError or TypeError where a field is of another kind."""
    movie = document.get("movie")
    others = document.get("other_titles", [])
    if not isinstance(others, list) or not all(isinstance(name, str) for name in others):
        raise ValueError("other_titles is no list of texts")
    return Film(
        title=_text(document, "title"),
        year=_whole(document.get("year", 0), "year"),
        imdb_id=_text(document, "imdb"),
        tmdb_id=_text(document, "tmdb"),
        movie_id=None if movie is None else _whole(movie, "movie"),
        family=_text(document, "family"),
        other_titles=tuple(others),
        doubt=_text(document, "doubt"),
    )


def rated_document(rated: Rated) -> dict[str, Any]:
    """A rating with its film."""
    scale = {"value": rated.value, "low": rated.scale.low, "high": rated.scale.high}
    return film_document(rated.film) | scale | _origin(rated.time, rated.source)


def rated_of(document: Mapping[str, Any]) -> Rated:
    """The rating in a document. Raises ValueError, TypeError or UserError where it is none."""
    scale = Scale(_number(document, "low"), _number(document, "high"))
    value = _number(document, "value")
    if not scale.holds(value):
        raise ValueError(f"the rating {value:g} is off its scale of {scale}")
    return Rated(film_of(document), value, scale, _whole(document.get("time", 0), "time"), _text(document, "source"))


def marked_document(marked: Marked) -> dict[str, Any]:
    """A film on a list."""
    return film_document(marked.film) | _origin(marked.time, marked.source)


def marked_of(document: Mapping[str, Any]) -> Marked:
    """The film on a list in a document. Raises ValueError or TypeError where it is none."""
    return Marked(film_of(document), _whole(document.get("time", 0), "time"), _text(document, "source"))


def decision_document(decision: Decision) -> dict[str, Any]:
    """A decision; one without a film is a rejection."""
    return {"key": decision.key} | ({} if decision.film is None else {"film": film_document(decision.film)})


def decision_of(document: Mapping[str, Any]) -> Decision:
    """The decision in a document. Raises ValueError or TypeError where it is none."""
    film = document.get("film")
    if film is not None and not isinstance(film, Mapping):
        raise ValueError("a decision's film is no object")
    return Decision(_text(document, "key"), None if film is None else film_of(film))


def _origin(time: int, source: str) -> dict[str, Any]:
    return ({"time": time} if time else {}) | ({"source": source} if source else {})


def _entries(document: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any]], EntryT]) -> tuple[EntryT, ...]:
    items = document.get(name, [])
    if not isinstance(items, list):
        raise ValueError(f"{name} is no list")
    for item in items:
        if not isinstance(item, Mapping):
            raise ValueError(f"{name} holds {item!r:.40}")
    return tuple(read(item) for item in items)


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is {value!r:.40}, not a text")
    return value


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} is {value!r:.40}, not a whole number")
    lowest, highest = _RANGES[name]
    if not lowest <= value <= highest:
        raise ValueError(f"{name} is {value!r:.40}, not from {lowest} to {highest}")
    return value


def _number(document: Mapping[str, Any], name: str) -> float:
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is {value!r:.40}, not a number")
    return float(value)
