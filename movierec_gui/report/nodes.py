"""The nodes of a network, for a report: a table of all, their movies, and a figure."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from movierec_gui.analysis.activations import Activations, NodeMovies, slice_network
from movierec_gui.analysis.movie_groups import mean_rating, mean_year
from movierec_gui.analysis.node_statistics import effective_dimensions, node_groups, node_movie_table, node_table
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.table_export import write_frame
from movierec_gui.figures import FigureStyle, draw_nodes, new_figure
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun


@dataclass(frozen=True, eq=False)
class NodeFindings:
    """A sliced network and the movies of its nodes."""

    dataset: Dataset
    activations: Activations
    view: str
    groups: tuple[NodeMovies, ...]
    table: pd.DataFrame
    """A row a node, as from ``node_table``."""
    dimensions: float
    """As from ``effective_dimensions``."""

    def movies_of(self, node: int) -> pd.DataFrame:
        """The node's movies, strongest first."""
        return node_movie_table(self.dataset, self.activations, self.groups[node])

    def catalogue(self) -> tuple[float, float]:
        """Mean year and mean rating of all the movies that were sliced."""
        movies = self.activations.rated_movies
        return mean_year(self.dataset, movies), mean_rating(self.dataset, movies)


def study_nodes(
    run: TrainedRun, layer: str = "", rows: str = "validation", view: str = "strongest", top: int = 20, seed: int = 0
) -> Generator[Progress, None, NodeFindings]:
    """Slice a network and describe each node's movies; ``seed`` draws the random sets they are compared with.

    Raises UserError at an unknown layer, part of the ratings or view.
    """
    activations = yield from slice_network(run, layer, rows)
    yield Progress("Describing nodes", 0, 1)
    groups = node_groups(activations, view, top)
    table = node_table(run.dataset, activations, groups, np.random.default_rng(seed))
    yield Progress("Describing nodes", 1, 1)
    return NodeFindings(run.dataset, activations, view, groups, table, effective_dimensions(activations))


def write_node_tables(findings: NodeFindings, folder: Path) -> tuple[Path, Path]:
    """Write all nodes, and the movies of each, into an existing folder; returns the two files."""
    tables = [findings.movies_of(node).assign(node=node) for node in range(findings.activations.width)]
    movies = pd.concat(tables, ignore_index=True).drop(columns="movie")
    movies.insert(0, "node", movies.pop("node"))
    files = (folder / "nodes.csv", folder / "node-movies.csv")
    for table, file in zip((findings.table, movies), files, strict=True):
        write_frame(table, file)
    return files


def node_figure(findings: NodeFindings, style: FigureStyle) -> Figure:
    """Every node at the mean year and mean rating of its movies."""
    figure, axes = new_figure(style)
    years, ratings = (findings.table[name].to_numpy(np.float64) for name in ("mean_year", "mean_rating"))
    draw_nodes(axes, years, ratings, style, catalogue=findings.catalogue())
    return figure
