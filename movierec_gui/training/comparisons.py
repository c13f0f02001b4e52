"""Comparisons that are kept: played with every finished cell on disk, listed and opened again, as text."""

from __future__ import annotations

import dataclasses
import json
import os
import types
import typing
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from movierec_gui.atomic_files import replacing
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.progress import Progress
from movierec_gui.training.compare import CellFailed, CellFinished, Comparison, Contestant, Failure, Result, compare
from movierec_gui.training.comparison_estimate import time_runs
from movierec_gui.training.config import RunSpec
from movierec_gui.training.locks import locked
from movierec_gui.training.runs import FAILED, FINISHED, RUNNING, STOPPED, RunStore

RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Entry:
    """A contestant as it is stored, which outlives its architecture."""

    label: str
    settings: Mapping[str, Any]
    """``RunSpec.to_mapping``; the split in it is not the comparison's."""
    uses_moment: bool = False

    @property
    def is_known(self) -> bool:
        """Whether this program still has the architecture."""
        return any(entry.name == self.settings.get("architecture") for entry in ARCHITECTURES)

    def contestant(self) -> Contestant:
        """To compare it again. Raises UserError where the architecture or one of its settings no longer exists."""
        return Contestant(self.label, RunSpec.from_mapping(self.settings))


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
        """The contestants, best first, then those without a result: the plain ones, and those told the moment."""
        plain, timed = (
            _standings([entry for entry in self.entries if entry.uses_moment is uses_moment], part)
            for part, uses_moment in zip(self.comparison.by_moment(), (False, True), strict=True)
        )
        return plain, timed


@dataclass(frozen=True)
class ComparisonChanged:
    """The comparison begins, or a cell of it is done; the record is on disk."""

    record: ComparisonRecord
    progress: Progress
    news: Result | Failure | None = None
    """The cell that is done; None at the beginning."""


class ComparisonStore:
    """Comparisons as files in a folder; every method reads or writes the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def beside(runs: RunStore) -> ComparisonStore:
        """The comparisons that belong to a run store."""
        return ComparisonStore(runs.folder / "comparisons")

    def new_id(self) -> str:
        """An unused, sortable name."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        number = 1
        while self.path(f"{stamp}-{number}").exists():
            number += 1
        return f"{stamp}-{number}"

    def path(self, comparison_id: str) -> Path:
        """The comparison's file. Raises UserError where the name could point anywhere else."""
        if not comparison_id or comparison_id != Path(comparison_id).name or comparison_id.startswith("."):
            raise UserError(f"{comparison_id!r} is not the id of a comparison", "", "")
        return self.folder / f"{comparison_id}.json"

    def write(self, record: ComparisonRecord) -> None:
        """Create or replace the comparison's file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
        with replacing(self.path(record.id)) as partial:
            partial.write_text(text, encoding="utf-8")

    def read(self, comparison_id: str) -> ComparisonRecord:
        """One comparison. Raises UserError where it is missing or damaged."""
        path = self.path(comparison_id)
        try:
            return _built(ComparisonRecord, json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise UserError(f"There is no comparison {comparison_id!r}", "", "") from error
        except (OSError, ValueError, TypeError, AttributeError, UserError) as error:
            raise UserError(
                f"The comparison {comparison_id!r} is damaged", f"{path.name}: {error}", "Delete it or restore the file"
            ) from error

    def list(self) -> tuple[ComparisonRecord, ...]:
        """Every readable comparison, newest first; ``damaged`` names the others."""
        return tuple(record for record in self._read_all() if isinstance(record, ComparisonRecord))

    def damaged(self) -> tuple[UserError, ...]:
        """What is wrong with the files that cannot be read."""
        return tuple(problem for problem in self._read_all() if isinstance(problem, UserError))

    @contextmanager
    def running_lock(self, comparison_id: str) -> Iterator[None]:
        """Hold a comparison while it runs. Raises UserError where there is none, or another program holds it."""
        self.read(comparison_id)
        with locked(self.folder / f".{comparison_id}.lock", f"The comparison {comparison_id!r} is being run"):
            yield

    def delete(self, comparison_id: str) -> None:
        """Move a comparison to the trash. Raises UserError where there is none, or another program runs it."""
        with self.running_lock(comparison_id):
            (self.folder / ".trash").mkdir(exist_ok=True)
            os.replace(self.path(comparison_id), self._trashed(comparison_id))

    def restore(self, comparison_id: str) -> ComparisonRecord:
        """Undo ``delete``. Raises UserError where the comparison is not in the trash."""
        if not self._trashed(comparison_id).exists():
            raise UserError(f"The comparison {comparison_id!r} is not in the trash", "", "")
        os.replace(self._trashed(comparison_id), self.path(comparison_id))
        return self.read(comparison_id)

    def _trashed(self, comparison_id: str) -> Path:
        return self.folder / ".trash" / self.path(comparison_id).name

    def _read_all(self) -> Iterator[ComparisonRecord | UserError]:
        for path in sorted(self.folder.glob("[!.]*.json"), reverse=True):
            try:
                yield self.read(path.stem)
            except UserError as error:
                yield error


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
    record = _new_record(dataset, contestants, splits, ranking, store)
    store.write(record)
    with store.running_lock(record.id):
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
        seconds = yield from time_runs(dataset, [contestant.spec for contestant in contestants], record.splits[0])
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


def unique_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, the second and later of the same name numbered: a table has one row a label."""
    taken: set[str] = set()
    unique = []
    for label in labels:
        number, candidate = 1, label
        while candidate in taken:
            number += 1
            candidate = f"{label} ({number})"
        taken.add(candidate)
        unique.append(candidate)
    return tuple(unique)


