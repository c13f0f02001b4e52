"""The tab's request to the engine, and its result: a sliced network and the movies of its nodes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.activations import Activations, NodeMovies
    from movierec_gui.analysis.node_details import NodeDetails, NodePair
    from movierec_gui.data.movie_column import MovieColumn
    from movierec_gui.training.trained import TrainedRun

VIEW_TITLES = {
    "strongest": "Movies by their strongest node",
    "top": "Highest activations of a node",
    "bottom": "Lowest activations of a node",
}
ROW_TITLES = {
    "validation": "Validation ratings",
    "held_out": "All held-out ratings",
    "all": "All ratings",
}
RANDOM_SEED = 0
"""Of the random sets beside the nodes: the same ones each time, so that a figure can be quoted."""


@dataclass(frozen=True)
class Question:
    """The slice, and how to group it."""

    run_id: str
    layer: str
    """Empty for the architecture's own interim layer."""
    rows: str
    averaged: bool
    """Whether activations are averaged over the users of each movie first."""
    view: str
    k: int

    def same_slice(self, other: Question) -> bool:
        """Whether the other question needs the same activations."""
        return replace(self, view=other.view, k=other.k) == other


@dataclass(frozen=True, eq=False)
class Study:
    """The answer to a question."""

    question: Question
    run: TrainedRun
    layers: tuple[str, ...]
    activations: Activations
    groups: tuple[NodeMovies, ...]
    table: pd.DataFrame
    """One row per node, as from ``node_table``, with the column note."""
    dimensions: float
    """As from ``effective_dimensions``."""

    def summary(self) -> str:
        """Returns a sentence about the slice."""
        question, activations = self.question, self.activations
        what = "movies, averaged over their users," if question.averaged else "ratings"
        some = ""
        if not question.averaged and len(activations) < activations.total:
            some = f" (evenly chosen from {activations.total:,})"
        return (
            f"{len(activations):,} {what}{some} of {len(activations.rated_movies):,} movies through "
            f"the {activations.width:,} nodes of {activations.layer}, which use {self.dimensions:.1f} "
            "effective dimensions (participation ratio of the covariance)."
        )

    def movies_of_all(self) -> pd.DataFrame:
        """The movies of every node, below each other, with the node's number."""
        import pandas as pd

        from movierec_gui.analysis.node_statistics import node_movie_table

        tables = [
            node_movie_table(self.run.dataset, self.activations, group).assign(node=node)
            for node, group in enumerate(self.groups)
        ]
        return pd.concat(tables, ignore_index=True).drop(columns=["movie"])


def answer(workspace: Workspace, question: Question, known: Study | None) -> Generator[Progress, None, Study]:
    """Open the run, slice it and group the movies; ``known`` spares the slicing where it answers the same slice."""
    import numpy as np

    from movierec_gui.analysis.activations import average_by_movie, slice_network
    from movierec_gui.analysis.node_statistics import effective_dimensions, node_groups, node_table

    if known is not None and question.same_slice(known.question):
        run, activations = known.run, known.activations
    else:
        yield Progress("Opening the run")
        opened = workspace.open_current_run()
        if opened is None:
            raise UserError("No run is chosen", "", "Choose one in the list")
        run = opened
        activations = yield from slice_network(run, question.layer, question.rows)
        if question.averaged:
            activations = average_by_movie(activations)
    yield Progress("Grouping movies by node")
    groups = node_groups(activations, question.view, question.k)
    yield Progress("Describing every node")
    table = node_table(run.dataset, activations, groups, np.random.default_rng(RANDOM_SEED))
    copies = table["duplicate_of"].astype(object).where(table["duplicate_of"].notna(), None)
    table["note"] = [_note(dead, copied) for dead, copied in zip(table["dead"], copies, strict=True)]
    layers = run.model.layer_names()
    dimensions = effective_dimensions(activations)
    return Study(replace(question, layer=activations.layer), run, layers, activations, groups, table, dimensions)


def describe(
    study: Study, node: int, pinned: int | None
) -> Generator[Progress, None, tuple[NodeDetails, NodePair | None]]:
    """Describe one node of a study beside a random set of movies, and compare it with a pinned one."""
    import numpy as np

    from movierec_gui.analysis.node_details import compare_nodes, describe_node

    rng = np.random.default_rng((RANDOM_SEED, node))
    details = yield from describe_node(study.run.dataset, study.activations, study.groups, node, rng)
    if pinned is None or pinned == node:
        return details, None
    yield Progress("Comparing with the pinned node")
    return details, compare_nodes(study.activations, study.groups, node, pinned)


def _note(dead: bool, copied: int | None) -> str:
    if dead:
        return "dead"
    return "" if copied is None else f"copy of {copied}"


def node_values(study: Study, node: int) -> Generator[Progress, None, MovieColumn]:
    """A node's mean activation over the sliced ratings of each movie."""
    yield Progress("Averaging activations")
    from movierec_gui.analysis.movie_columns import node_column

    return node_column(study.activations, node, study.run.dataset.n_movies, study.run.record.name)
