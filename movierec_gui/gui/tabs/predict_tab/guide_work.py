"""What the guided start asks of the engine, in jobs."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.interview import Answer, Interview
    from movierec_gui.analysis.movie_lists import Listed


@dataclass(frozen=True, eq=False)
class Step:
    """The film to ask about next, and the list by what was answered so far."""

    interview: Interview
    """Hand it to the next step: making one takes longer than asking it."""
    movie: int | None
    listed: tuple[Listed, ...]
    support: int
    """Training ratings that each film of the list has at least."""


def next_step(
    workspace: Workspace,
    interview: Interview | None,
    answers: Sequence[Answer],
    known: Mapping[int, float],
    hidden: Sequence[int],
) -> Generator[Progress, None, Step]:
    """Choose by the person's ``known`` ratings and the answers since; ``hidden`` films are neither asked nor listed.

    Raises UserError where no run is chosen.
    """
    from movierec_gui.analysis.interview import Answer, Interview
    from movierec_gui.analysis.movie_lists import least_support, list_for_ratings

    yield Progress("Opening the model")
    run = workspace.open_current_run()
    if run is None:
        raise UserError("No run is chosen", "", "Choose one in the list")
    if interview is None or interview.run is not run:
        interview = Interview(run)
    yield Progress("Choosing a film")
    given = {answer.movie for answer in answers}
    before = [Answer(movie, value) for movie, value in known.items() if movie not in given]
    movie = interview.next_movie([*before, *answers], hidden)
    ratings = {answer.movie: answer.rating for answer in (*before, *answers) if answer.rating is not None}
    return Step(interview, movie, list_for_ratings(run, ratings, hidden), least_support(run))
