"""A named set of films. Like a person's ratings it is tied to no dataset: each film carries what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Film


@dataclass(frozen=True)
class FilmSet:
    """Films under a name, each once."""

    id: str
    """That of its file."""
    name: str
    films: tuple[Film, ...]
    """In the order of the catalogue that the set was made from."""
    origin: str = ""
    """How it was made, as in ``rectangle on the map`` or ``genre Drama, 1990 to 1999``."""
    dataset_hash: str = ""
    """Identity of the data that it was made from: there, a film's movie id alone says which movie it is."""
    dataset_name: str = ""

    def __len__(self) -> int:
        return len(self.films)


@dataclass(frozen=True)
class FoundSet:
    """A set in one dataset."""

    film_set: FilmSet
    movies: tuple[int, ...]
    """Movie indices, ascending, each once."""
    missing: tuple[Film, ...] = ()
    """Films that the dataset does not have for sure."""


def find_set(film_set: FilmSet, dataset: Dataset, finder: Callable[[], MovieFinder]) -> FoundSet:
    """The movies of a set in a dataset: by movie id where it was made from these data, else as a person's films.

    ``finder`` gives the dataset's MovieFinder; it is asked only for other data.
    """
    found: list[int] = []
    missing: list[Film] = []
    if film_set.dataset_hash == dataset.content_hash:
        place = {int(identifier): movie for movie, identifier in enumerate(dataset.movies.ids.tolist())}
        for film in film_set.films:
            movie = None if film.movie_id is None else place.get(film.movie_id)
            missing.append(film) if movie is None else found.append(movie)
    else:
        look_up = finder()
        for film in film_set.films:
            movie = look_up.find(film).movie
            missing.append(film) if movie is None else found.append(movie)
    return FoundSet(film_set, tuple(sorted(set(found))), tuple(missing))


def films_of(movies: Iterable[int], finder: MovieFinder) -> tuple[Film, ...]:
    """What to keep of movies (indices of the finder's dataset), each once, in the catalogue's order."""
    chosen = np.unique(np.fromiter(movies, np.int64))
    return tuple(finder.film(movie) for movie in chosen.tolist())
