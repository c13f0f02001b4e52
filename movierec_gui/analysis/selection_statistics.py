"""Statistics that distinguish selected movies from the catalogue, as the article describes rectangles on its map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.movie_groups import mean_rating, mean_year
from movierec_gui.data.dataset import Dataset, Int64Array


@dataclass(frozen=True)
class GenreRank:
    """One genre among the selected movies and in the catalogue."""

    name: str
    count: int
    share: float
    """Of the selected movies; NaN for none."""
    rank: int
    """1 for the most frequent; equal counts share a rank, and a genre that does not occur is last."""
    catalogue_count: int
    catalogue_share: float
    catalogue_rank: int

    @property
    def change(self) -> int:
        """Ranks gained (positive) or lost against the catalogue."""
        return self.catalogue_rank - self.rank


@dataclass(frozen=True)
class SelectionStatistics:
    """Selected movies beside the catalogue: the rated movies."""

    size: int
    mean_year: float
    """Over the movies whose year is known; NaN for none."""
    mean_rating: float
    """Mean of the movies' mean ratings; NaN where none is rated."""
    catalogue_size: int
    catalogue_mean_year: float
    catalogue_mean_rating: float
    genres: tuple[GenreRank, ...]
    """Every genre of the dataset, the most frequent of the selection first."""

    def differing_genres(self, k: int = 5) -> tuple[GenreRank, ...]:
        """At most k genres whose rank differs most from the catalogue's, the greatest difference first."""
        changed = [genre for genre in self.genres if genre.change]
        return tuple(sorted(changed, key=_most_changed)[:k])


def describe_selection(dataset: Dataset, movies: npt.ArrayLike) -> SelectionStatistics:
    """Describe the movies with these indices (each counts once) against all rated movies."""
    chosen = np.unique(np.asarray(movies, np.int64))
    catalogue = np.flatnonzero(dataset.movie_counts).astype(np.int64)
    return SelectionStatistics(
        size=len(chosen),
        mean_year=mean_year(dataset, chosen),
        mean_rating=mean_rating(dataset, chosen),
        catalogue_size=len(catalogue),
        catalogue_mean_year=mean_year(dataset, catalogue),
        catalogue_mean_rating=mean_rating(dataset, catalogue),
        genres=_genre_ranks(dataset, chosen, catalogue),
    )


def _genre_ranks(dataset: Dataset, chosen: Int64Array, catalogue: Int64Array) -> tuple[GenreRank, ...]:
    counts, all_counts = (dataset.movies.genres[movies].sum(axis=0) for movies in (chosen, catalogue))
    ranks, all_ranks = _ranks(counts), _ranks(all_counts)
    return tuple(
        GenreRank(
            name=dataset.movies.genre_names[genre],
            count=int(counts[genre]),
            share=float(counts[genre]) / len(chosen) if len(chosen) else float("nan"),
            rank=int(ranks[genre]),
            catalogue_count=int(all_counts[genre]),
            catalogue_share=float(all_counts[genre]) / len(catalogue),
            catalogue_rank=int(all_ranks[genre]),
        )
        for genre in np.lexsort((-all_counts, -counts))
    )


def _ranks(counts: Int64Array) -> Int64Array:
    ranks: Int64Array = 1 + (counts[None, :] > counts[:, None]).sum(axis=1)
    ranks[counts == 0] = len(counts)
    return ranks


def _most_changed(genre: GenreRank) -> tuple[int, float]:
    return -abs(genre.change), -abs(genre.share - genre.catalogue_share)
