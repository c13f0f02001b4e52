"""The arrays that figures are drawn from, held against the data: a page from elsewhere may bring any."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.store import ArticleStore

MOVIES, COORDINATES = "map.movies", "map.coordinates"
YEARS, RATINGS, TITLES = "nodes.years", "nodes.ratings", "nodes.movies"
_NODES_OF = "nodes of "
_MOST_NODES = 10_000
_LOG = logging.getLogger(__name__)
Array = npt.NDArray[Any]


def array_name(split: SplitConfig) -> str:
    """The name of the array that holds each movie's node on a split, -1 for none: [movies]."""
    return f"{_NODES_OF}{split_name(split)}"


def arrays_for(dataset: Dataset, store: ArticleStore, record_id: str) -> dict[str, Array]:
    """The arrays of a record that fit the dataset; what is left out is drawn once it is measured again."""
    kept = store.arrays(record_id)
    fitting = {name: array for name, array in kept.items() if _fits(name, kept, dataset.n_movies)}
    if left_out := sorted(kept.keys() - fitting.keys()):
        _LOG.warning("Left out of the article's arrays, which do not fit these data: %s", ", ".join(left_out))
    return fitting


def _fits(name: str, kept: dict[str, Array], movies: int) -> bool:
    array = kept[name]
    if name in (MOVIES, COORDINATES):
        places, drawn = kept.get(COORDINATES), kept.get(MOVIES)
        return places is not None and drawn is not None and _is_a_map(places, drawn, movies)
    if name in (YEARS, RATINGS):
        both = [kept.get(YEARS), kept.get(RATINGS)]  # NaN where a node has no movies
        return all(
            one is not None and one.ndim == 1 and one.dtype.kind == "f" and len(one) == len(array) for one in both
        )
    if name == TITLES:
        return array.ndim == 2 and len(array) == 2 and _are_whole(array, -1, movies)
    if name.startswith(_NODES_OF):
        return array.shape == (movies,) and _are_whole(array, -1, _MOST_NODES)
    return True


def _is_a_map(places: Array, drawn: Array, movies: int) -> bool:
    return (
        drawn.ndim == 1
        and _are_whole(drawn, 0, movies)
        and places.shape == (len(drawn), 2)
        and places.dtype.kind == "f"
        and bool(np.isfinite(places).all())
    )


def _are_whole(array: Array, low: int, end: int) -> bool:
    return array.dtype.kind == "i" and bool(((array >= low) & (array < end)).all())
