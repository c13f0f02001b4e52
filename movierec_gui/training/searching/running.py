"""Searches run, and gone on with, with every trial on disk."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import Split
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.models import architecture
from movierec_gui.progress import Progress
from movierec_gui.training.comparing.contestants import AnySpec
from movierec_gui.training.config import RunSpec
from movierec_gui.training.record_store import FAILED, FINISHED, RUNNING, STOPPED
from movierec_gui.training.searching import record as kept
from movierec_gui.training.searching.judging import Judged, inner_splits, judge
from movierec_gui.training.searching.proposing import next_values
from movierec_gui.training.searching.record import SAMPLERS, SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension, Value, check_space, value_text
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.stopwatch import Stopwatch

HOPELESS = 10
"""Trials that may fail before the first success; then the search gives up."""
_OF_ONE_TRIAL = (UserError, RuntimeError, MemoryError, ArithmeticError, np.linalg.LinAlgError)
"""What settings may do to a fit: they do not fit, it blows up, there is too little memory. The others go on."""


@dataclass(frozen=True)
class SearchPlan:
    """What to search for, how, and for how long."""

    spec: AnySpec
    """Settings to start from; they are the first trial where they lie in the ranges."""
    space: tuple[Dimension, ...]
    sampler: str = kept.TPE
    seed: int = 0
    inner: int = 1
    most_trials: int = 20
    """0: as many as the time allows."""
    most_seconds: float = 0.0
    """0: as long as the trials take."""


@dataclass(frozen=True)
class SearchChanged:
    """The search begins, or a trial is done; the record is on disk."""

    record: SearchRecord
    progress: Progress
    news: Trial | None = None
    """The trial that is done; None at the beginning."""


def run_search(
    dataset: Dataset, plan: SearchPlan, store: SearchStore
) -> Generator[Progress | SearchChanged, None, SearchRecord]:
    """Try settings until the budget is used up, with every trial in the store; closing the generator keeps them.

    Raises UserError where the plan or the split does not fit, or no trial succeeds.
    """
    yield Progress("Dividing the ratings")
    splits = inner_splits(dataset, plan.spec.split, plan.inner)
    record = _new_record(dataset, plan, splits)
    with store.claim() as search_id:
        record = replace(record, id=search_id)
        store.write(record)
        return (yield from _played(dataset, splits, record, store))


def continue_search(
    dataset: Dataset,
    search_id: str,
    store: SearchStore,
    most_trials: int | None = None,
    most_seconds: float | None = None,
) -> Generator[Progress | SearchChanged, None, SearchRecord]:
    """Go on with a search that was interrupted, or has a larger budget now; its trials stay, failed ones too.

    It proposes what it would have without the interruption. Raises UserError where there is no such search, its budget
    is used up, another program runs it, the data are others, or no trial succeeds.
    """
    yield Progress("Reading what is finished")
    with store.running_lock(search_id):
        record = store.read(search_id)
        _check_dataset(record, dataset)
        if most_trials is not None or most_seconds is not None:
            record = replace(record, most_trials=most_trials or 0, most_seconds=most_seconds or 0.0)
            _check_budget(record.most_trials, record.most_seconds)
        if record.is_spent or next_values(record) is None:
            raise UserError(
                f"The search {search_id!r} is complete",
                f"{len(record.trials)} trials are there",
                "Give it more trials or minutes, or start another one",
            )
        record = replace(record, status=RUNNING)
        store.write(record)
        splits = inner_splits(dataset, record.spec().split, record.inner)
        return (yield from _played(dataset, splits, record, store))


def _played(
    dataset: Dataset, splits: Sequence[Split], record: SearchRecord, store: SearchStore
) -> Generator[Progress | SearchChanged, None, SearchRecord]:
    """Try what the budget still allows, with every trial in the store."""
    status = FAILED
    try:
        yield SearchChanged(record, _progress(record))
        while not record.is_spent and (values := next_values(record)) is not None:
            trial = yield from _tried(dataset, splits, record, values)
            record = replace(record, trials=(*record.trials, trial))
            store.write(record)
            yield SearchChanged(record, _progress(record), trial)
            if record.best is None and len(record.trials) >= HOPELESS:
                break
        if record.best is None:
            reason = record.trials[-1].reason if record.trials else ""
            raise UserError(f"No trial succeeded, of {len(record.trials)}", reason, "Choose other ranges")
        status = FINISHED
    except GeneratorExit:
        status = STOPPED
        raise
    finally:
        record = replace(record, status=status)
        store.write(record)
    return record


def _tried(
    dataset: Dataset, splits: Sequence[Split], record: SearchRecord, values: dict[str, Value]
) -> Generator[Progress, None, Trial]:
    """One trial, which may fail."""
    number, watch = len(record.trials) + 1, Stopwatch()
    stage = f"Trial {number}: " + ", ".join(f"{name} {value_text(value)}" for name, value in values.items())
    unjudged = Trial(number, values, kept.FAILED)
    try:
        work = watch.timed(judge(dataset, record.spec_of(unjudged), splits))
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                found: Judged = end.value
                break
            yield replace(_progress(record, step.fraction or 0.0), stage=stage)
    except _OF_ONE_TRIAL as error:
        reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        return replace(unjudged, reason=reason[:500], seconds=round(watch.seconds, 3))
    return replace(
        unjudged,
        status=kept.DONE,
        score=found.score,
        scores=found.scores,
        epochs=found.epochs,
        seconds=round(watch.seconds, 3),
    )


def _progress(record: SearchRecord, within: float = 0.0) -> Progress:
    return Progress(f"{len(record.trials)} trials done", record.share_done(within), 1.0)


def _new_record(dataset: Dataset, plan: SearchPlan, splits: Sequence[Split]) -> SearchRecord:
    """A search that begins now, not stored yet: it has no id."""
    if plan.sampler not in SAMPLERS:
        raise unknown_name("sampler", plan.sampler, SAMPLERS)
    check_space(plan.spec, plan.space)
    _check_matters(plan.spec, plan.space)
    _check_budget(plan.most_trials, plan.most_seconds)
    return SearchRecord(
        id="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        status=RUNNING,
        dataset_name=dataset.name,
        dataset_hash=dataset.content_hash,
        settings=plan.spec.to_mapping(),
        space=plan.space,
        sampler=plan.sampler,
        seed=plan.seed,
        inner=plan.inner,
        most_trials=plan.most_trials,
        most_seconds=plan.most_seconds,
        judged_by=sum(len(split.validation) for split in splits),
        preparation=dataset.preparation.config if dataset.preparation else None,
    )


def _check_budget(trials: int, seconds: float) -> None:
    if trials < 0 or seconds < 0 or not (trials or seconds):
        raise UserError("The search has no end", "", "Give a number of trials, or of minutes, or both")


def _check_matters(spec: AnySpec, space: Sequence[Dimension]) -> None:
    """Raise UserError where a setting is to vary that changes nothing."""
    of_training = [dimension.name for dimension in space if dimension.part == "training"]
    if of_training and isinstance(spec, RunSpec) and architecture(spec.architecture).fits_itself:
        raise UserError(
            f"{', '.join(of_training)} changes nothing here",
            f"{spec.architecture} fits itself, without the training settings",
            "Vary settings of the network",
        )


def _check_dataset(record: SearchRecord, dataset: Dataset) -> None:
    if record.dataset_hash != dataset.content_hash:
        prepared = " and prepare it the same way" if record.preparation else ""
        raise UserError(
            f"The search {record.id!r} was made on other data ({record.dataset_name})",
            f"Open now: {dataset.name}",
            f"Open the dataset it was made on{prepared}, or start another search on this one",
        )
