"""A search as it is kept: what was asked for, and every trial."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.records import Amount, Count
from movierec_gui.training.comparing.contestants import AnySpec
from movierec_gui.training.config import RunSpec
from movierec_gui.training.list_runs import ListSpec, makes_lists
from movierec_gui.training.searching.space import Dimension, Value, applied

RANDOM, TPE = SAMPLERS = ("random", "tpe")
DONE, FAILED = TRIAL_STATUSES = ("done", "failed")


@dataclass(frozen=True)
class Trial:
    """One try of the settings, judged on validation ratings."""

    number: Count
    """From 1."""
    values: dict[str, Value]
    """By the setting's name."""
    status: str
    score: float | None = None
    """Mean over the inner splits; None of a failed one."""
    scores: tuple[float, ...] = ()
    """Of each inner split."""
    epochs: tuple[Count, ...] = ()
    """Which epoch was the best on each; none where there is none to choose."""
    seconds: Amount = 0.0
    """Of work, without pauses."""
    reason: str = ""
    """Why it failed."""


@dataclass(frozen=True)
class SearchRecord:
    """A search with what was asked for and how far it came."""

    id: str
    created: str
    """UTC, ISO 8601."""
    status: str
    """As of runs: running, finished, stopped or failed."""
    dataset_name: str
    dataset_hash: str
    settings: dict[str, Any]
    """``to_mapping`` of the RunSpec or ListSpec to start from, with the split."""
    space: tuple[Dimension, ...]
    sampler: str = TPE
    seed: Count = 0
    """Draws the proposals; the settings have their own."""
    inner: Count = 1
    """On how many inner splits of the training part each trial is judged."""
    most_trials: Count = 0
    """0: as many as the time allows."""
    most_seconds: Amount = 0.0
    """Of work; no trial begins after them. 0: as long as the trials take."""
    judged_by: Count = 0
    """How many validation ratings judge a trial, over all inner splits."""
    trials: tuple[Trial, ...] = ()
    preparation: PreparationConfig | None = None
    """What was done to the data before they were divided; None for the data as the files have them."""

    @property
    def makes_lists(self) -> bool:
        """Whether a recommender is searched for, which predicts no ratings."""
        return makes_lists(self.settings)

    @property
    def higher_is_better(self) -> bool:
        return self.makes_lists

    @property
    def figure(self) -> str:
        """What the score is: always of validation ratings."""
        return "validation NDCG@10" if self.makes_lists else "validation MSE"

    @property
    def what(self) -> str:
        """The name of the architecture or recommender."""
        return str(self.settings["recommender" if self.makes_lists else "architecture"])

    @property
    def title(self) -> str:
        """The same as people know it."""
        kinds = RECOMMENDERS if self.makes_lists else ARCHITECTURES
        return next((str(kind.title) for kind in kinds if kind.name == self.what), self.what)

    @property
    def seconds(self) -> float:
        """Of work so far."""
        return sum(trial.seconds for trial in self.trials)

    @property
    def best(self) -> Trial | None:
        """The best trial that came to its end, the first of equals; None where there is none."""
        return next((best for _, best in reversed(tuple(self.best_so_far()))), None)

    @property
    def is_spent(self) -> bool:
        """Whether the budget is used up."""
        trials = bool(self.most_trials) and len(self.trials) >= self.most_trials
        return trials or (bool(self.most_seconds) and self.seconds >= self.most_seconds)

    def best_so_far(self) -> Iterator[tuple[int, Trial]]:
        """After each trial since the first that came to its end: its number, and the best up to it."""
        best: Trial | None = None
        for trial in self.trials:
            if trial.score is not None and (best is None or self.is_better(trial, best)):
                best = trial
            if best is not None:
                yield trial.number, best

    def is_better(self, one: Trial, other: Trial) -> bool:
        """Whether one trial's score beats another's; both have one."""
        first, second = one.score or 0.0, other.score or 0.0
        return first > second if self.higher_is_better else first < second

    def share_done(self, within: float = 0.0) -> float:
        """How much of the budget is used, with so much of the current trial."""
        trials = (len(self.trials) + within) / self.most_trials if self.most_trials else 0.0
        return min(1.0, max(trials, self.seconds / self.most_seconds if self.most_seconds else 0.0))

    def spec(self) -> AnySpec:
        """The settings to start from. Raises UserError where this program no longer has them."""
        known = ListSpec if self.makes_lists else RunSpec
        return known.from_mapping(self.settings)

    def spec_of(self, trial: Trial) -> AnySpec:
        """The settings of a trial. Raises UserError where they do not fit each other."""
        return applied(self.spec(), self.space, trial.values)
