"""What the window of sets asks of the engine, in jobs."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.set_comparison import SetComparison, SetError


@dataclass(frozen=True)
class Side:
    """A set of movies to compare, by name."""

    name: str
    movies: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Compared:
    """Two sides, and a run's error on each where a run was asked for."""

    found: SetComparison
    errors: tuple[SetError, ...] = ()
    errors_on: str = ""
    """On which ratings, in words."""
    run: str = ""
    """The run's name."""


def compare(workspace: Workspace, one: Side, other: Side, with_run: bool) -> Generator[Progress, None, Compared]:
    """Compare two sides in the open dataset; ``with_run`` adds the current run's error."""
    yield Progress("Comparing sets", 0, 2)
    from movierec_gui.analysis.set_comparison import compare_sets, set_errors

    dataset = workspace.dataset
    if dataset is None:
        raise UserError("There is no dataset", "", "Open one in the Data tab")
    found = compare_sets(dataset, (one.name, other.name), one.movies, other.movies)
    run = workspace.open_current_run() if with_run else None
    if run is None:
        return Compared(found)
    yield Progress("Comparing sets", 1, 2)
    errors, where = yield from set_errors(run, [(side.name, side.movies) for side in (one, other)])
    return Compared(found, errors, where, run.record.name)
