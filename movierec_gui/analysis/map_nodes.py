"""The node that each movie of a map activates most, to colour the map by."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from movierec_gui.analysis.activations import slice_network
from movierec_gui.data.dataset import Int64Array
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

NO_NODE = -1


@dataclass(frozen=True, eq=False)
class MapNodes:
    """Nodes of a layer on the rows of a map."""

    layer: str
    nodes: Int64Array
    """Per row the node as in ``Activations.movie_nodes``; ``NO_NODE`` for a movie without any of the ratings."""
    width: int
    """Nodes in the layer."""


def nodes_on_map(
    run: TrainedRun, movies: Int64Array, layer: str = "", rows: str = "all"
) -> Generator[Progress, None, MapNodes]:
    """Send ratings (``rows`` as for ``slice_network``) through the network and find the node of each of the movies."""
    activations = yield from slice_network(run, layer, rows)
    by_movie = np.full(run.dataset.n_movies, NO_NODE, np.int64)
    by_movie[activations.rated_movies] = activations.movie_nodes[0]
    return MapNodes(activations.layer, by_movie[movies], activations.width)
