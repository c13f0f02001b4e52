"""Comparisons run, and gone on with, with every finished cell on disk."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from movierec_gui import records
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture
from movierec_gui.progress import Progress
from movierec_gui.records import DamagedError
from movierec_gui.training.comparing.cells import CellFailed, CellFinished, compare
from movierec_gui.training.comparing.contestants import Contestant
from movierec_gui.training.comparing.estimate import time_cells
from movierec_gui.training.comparing.record import ComparisonRecord, Entry
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.comparing.table import Comparison, Failure, Result
from movierec_gui.training.config import RunSpec
from movierec_gui.training.runs import FAILED, FINISHED, RUNNING, STOPPED


@dataclass(frozen=True)
class ComparisonChanged:
    """The comparison begins, or a cell of it is done; the record is on disk."""

    record: ComparisonRecord
    progress: Progress
    news: Result | Failure | None = None
    """The cell that is done; None at the beginning."""


def run_comparison(
    dataset: Dataset,
    contestants: Sequence[Contestant],
    splits: Sequence[SplitConfig],
    store: ComparisonStore,
    ranking: bool = True,
) -> Generator[Progress | ComparisonChanged, None, ComparisonRecord]:
    """``compare``, with every finished cell in the store; closing the generator keeps them.

    The networks are forgotten when they are judged: what stays are figures. ``continue_comparison`` goes on with one
    that did not come to its end. Raises UserError where nothing is chosen, labels repeat, a split does not fit the
    dataset, or no model could be fitted.
    """
    yield Progress("Dividing the ratings")
    record = _new_record(dataset, contestants, splits, ranking)
    with store.claim() as comparison_id:
        record = replace(record, id=comparison_id)
        store.write(record)
        return (yield from _played(dataset, contestants, record, store))


def continue_comparison(
    dataset: Dataset, comparison_id: str, store: ComparisonStore
) -> Generator[Progress | ComparisonChanged, None, ComparisonRecord]:
    """Go on with a comparison that was interrupted: fit what is missing, and again what failed; the results stay.

    Raises UserError where there is no such comparison, nothing is missing, another program runs it, the data are
    others, a contestant's architecture or one of its settings no longer exists, or no model could be fitted.
    """
    yield Progress("Reading what is finished")
    with store.running_lock(comparison_id):
        record = store.read(comparison_id)
        _check_incomplete(record)
        _check_dataset(record, dataset)
        contestants = [entry.contestant() for entry in record.entries]
        record = replace(record, status=RUNNING, comparison=replace(record.comparison, failures=()))
        store.write(record)
        return (yield from _played(dataset, contestants, record, store))


def _played(
    dataset: Dataset, contestants: Sequence[Contestant], record: ComparisonRecord, store: ComparisonStore
) -> Generator[Progress | ComparisonChanged, None, ComparisonRecord]:
    """Fit what a record lacks, with every finished cell in the store."""
    status = FAILED
    try:
        yield ComparisonChanged(record, Progress("Estimating the comparison"))
        specs = [contestant.spec for contestant in contestants]
        seconds = yield from time_cells(dataset, specs, record.splits[0], record.ranking)
        done = record.comparison.results
        for event in compare(dataset, contestants, record.splits, record.ranking, done, seconds):
            if isinstance(event, Progress):
                yield event
                continue
            record = replace(record, comparison=_with_cell(record.comparison, event))
            store.write(record)
            news = event.failure if isinstance(event, CellFailed) else event.result
            yield ComparisonChanged(record, event.progress, news)
        status = FINISHED
    except GeneratorExit:
        status = STOPPED
        raise
    finally:
        record = replace(record, status=status)
        store.write(record)
    return record


def _check_incomplete(record: ComparisonRecord) -> None:
    if record.is_complete:
        raise UserError(
            f"The comparison {record.id!r} is complete", f"All {record.cells} fits are there", "Start another one"
        )


def _check_dataset(record: ComparisonRecord, dataset: Dataset) -> None:
    if record.comparison.dataset_hash != dataset.content_hash:
        prepared = " and prepare it the same way" if record.preparation else ""
        raise UserError(
            f"The comparison {record.id!r} was made on other data ({record.comparison.dataset_name})",
            f"Open now: {dataset.name}",
            f"Open the dataset it was made on{prepared}, or start another comparison on this one",
        )


def _new_record(
    dataset: Dataset,
    contestants: Sequence[Contestant],
    splits: Sequence[SplitConfig],
    ranking: bool,
) -> ComparisonRecord:
    """A comparison that begins now, not stored yet: it has no id."""
    labels = [contestant.label for contestant in contestants]
    if not contestants or not splits:
        missing = "contestant" if not contestants else "split"
        raise UserError(f"No {missing} is chosen", "", f"Choose at least one {missing}")
    if len(set(labels)) < len(labels):
        raise UserError("Two contestants have the same label", ", ".join(sorted(labels)), "Rename one of them")
    return ComparisonRecord(
        id="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        status=RUNNING,
        entries=tuple(_entry(contestant) for contestant in contestants),
        splits=tuple(splits),
        test_ratings=tuple(len(split_ratings(dataset, split).test) for split in splits),
        comparison=Comparison(dataset.name, dataset.content_hash),
        ranking=ranking,
        preparation=dataset.preparation.config if dataset.preparation else None,
    )


def _entry(contestant: Contestant) -> Entry:
    spec = contestant.spec
    timed = isinstance(spec, RunSpec) and architecture(spec.architecture).uses_moment
    return Entry(contestant.label, spec.to_mapping(), timed)


def _with_cell(comparison: Comparison, event: CellFinished | CellFailed) -> Comparison:
    cell = event.failure if isinstance(event, CellFailed) else _judged(event.result)
    if isinstance(cell, Failure):
        return replace(comparison, failures=(*comparison.failures, cell))
    return replace(comparison, results=(*comparison.results, cell))


def _judged(result: Result) -> Result | Failure:
    """The result; a failure where its errors are not numbers: no mean, order or difference could be made of them."""
    errors = [result.optimistic_mse] if result.test else []
    try:
        records.check_finite([result.test, errors, result.test_curve])
    except DamagedError:
        reason = "Its error is not a number: the training blew up"
        return Failure(result.label, result.split, reason, result.uses_moment)
    return result
