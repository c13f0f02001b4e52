"""The run store: a folder per run, settings and history as text, weights as safetensors, written atomically."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from torch import Tensor

from movierec_gui import records
from movierec_gui.atomic_files import write_atomically
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.errors import UserError
from movierec_gui.records import Amount, Count, DamagedError
from movierec_gui.resource_paths import data_home
from movierec_gui.training import history_file, tensor_files
from movierec_gui.training.config import RunSpec
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.metrics import METRICS
from movierec_gui.training.store_folder import (
    STATUSES,
    EntryKind,
    Listing,
    StoreFolder,
    check_life,
    settings_of_this_version,
)

RUN_FILE, HISTORY_FILE, WEIGHTS_FILE, CHECKPOINT_FILE = (
    "run.json",
    "history.csv",
    "weights.safetensors",
    "checkpoint.safetensors",
)

RUNNING, FINISHED, STOPPED, FAILED = STATUSES

_KIND = EntryKind("run", "being trained", "List the runs with: movierec runs", f"{{}}/{RUN_FILE}", "{}/lock")


@dataclass(frozen=True)
class RunRecord:
    """Facts about a run, without its weights."""

    id: str
    """The name of its folder; empty for a run that is not stored yet."""
    name: str
    spec: RunSpec
    dataset_name: str
    dataset_hash: str
    created: str
    """UTC, ISO 8601."""
    status: str = RUNNING
    note: str = ""
    best_epoch: Count = 0
    validation: dict[str, Amount] = field(default_factory=dict)
    """Metrics of the kept weights on the validation part: optimistic, since the epoch was chosen on it."""
    test: dict[str, Amount] = field(default_factory=dict)
    """Metrics of the kept weights on the untouched test part; empty where the split has none."""
    lists: dict[str, Amount] = field(default_factory=dict)
    """How alike its lists for different people are, see ``analysis.list_likeness``; empty where nobody measured it."""
    parameters: Count = 0
    parts: dict[str, Count] = field(default_factory=dict)
    """How many ratings the split gave to train, validation and test."""
    seconds: Amount = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    preparation: PreparationConfig | None = None
    """What was done to the data before the split; None for the data as the files have them."""
    device: str = ""
    """The device that it was trained on: cpu, cuda or mps; 2 x cpu for two processes."""


_Stored = records.stored_form(RunRecord, spec=dict[str, Any], preparation=dict[str, Any] | None)


class RunStore:
    """Runs in a folder; every method reads or writes the disk, so that two programs can share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries = StoreFolder[RunRecord](folder, _KIND, self.read)

    def make(self) -> None:
        """Make the store's folder where there is none. Raises UserError where it cannot be made."""
        self._entries.make()

    def claim(self, architecture: str) -> AbstractContextManager[str]:
        """Make and hold a new run's folder, which nobody else gets, and yield the run's id.

        Without a record at the end the folder is removed. Raises UserError where it cannot be made.
        """
        return self._entries.claim(architecture)

    def adopt(self, folder: Path, record: RunRecord) -> RunRecord:
        """Take a prepared folder with a run's files in as a run; where its id is taken, or no id, it gets a new one."""
        return self._entries.adopt(folder, record.id, record.spec.architecture)

    def path(self, run_id: str) -> Path:
        """The run's folder. Raises UserError where the name could point anywhere else."""
        return self._entries.path(run_id)

    def write(self, record: RunRecord) -> None:
        """Create or replace the run's settings file. Figures that are not numbers are left out of it."""
        self.path(record.id).mkdir(parents=True, exist_ok=True)
        figures = {part: _numbers(getattr(record, part)) for part in ("validation", "test")}
        values = asdict(record) | figures | {"spec": record.spec.to_mapping()}
        write_atomically(self._entries.record_path(record.id), records.seal(values))

    def read(self, run_id: str) -> RunRecord:
        """One run's record. Raises UserError where it is missing, damaged, or of another version of this program."""
        path = self._entries.record_path(run_id)
        try:
            return _record(run_id, records.read_bytes(path))
        except FileNotFoundError as error:
            if path.parent.exists():
                raise _damaged(run_id, RUN_FILE, "it is missing", "Delete the run or restore the file") from error
            raise UserError(f"There is no run {run_id!r}", "", _KIND.advice) from error
        except DamagedError as error:
            raise _damaged(run_id, RUN_FILE, error, "Delete the run or restore the file") from error

    def listing(self) -> Listing[RunRecord]:
        """Every readable run, newest first, and what is wrong with the others; each is read once."""
        return self._entries.listing()

    def list(self) -> tuple[RunRecord, ...]:
        """Every readable run, newest first."""
        return self.listing().records

    def is_damaged(self, run_id: str) -> bool:
        """Whether there is such a run and it cannot be read."""
        try:
            self.read(run_id)
        except UserError:
            return bool(run_id) and run_id == Path(run_id).name and run_id[0] != "." and self.path(run_id).is_dir()
        return False

    def change(self, run_id: str, **values: Any) -> RunRecord:
        """Replace some of a run's values on the disk, with no other change in between; returns the new record."""
        with self._entries.changing():
            record = replace(self.read(run_id), **values)
            self.write(record)
        return record

    def rename(self, run_id: str, name: str) -> RunRecord:
        """Give a run another display name."""
        if not name.strip():
            raise UserError("The name is empty", "", "Type at least one letter")
        return self.change(run_id, name=name.strip())

    def annotate(self, run_id: str, note: str) -> RunRecord:
        """Replace a run's note."""
        return self.change(run_id, note=note)

    def delete(self, run_id: str) -> Path:
        """Move a run, damaged or not, to the trash and return where it lies. Raises UserError while it is training."""
        return self._entries.delete(run_id)

    def restore(self, run_id: str) -> RunRecord:
        """Undo ``delete``."""
        return self._entries.restore(run_id)

    def read_history(self, run_id: str, kept_epoch: int = 0) -> tuple[EpochRecord, ...]:
        """The run's epochs so far. Raises UserError where the file is damaged or ends before ``kept_epoch``."""
        try:
            return history_file.decode(records.read_bytes(self.path(run_id) / HISTORY_FILE), kept_epoch)
        except FileNotFoundError:
            return ()
        except DamagedError as error:
            raise _damaged(run_id, HISTORY_FILE, error, "Delete it and train again") from error

    def write_history(self, run_id: str, history: Iterable[EpochRecord]) -> None:
        """Replace the run's history."""
        write_atomically(self.path(run_id) / HISTORY_FILE, history_file.encode(history))

    def write_tensors(
        self, run_id: str, file: str, tensors: Mapping[str, Tensor], notes: Mapping[str, str] | None = None
    ) -> None:
        """Store tensors by name, with text notes, as safetensors."""
        write_atomically(self.path(run_id) / file, tensor_files.encode(tensors, notes or {}))

    def read_tensors(self, run_id: str, file: str) -> tuple[dict[str, Tensor], dict[str, str]]:
        """Tensors and notes of ``write_tensors``.

        Raises UserError where the file is missing or damaged: weights that are not numbers, a checkpoint without its
        random generator or its number of epochs.
        """
        is_checkpoint = file == CHECKPOINT_FILE
        try:
            tensors, notes = tensor_files.read(self.path(run_id) / file)
            tensor_files.check(tensors, notes, is_checkpoint=is_checkpoint)
        except FileNotFoundError as error:
            raise UserError(
                f"The run {run_id!r} has no {file}", "It ended before its first epoch", "Train it again"
            ) from error
        except DamagedError as error:
            remedy = "Train anew with its settings (movierec train --like)" if is_checkpoint else "Train it again"
            raise _damaged(run_id, file, error, remedy) from error
        return tensors, notes

    def has(self, run_id: str, file: str) -> bool:
        """Whether the run holds that file."""
        try:
            return (self.path(run_id) / file).is_file()
        except OSError:
            return False

    def remove_file(self, run_id: str, file: str) -> None:
        """Delete one of the run's files, if it is there."""
        (self.path(run_id) / file).unlink(missing_ok=True)

    def training_lock(self, run_id: str) -> AbstractContextManager[str]:
        """Hold the run while it trains, and yield its id. Raises UserError where another program holds it."""
        return self._entries.hold(run_id)

    def is_training(self, run_id: str) -> bool:
        """Whether this or another program is training the run right now."""
        return self._entries.is_held(run_id)

    def is_resumable(self, record: RunRecord) -> bool:
        """Whether the run is unfinished, has a checkpoint, and nobody is training it."""
        unfinished = record.status != FINISHED and self.has(record.id, CHECKPOINT_FILE)
        return unfinished and not (record.status == RUNNING and self.is_training(record.id))

    def interrupted(self, among: Iterable[RunRecord] | None = None) -> tuple[RunRecord, ...]:
        """Runs, among these or all, that a killed program left unfinished and that can be resumed."""
        candidates = self.list() if among is None else among
        return tuple(record for record in candidates if record.status == RUNNING and self.is_resumable(record))


