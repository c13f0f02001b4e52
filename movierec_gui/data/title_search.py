"""Finds movies by parts of their titles, the most rated first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.data.search_text import folded


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
