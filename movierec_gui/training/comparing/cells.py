"""Fair comparison: every model on the same splits, its epoch chosen without a look at the ratings it is judged by."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.progress import Progress
from movierec_gui.recommenders import recommender
from movierec_gui.training.comparing.contestants import AnySpec, Contestant
from movierec_gui.training.comparing.table import Comparison, Failure, Result
from movierec_gui.training.config import RunSpec
from movierec_gui.training.fitting import EpochFitted, begin_fit
from movierec_gui.training.intervals import Intervals, calibrate, check
from movierec_gui.training.judged_recommenders import JudgedRecommender, judge_on_split
from movierec_gui.training.list_runs import ListSpec
from movierec_gui.training.list_tests import ListTest, of_split
from movierec_gui.training.memory import MemoryMeter
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.ranking import ListFigures, can_rank, judge_lists, scorer_of
from movierec_gui.training.schedules import best_epoch


@dataclass(frozen=True)
class CellFinished:
    """One model is done on one split."""

    result: Result
    progress: Progress


@dataclass(frozen=True)
class CellFailed:
    """One model could not be fitted on one split; the others go on."""

    failure: Failure
    progress: Progress


def compare(
    dataset: Dataset,
    contestants: Sequence[Contestant],
    splits: Sequence[SplitConfig],
    ranking: bool = True,
    done: Sequence[Result] = (),
    seconds: Mapping[AnySpec, float] | None = None,
) -> Generator[Progress | CellFinished | CellFailed, None, Comparison]:
    """Fit every contestant on every split, and forget the models once they are judged.

    ``done`` are results of an earlier, interrupted comparison of the same: they are kept, and not measured again.
    ``seconds`` is how long each contestant takes on a split, as far as known: the progress then goes by time.

    On each split a first run chooses the epoch on the validation part, which comes out of the training ratings; a
    second, on all training ratings, is judged on the test part after that epoch. A model that cannot be fitted on a
    split is reported and the others go on. Raises UserError at a split that does not fit the dataset, and where no
    model could be fitted at all.
    """
    for split in splits:
        split_ratings(dataset, split)
    known = {(result.label, result.split) for result in done}
    cells = [(contestant, split) for split in splits for contestant in contestants]
    missing = [(contestant, split) for contestant, split in cells if (contestant.label, split) not in known]
    costs = {contestant.label: _cost(contestant, seconds or {}) for contestant in contestants}
    whole = sum(costs[contestant.label] for contestant, _ in cells)
    begun = whole - sum(costs[contestant.label] for contestant, _ in missing)
    results = list(done)
    failures: list[Failure] = []
    for number, (contestant, split) in enumerate(missing, len(cells) - len(missing) + 1):
        stage = f"{contestant.label}, {split.name} · fit {number} of {len(cells)}"
        timed = isinstance(contestant.spec, RunSpec) and architecture(contestant.spec.architecture).uses_moment
        stretch = _Stretch(stage, begun, costs[contestant.label], whole)
        begun += stretch.length
        try:
            result = yield from _judge(dataset, contestant, split, ranking, stretch)
        except UserError as error:
            failures.append(Failure(contestant.label, split, str(error), timed))
            yield CellFailed(failures[-1], stretch.at(1.0))
        else:
            results.append(replace(result, uses_moment=timed))
            yield CellFinished(results[-1], stretch.at(1.0))
    if failures and not results:
        raise UserError("No model could be fitted", f"{failures[0].label}: {failures[0].reason}", "")
    return Comparison(dataset.name, dataset.content_hash, tuple(results), tuple(failures))


_FIRST_RUN = 0.5
"""Share of a cell that choosing the epoch takes; the second run has a ninth more ratings and often fewer epochs."""


@dataclass(frozen=True)
class _Stretch:
    """A cell's part of the whole way."""

    stage: str
    begun: float
    length: float
    whole: float

    def at(self, share: float) -> Progress:
        """The comparison's progress when this much of the cell is done."""
        return Progress(self.stage, self.begun + share * self.length, self.whole)

    def within(self, begun: float, ended: float, inner: Progress) -> Progress:
        """The same while a run makes the part of the cell between two shares of it."""
        return self.at(begun + (ended - begun) * (inner.fraction or 0.0))


_CELL_SECONDS = 1.0
"""Seconds that count for every cell, so that none is no part of the way."""


def _cost(contestant: Contestant, seconds: Mapping[AnySpec, float]) -> float:
    """Seconds that a cell takes, roughly; where they are not known all count the same."""
    return _CELL_SECONDS + seconds.get(contestant.spec, 0.0)


def _judge(
    dataset: Dataset, contestant: Contestant, split: SplitConfig, ranking: bool, stretch: _Stretch
) -> Generator[Progress, None, Result]:
    """One cell. A recommender's lists are judged even where those of rating models are not."""
    if isinstance(contestant.spec, ListSpec):
        return (yield from _judge_lists(dataset, contestant.label, contestant.spec, split, stretch))
    return (yield from _judge_ratings(dataset, contestant.label, contestant.spec, split, ranking, stretch))


