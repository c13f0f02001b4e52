"""What ``movierec map --color-by`` takes: a value of every movie, the clusters, a node of the run, or kept sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.set_inputs import found_set, kept_sets, tell_missing
from movierec_gui.errors import UserError
from movierec_gui.report.config import BY_CLUSTER, COLORINGS

if TYPE_CHECKING:
    import numpy.typing as npt

    from movierec_gui.data.dataset import Dataset
    from movierec_gui.report.movie_map import MapColors
    from movierec_gui.training.trained import TrainedRun

NODE, SET = "node", "set"
PLAIN = (*COLORINGS, BY_CLUSTER)


@dataclass(frozen=True)
class Coloring:
    """What the colours are to show: one of ``PLAIN``, or ``node`` or ``set`` with its number or name."""

    kind: str
    which: str = ""

    @property
    def text(self) -> str:
        """As it was asked for."""
        return f"{self.kind}:{self.which}" if self.which else self.kind


class ColoringType(click.ParamType):
    """Reads a ``Coloring``."""

    name = "coloring"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Coloring:
        """The colouring of a text; ends the command where it is none."""
        if isinstance(value, Coloring):
            return value
        kind, _, which = str(value).partition(":")
        if value in PLAIN:
            return Coloring(value)
        if kind == SET and which:
            return Coloring(SET, which)
        if kind == NODE and which.isdecimal():
            return Coloring(NODE, str(int(which)))
        raise click.BadParameter(f"{value!r} is none of {', '.join(PLAIN)}, node:N, set:NAME.", ctx, param)


def colors_of(out: Output, coloring: Coloring, dataset: Dataset, run: TrainedRun | None, layer: str) -> MapColors:
    """The colouring as the figure takes it. Raises UserError where the run, the node or the set is missing."""
    if coloring.kind == SET:
        found = found_set(kept_sets().find(coloring.which), dataset)
        tell_missing(out, found, dataset)
        return ((found.film_set.name, found.movies),)
    if coloring.kind != NODE:
        return coloring.kind
    if run is None:
        raise UserError("Nodes are of a run", "The map is of the raw ratings", f"movierec map RUN --color-by {NODE}:0")
    from movierec_gui.analysis.movie_columns import sliced_node

    return follow(out, sliced_node(run, int(coloring.which), layer))


def values_of(coloring: Coloring, colors: MapColors, n_movies: int) -> dict[str, npt.NDArray[Any]]:
    """What a node's or a set's colours show as a column of the table: the node's values, or who is in the set."""
    import numpy as np

    from movierec_gui.data.movie_column import MovieColumn

    if isinstance(colors, MovieColumn):
        return {coloring.text: colors.values}
    if isinstance(colors, str):
        return {}
    ((_, movies),) = colors
    return {coloring.text: np.isin(np.arange(n_movies), movies)}