def _check_incomplete(record: ComparisonRecord) -> None:
    if record.is_complete:
        raise UserError(
            f"The comparison {record.id!r} is complete", f"All {record.cells} fits are there", "Start another one"
        )


def _check_dataset(record: ComparisonRecord, dataset: Dataset) -> None:
    if record.comparison.dataset_hash != dataset.content_hash:
        raise UserError(
            f"The comparison {record.id!r} was made on other data ({record.comparison.dataset_name})",
            f"Open now: {dataset.name}",
            "Open the dataset it was made on, or start another comparison on this one",
        )


def _new_record(
    dataset: Dataset,
    contestants: Sequence[Contestant],
    splits: Sequence[SplitConfig],
    ranking: bool,
    store: ComparisonStore,
) -> ComparisonRecord:
    labels = [contestant.label for contestant in contestants]
    if not contestants or not splits:
        missing = "contestant" if not contestants else "split"
        raise UserError(f"No {missing} is chosen", "", f"Choose at least one {missing}")
    if len(set(labels)) < len(labels):
        raise UserError("Two contestants have the same label", ", ".join(sorted(labels)), "Rename one of them")
    return ComparisonRecord(
        id=store.new_id(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        status=RUNNING,
        entries=tuple(_entry(contestant) for contestant in contestants),
        splits=tuple(splits),
        test_ratings=tuple(len(split_ratings(dataset, split).test) for split in splits),
        comparison=Comparison(dataset.name, dataset.content_hash),
        ranking=ranking,
    )


def _entry(contestant: Contestant) -> Entry:
    spec = contestant.spec
    return Entry(contestant.label, spec.to_mapping(), architecture(spec.architecture).uses_moment)


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


def _with_cell(comparison: Comparison, event: CellFinished | CellFailed) -> Comparison:
    if isinstance(event, CellFailed):
        return replace(comparison, failures=(*comparison.failures, event.failure))
    return replace(comparison, results=(*comparison.results, event.result))


def _built(kind: type[RecordT], values: Mapping[str, Any]) -> RecordT:
    """A dataclass from ``asdict``'s mapping, whatever dataclasses it holds; fields it does not know are left out."""
    hints = typing.get_type_hints(kind)
    known = {entry.name for entry in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], value) for name, value in values.items() if name in known})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    arguments = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return _value(next(kind for kind in arguments if kind is not types.NoneType), value)
    if typing.get_origin(hint) is tuple:
        return tuple(_value(arguments[0], item) for item in value)
    return _built(hint, value) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else value
