"""Texts about a movie on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset


def movie_label(dataset: Dataset, movie_map: MovieMap, row: int) -> str:
    """The title with its year."""
    return dataset.movies.label(int(movie_map.movies[row]))


def movie_details(dataset: Dataset, movie_map: MovieMap, row: int) -> str:
    """Title, year, genres, mean rating and how many rated it, on one line."""
    movie = int(movie_map.movies[row])
    genres = ", ".join(dataset.movies.genres_of(movie)) or "no genre"
    count = int(dataset.movie_counts[movie])
    ratings = f"{dataset.movie_means[movie]:.2f} from {counted(count, 'rating')}"
    return f"{dataset.movies.label(movie)} · {genres} · {ratings}"
