"""The cost of a comparison, before it starts."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.recommenders import recommender
from movierec_gui.training.comparing.contestants import AnySpec, Contestant
from movierec_gui.training.estimate import estimate
from movierec_gui.training.list_runs import ListSpec

_TIMED = 1.0
"""Seconds of a recommender's fit that are waited for."""


@dataclass(frozen=True)
class ComparisonCost:
    """How much there is to do; ``seconds`` is None where a contestant was not timed."""

    fits: int
    """Contestants times splits."""
    trainings: int
    """A fit takes two where there is an epoch to choose."""
    seconds: float | None


def time_runs(
    dataset: Dataset, specs: Sequence[AnySpec], split: SplitConfig
) -> Generator[Progress, None, dict[AnySpec, float]]:
    """Seconds that each of the runs would take on a split, if no early stop shortens it.

    A run that this data or machine does not allow takes none: the comparison fails it at once, says why, and goes on.
    Raises UserError where the split does not fit.
    """
    split_ratings(dataset, split)
    seconds: dict[AnySpec, float] = {}
    for number, spec in enumerate(specs):
        if isinstance(spec, ListSpec):
            yield Progress("Estimating the comparison", number, len(specs))
            seconds[spec] = _list_seconds(dataset, spec, split)
            continue
        work = estimate(dataset, replace(spec, split=split))
        while True:
            try:
                next(work)
            except StopIteration as end:
                seconds[spec] = float(end.value.seconds)
                break
            except UserError:
                seconds[spec] = 0.0
                break
            yield Progress("Estimating the comparison", number, len(specs))
    return seconds


def _list_seconds(dataset: Dataset, spec: ListSpec, split: SplitConfig) -> float:
    """Seconds of a recommender's fit: of all of it where it is short, else by how far it comes in ``_TIMED``."""
    data = training_data(dataset, split_ratings(dataset, replace(split, refit=True)))
    made = recommender(spec.recommender).build(spec.settings, data, torch.Generator().manual_seed(spec.seed))
    started, share = time.perf_counter(), 0.0
    for progress in made.fit(data):
        share = progress.fraction or 0.0
        if time.perf_counter() - started > _TIMED and share > 0.0:
            return (time.perf_counter() - started) / share
    return time.perf_counter() - started


def comparison_cost(contestants: Sequence[Contestant], splits: int, seconds: Mapping[AnySpec, float]) -> ComparisonCost:
    """The cost on so many splits, from what ``time_runs`` found.

    The rankings come on top of the time; they take as long as a few epochs.
    """
    known = all(contestant.spec in seconds for contestant in contestants)
    return ComparisonCost(
        fits=splits * len(contestants),
        trainings=splits * sum(contestant.runs for contestant in contestants),
        seconds=splits * sum(one.runs * seconds[one.spec] for one in contestants) if known else None,
    )
