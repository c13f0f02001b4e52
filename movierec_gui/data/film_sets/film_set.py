"""A named set of films. Like a person's ratings it is tied to no dataset: each film carries what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Film

if TYPE_CHECKING:
    import pandas as pd


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


def selection_frame(dataset: Dataset, movies: Iterable[int], missing: Iterable[Film] = ()) -> pd.DataFrame:
    """A row per movie: movieId, title, year, genres, imdbId, tmdbId, ratings, mean; it reads back as a list of films.

    Films that are ``missing`` from the dataset follow with what is known of them.
    """
    import pandas as pd

    chosen = np.unique(np.fromiter(movies, np.int64))
    table = dataset.movie_table().iloc[chosen].drop(columns="movie")
    table = table.rename(columns={"id": "movieId", "count": "ratings"}).reset_index(drop=True)
    for place, (name, known) in enumerate(
        (("imdbId", dataset.movies.imdb_ids), ("tmdbId", dataset.movies.tmdb_ids)), 4
    ):
        table.insert(place, name, [known[movie] if known else "" for movie in chosen.tolist()])
    rest = [
        {
            "movieId": film.movie_id,
            "title": film.title,
            "year": film.year or None,
            "imdbId": film.imdb_id.removeprefix("tt"),
            "tmdbId": film.tmdb_id,
        }
        for film in missing
    ]
    if not rest:
        return table
    return pd.concat([table.astype(object), pd.DataFrame(rest, dtype=object)], ignore_index=True)[table.columns]
