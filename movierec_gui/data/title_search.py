"""Finds movies by parts of their titles, the most rated first; and the one movie that a person names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.data.people.titles import exact_key, spellings
from movierec_gui.data.search_text import folded
from movierec_gui.errors import UserError

_MOST_NAMED = 8
_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")


class TitleSearch:
    """Search over the titles of one dataset; they are prepared at the first search."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def find(self, text: str, limit: int = 20) -> list[int]:
        """Movie indices, at most ``limit``, whose title or year hold every word; none for no word.

        Case, width and accents make no difference.
        """
        words = folded(text).split()
        if not words:
            return []
        texts = self._texts
        found: Sequence[int] = range(len(texts))
        for word in words:
            found = [place for place in found if word in texts[place]]
        return [int(self._most_rated_first[place]) for place in found[:limit]]

    @cached_property
    def _texts(self) -> list[str]:
        """Titles and years in lower case, the most rated movie first."""
        movies = self._dataset.movies
        years = movies.years.tolist()
        return [f"{folded(movies.titles[movie])} ({years[movie]})" for movie in self._most_rated_first.tolist()]

    @cached_property
    def _most_rated_first(self) -> Int64Array:
        return np.argsort(-self._dataset.movie_counts, kind="stable")


def find_movie(dataset: Dataset, reference: str) -> int:
    """The index of a movie by its id, or by its title with or without its year.

    A part of the title will do where it fits one movie only. Raises UserError where none or several fit.
    """
    if reference.isdecimal() and (dataset.movies.ids == int(reference)).any():
        return dataset.movie_index(int(reference))
    found = TitleSearch(dataset).find(reference, dataset.n_movies)
    movies = dataset.movies
    wanted = exact_key(_YEAR.sub("", reference))
    exact = [movie for movie in found if wanted in map(exact_key, spellings(movies.titles[movie]))] or found
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise UserError(f"No film {reference!r} in {dataset.name}", "Neither an id nor a title", "Give a part of it")
    named = "; ".join(f"{movies.label(movie)}: {movies.ids[movie]}" for movie in exact[:_MOST_NAMED])
    more = f"; and {len(exact) - _MOST_NAMED:,} more" if len(exact) > _MOST_NAMED else ""
    raise UserError(f"{reference!r} fits {len(exact):,} films", named + more, "Give the id")
