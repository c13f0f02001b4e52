"""What a person does to a film in the window, as changes of the person that can be kept, undone and repeated."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.person import Film, Person
    from movierec_gui.data.people.store import Change


def rating(film: Film, finder: MovieFinder, value: float | None) -> Change:
    """Rate a film on the scale of the finder's dataset, or take its rating back with None."""
    from movierec_gui.data.people import changes
    from movierec_gui.data.people.person import Rated

    if value is None:
        return partial(changes.unrate, film=film)
    return partial(changes.rate, rated=Rated(film, value, finder.scale, int(time.time())))


def adopting(_film: Film, finder: MovieFinder, ratings: Mapping[int, float]) -> Change:
    """Give a person ratings of movies of the finder's dataset that they have not rated."""
    from movierec_gui.data.people import changes

    def change(person: Person) -> Person:
        for movie, value in ratings.items():
            if 0 <= movie < finder.dataset.n_movies and changes.rated_film(person, finder.film(movie)) is None:
                person = rating(finder.film(movie), finder, value)(person)
        return person

    return change


def marking(film: Film, _finder: MovieFinder, which: str, on: bool) -> Change:
    """Put a film on one of a person's lists, or take it off.

    What is seen or not for somebody leaves their watchlist, and what they want to watch is for them again.
    """
    from movierec_gui.data.people import changes
    from movierec_gui.data.people.person import NOT_FOR_ME, WATCHLIST, Marked

    now = int(time.time())

    def change(person: Person) -> Person:
        if not on:
            return changes.unmark(person, which, film)
        other = NOT_FOR_ME if which == WATCHLIST else WATCHLIST
        return changes.mark(changes.unmark(person, other, film), which, Marked(film, now))

    return change


def export_person(person: Person, path: Path) -> Generator[Progress, None, Path]:
    """Write a person whole to a JSON file, which imports back exactly. Raises UserError where it cannot be written."""
    from movierec_gui.data.people.store import write_person

    yield Progress(f"Writing {path.name}")
    write_person(person, path)
    return path
