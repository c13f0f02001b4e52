"""What the tab asks of the engine, in jobs."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.people import PersonPredictions
    from movierec_gui.models.baselines import Biases
    from movierec_gui.training.trained import TrainedRun

Result = tuple["TrainedRun", "PersonPredictions"]


def predict(
    workspace: Workspace, whom: int | dict[int, float], baseline: Biases | None
) -> Generator[Progress, None, Result]:
    """Open the current run and predict; ``whom`` is the index of a user, or somebody new's ratings by movie."""
    from movierec_gui.analysis.people import KnownUser, NewUser, predict_person
    from movierec_gui.errors import UserError

    yield Progress("Opening the run")
    run = workspace.open_current_run()
    if run is None:
        raise UserError("No run is chosen", "", "Choose one in the list")
    person = KnownUser(whom) if isinstance(whom, int) else NewUser(tuple(whom), tuple(whom.values()))
    return run, (yield from predict_person(run, person, baseline))
