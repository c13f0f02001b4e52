"""Kept sets as inputs of commands: where they lie, which movies they are in the data, what the data do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from movierec_gui.cli.output import Output
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.film_sets.film_set import FilmSet, FoundSet
    from movierec_gui.data.film_sets.store import SetStore

MOST_NAMED = 8


def kept_sets() -> SetStore:
    """The user's sets."""
    from movierec_gui.data.film_sets.store import default_sets

    return default_sets()


def found_set(kept: FilmSet, dataset: Dataset) -> FoundSet:
    """A set in the data."""
    from movierec_gui.data.film_sets.film_set import find_set
    from movierec_gui.data.people.finding import MovieFinder

    return find_set(kept, dataset, lambda: MovieFinder(dataset))


def tell_missing(out: Output, found: FoundSet, dataset: Dataset) -> None:
    """Name the films that the data do not have for sure, on standard error."""
    if found.missing:
        named = ", ".join(film.label for film in found.missing[:MOST_NAMED])
        out.note(f"{counted(len(found.missing), 'film')} of {found.film_set.name} not found in {dataset.name}: {named}")
