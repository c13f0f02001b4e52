"""What the import asks of the engine, in a job."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.person import Person, Scale
    from movierec_gui.data.people.review import Review


@dataclass(frozen=True, eq=False)
class ImportRequest:
    """All that a review is made of."""

    path: Path
    dataset: Dataset
    finder: MovieFinder | None = None
    """The dataset's, if it is made already."""
    person: Person | None = None
    """Whom it is for; None for somebody new."""
    scale: Scale | None = None
    who: str = ""


def read_and_review(request: ImportRequest) -> Generator[Progress, None, Review]:
    """Read a history and look its films up. Raises NeedsScaleError or NeedsWhoError where something has to be asked."""
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.reading import read_history
    from movierec_gui.data.people.review import reviewing

    yield Progress(f"Reading {request.path.name}")
    history = read_history(request.path)
    finder = request.finder or MovieFinder(request.dataset)
    return (yield from reviewing(history, finder, request.person, request.scale, request.who))


def look_unmatched_up(
    person: Person, dataset: Dataset, finder: MovieFinder | None
) -> Generator[Progress, None, Review]:
    """Review what is kept with a person and is no movie of the dataset for sure; ``finder`` is used if it is its."""
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.unmatched import review_unmatched

    yield Progress("Looking the films up")
    usable = finder is not None and finder.dataset is dataset
    return review_unmatched(person, finder if usable and finder is not None else MovieFinder(dataset))