def _judge_ratings(
    dataset: Dataset, label: str, settings: RunSpec, split: SplitConfig, ranking: bool, stretch: _Stretch
) -> Generator[Progress, None, Result]:
    """One cell of a rating model; the validation part that chooses the epoch also calibrates the intervals.

    The second run was fitted on a ninth more ratings and errs a little less, which makes them a little too wide. A
    model without an epoch to choose is fitted once, with no rating left to calibrate on: it is judged by
    intervals of the variance that it knows itself and of the factor that its fit found.
    """
    spec, meter, choice = replace(settings, split=split), MemoryMeter(), _Choice()
    yield stretch.at(0.0)
    if spec.training.keep_best:
        choice = yield from _choose(dataset, spec, stretch, meter)
    begun = _FIRST_RUN if spec.training.keep_best else 0.0
    spec = replace(spec, split=replace(split, refit=True), training=replace(spec.training, keep_best=False, patience=0))
    fit, parts = begin_fit(dataset, spec)
    chosen = choice.epoch or fit.epochs
    held_out = dataset.ratings.take(parts.test)
    figures: list[dict[str, float]] = []
    seconds, held, lists = 0.0, None, None
    for event in fit.events(lambda _model: {}):
        meter.look()
        yield stretch.within(begun, 1.0, event.progress)
        if not isinstance(event, EpochFitted):
            continue
        with fit.judged():
            figures.append(evaluate(fit.model, held_out))
            if event.record.epoch == chosen:
                seconds = sum(record.seconds for record in fit.history)
                yield stretch.at(1.0)  # each of these looks at all held-out ratings
                intervals = choice.intervals or calibrate(fit.model, held_out.take(np.empty(0, np.int64)))
                yield stretch.at(1.0)
                held = check(intervals, fit.model, held_out) if intervals else None
                yield stretch.at(1.0)
                rankable = ranking and can_rank(dataset, parts.test)
                if rankable:
                    lists = yield from _listed(fit.model, of_split(dataset, parts), stretch.at(1.0))
    errors = [one["mse"] for one in figures]
    best = int(np.argmin(errors))
    return Result(
        label,
        split,
        chosen,
        figures[chosen - 1],
        errors[best],
        best + 1,
        round(seconds, 3),
        lists,
        held.coverage if held else math.nan,
        held.width if held else math.nan,
        round(meter.peak_mb, 1),
        test_curve=tuple(round(error, 5) for error in errors),
    )


def _listed(model: RatingModel, test: ListTest, progress: Progress) -> Generator[Progress, None, ListFigures]:
    """The figures of a model's lists, which may take as long as its fit."""
    work = judge_lists(scorer_of(model, test), test)
    while True:
        try:
            next(work)
        except StopIteration as end:
            figures: ListFigures = end.value.figures
            return figures
        yield progress


def _judge_lists(
    dataset: Dataset, label: str, spec: ListSpec, split: SplitConfig, stretch: _Stretch
) -> Generator[Progress, None, Result]:
    """One cell of a recommender, which learns from the same ratings as a rating model's second run."""
    yield stretch.at(0.0)
    work = judge_on_split(dataset, recommender(spec.recommender), spec.settings, split, spec.seed)
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            found: JudgedRecommender = end.value
            break
        yield stretch.within(0.0, 1.0, step)
    return Result(
        label,
        split,
        epoch=0,
        test={},
        optimistic_mse=math.nan,
        optimistic_epoch=0,
        fit_seconds=round(found.fit_seconds, 3),
        ranking=found.lists.figures,
        memory_mb=round(found.memory_mb, 1),
    )


@dataclass(frozen=True)
class _Choice:
    """Results of a cell's first run."""

    epoch: int | None = None
    """None: the last, however many a model that fits itself makes."""
    intervals: Intervals | None = None


def _choose(
    dataset: Dataset, spec: RunSpec, stretch: _Stretch, meter: MemoryMeter
) -> Generator[Progress, None, _Choice]:
    """The epoch with the lowest validation error, and the intervals that hold the validation ratings then."""
    fit, parts = begin_fit(dataset, spec)
    validation = dataset.ratings.take(parts.validation)
    kept: dict[str, Tensor] = {}
    for event in fit.events(lambda model: evaluate(model, validation)):
        meter.look()
        yield stretch.within(0.0, _FIRST_RUN, event.progress)
        if isinstance(event, EpochFitted) and best_epoch(fit.history) == event.record.epoch:
            kept = fit.judged_weights()
    yield stretch.at(_FIRST_RUN)
    fit.model.load_state_dict(kept)
    return _Choice(best_epoch(fit.history), calibrate(fit.model, validation))
