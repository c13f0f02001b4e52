"""A comparison as it is kept: what was asked for, how far it came, and where its contestants stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.splits import SplitConfig
from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.comparing.contestants import Contestant
from movierec_gui.training.comparing.table import Comparison, Failure
from movierec_gui.training.config import RunSpec
from movierec_gui.training.list_runs import ListSpec, makes_lists


@dataclass(frozen=True)
class Entry:
    """A contestant as it is stored, which outlives its architecture."""

    label: str
    settings: Mapping[str, Any]
    """``to_mapping`` of a RunSpec or a ListSpec; the split in it is not the comparison's."""
    uses_moment: bool = False

    @property
    def is_known(self) -> bool:
        """Whether this program still has the architecture or the recommender."""
        if self.makes_lists:
            return any(kind.name == self.settings["recommender"] for kind in RECOMMENDERS)
        return any(entry.name == self.settings.get("architecture") for entry in ARCHITECTURES)

    @property
    def makes_lists(self) -> bool:
        """Whether it is a recommender, which predicts no ratings."""
        return makes_lists(self.settings)

    def contestant(self) -> Contestant:
        """To compare it again. Raises UserError where the architecture or one of its settings no longer exists."""
        known = ListSpec if self.makes_lists else RunSpec
        return Contestant(self.label, known.from_mapping(self.settings))


@dataclass(frozen=True)
class Standing:
    """Where a contestant stands."""

    label: str
    splits: int
    """How many it has a result on."""
    failures: tuple[Failure, ...]
    figures: Mapping[str, Any]
    """The columns of its row in ``Comparison.table``; empty while there is no result."""


@dataclass(frozen=True)
class ComparisonRecord:
    """A comparison with what was asked for and how far it came."""

    id: str
    created: str
    """UTC, ISO 8601."""
    status: str
    """As of runs: running, finished, stopped or failed."""
    entries: tuple[Entry, ...]
    splits: tuple[SplitConfig, ...]
    test_ratings: tuple[int, ...]
    """Of each split: how many ratings the models are judged by."""
    comparison: Comparison
    ranking: bool = True
    """Whether everybody's ten best movies are judged, too."""
    preparation: PreparationConfig | None = None
    """What was done to the data before they were divided; None for the data as the files have them."""

    @property
    def dataset_hash(self) -> str:
        """Of the contents of the data that it compares on."""
        return self.comparison.dataset_hash

    @property
    def cells(self) -> int:
        """How many results and failures there will be."""
        return len(self.entries) * len(self.splits)

    @property
    def cells_done(self) -> int:
        return len(self.comparison.results) + len(self.comparison.failures)

    @property
    def is_complete(self) -> bool:
        """Whether every contestant has a result on every split."""
        return len(self.comparison.results) == self.cells

    def standings(self) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
        """The contestants, best first, then those without a result: the plain ones, and those that know the moment."""
        plain, timed = (
            _standings([entry for entry in self.entries if entry.uses_moment is uses_moment], part)
            for part, uses_moment in zip(self.comparison.by_moment(), (False, True), strict=True)
        )
        return plain, timed


def _standings(entries: Sequence[Entry], part: Comparison) -> tuple[Standing, ...]:
    rows = part.table().to_dict("records") if part.results else []
    figures = {str(row["model"]): {str(name): value for name, value in row.items()} for row in rows}
    waiting = [entry.label for entry in entries if entry.label not in figures]
    return tuple(
        Standing(
            label,
            sum(result.label == label for result in part.results),
            tuple(failure for failure in part.failures if failure.label == label),
            figures.get(label, {}),
        )
        for label in (*figures, *waiting)
    )