def _record(run_id: str, content: bytes) -> RunRecord:
    """The record in a run's file; the folder's name is its id, whatever stands inside.

    Raises DamagedError, and UserError where the program no longer, or not yet, knows the settings.
    """
    values, is_sealed = records.unseal(content)
    stored = records.convert(_Stored, values)
    with settings_of_this_version(f"run {run_id!r}", is_sealed, "Train it again with this one"):
        spec = RunSpec.from_mapping(stored.spec)
        preparation = None if stored.preparation is None else PreparationConfig.from_mapping(stored.preparation)
    named = {entry: getattr(stored, entry) for entry in stored.__struct_fields__}
    record = RunRecord(**named | {"spec": spec, "preparation": preparation, "id": run_id})
    _check(record)
    return record


def _check(record: RunRecord) -> None:
    """Raise DamagedError where values have the right types and still make no sense."""
    check_life(record.status, record.created)
    for part in ("validation", "test"):
        errors = getattr(record, part)
        if errors and METRICS[0].name not in errors:  # the others may have come later
            raise DamagedError(f"its {part} errors lack {METRICS[0].name}")


def _numbers(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures, or none of them where one is not a number, as after a training that blew up."""
    return dict(figures) if all(map(math.isfinite, figures.values())) else {}


def _damaged(run_id: str, file: str, why: object, remedy: str) -> UserError:
    return UserError(f"The run {run_id!r} is damaged", f"{file}: {why}", remedy)


def default_store() -> RunStore:
    """The user's own runs: in the folder of MOVIEREC_HOME, else where the operating system keeps programs' data."""
    return RunStore(data_home() / "runs")


def check_dataset(record: RunRecord, dataset: Dataset) -> None:
    """Raise UserError where a run was trained on other data than these."""
    if record.dataset_hash != dataset.content_hash:
        prepared = " and prepare it the same way" if record.preparation else ""
        raise UserError(
            f"The run {record.name!r} was trained on other data ({record.dataset_name})",
            f"Open now: {dataset.name}",
            f"Open the dataset it was trained on{prepared}, or train it again on this one",
        )
