"""What one film does to the nodes of a network: how far it moves each from where it usually is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from movierec_gui.analysis.activations import slice_rows
from movierec_gui.analysis.film_page import check_movie, rows_of_movie
from movierec_gui.data.dataset import Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

MOST_RATINGS = 2_000
"""Ratings of the film that are sent through the network at most, evenly spaced."""
USUAL_RATINGS = 5_000
"""Ratings of all films, evenly spaced, that tell where the nodes usually are."""


@dataclass(frozen=True)
class FilmNode:
    """One node's answer to a film."""

    node: int
    mean: float
    """Mean activation over the film's ratings."""
    usual: float
    """Mean activation over ratings of all films."""
    shift: float
    """Their difference in standard deviations over ratings of all films; 0 for a node that never changes."""


@dataclass(frozen=True)
class FilmNodes:
    """A layer's nodes for one film, the largest shift first, whatever its sign."""

    layer: str
    nodes: tuple[FilmNode, ...]
    node: int
    """The film's node as in the article's view 1: the strongest one of most of its ratings."""
    share: float
    """Share of the ratings that agree on it."""
    ratings: int
    """Ratings of the film that were sent through the network."""


def film_nodes(run: TrainedRun, movie: int, layer: str = "") -> Generator[Progress, None, FilmNodes]:
    """Find the nodes that a film moves most, in the architecture's interim layer unless another is named.

    Raises UserError where there is no such movie or layer, or nobody rated the movie.
    """
    check_movie(run.dataset, movie)
    own = _evenly(rows_of_movie(run.dataset, movie), MOST_RATINGS)
    if len(own) == 0:
        raise UserError("Nobody rated this film", "Its ratings would be sent through the network", "")
    film = yield from slice_rows(run, own, layer)
    everything = np.arange(len(run.dataset.ratings))
    usual = yield from slice_rows(run, _evenly(everything, USUAL_RATINGS), film.layer)
    means, centres = (values.mean(axis=0, dtype=np.float64) for values in (film.values, usual.values))  # [width]
    spreads = usual.values.std(axis=0, dtype=np.float64)
    changing = spreads > 1e-6 * np.maximum(1.0, np.abs(centres))
    shifts = np.divide(means - centres, spreads, out=np.zeros(len(means)), where=changing)
    nodes, shares = film.movie_nodes
    return FilmNodes(
        layer=film.layer,
        nodes=tuple(
            FilmNode(node, float(means[node]), float(centres[node]), float(shifts[node]))
            for node in np.argsort(-np.abs(shifts), kind="stable").tolist()
        ),
        node=int(nodes[0]),
        share=float(shares[0]),
        ratings=len(own),
    )


def _evenly(rows: Int64Array, most: int) -> Int64Array:
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
