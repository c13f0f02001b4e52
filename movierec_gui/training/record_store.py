"""What the stores of rating runs and list runs share: a folder per entry, a sealed record, tensors, locks, trash."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from torch import Tensor

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError, tidy_name
from movierec_gui.training import tensor_files
from movierec_gui.training.person_file import WithPerson
from movierec_gui.training.store_folder import STATUSES, EntryKind, Listing, StoreFolder

WEIGHTS_FILE, CHECKPOINT_FILE = "weights.safetensors", "checkpoint.safetensors"
RUNNING, FINISHED, STOPPED, FAILED = STATUSES


class Stored(Protocol):
    """What every record tells of its entry."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def dataset_name(self) -> str: ...
    @property
    def dataset_hash(self) -> str: ...
    @property
    def preparation(self) -> PreparationConfig | None: ...
    @property
    def person(self) -> WithPerson | None: ...


StoredT = TypeVar("StoredT", bound=Stored)


class RecordStore(ABC, Generic[StoredT]):
    """Entries in a folder; every method reads or writes the disk, so that two programs can share it."""

    kind: EntryKind
    text_files: tuple[str, ...]
    """Files of text in an entry's folder, the record first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries = StoreFolder[StoredT](folder, self.kind, self.read)

    @abstractmethod
    def encoded(self, record: StoredT) -> dict[str, Any]:
        """The record as plain values. Figures that are not numbers are left out."""

    @abstractmethod
    def decoded(self, run_id: str, content: bytes) -> StoredT:
        """The record in a file; the folder's name is its id, whatever stands inside.

        Raises DamagedError, and UserError where the program no longer, or not yet, knows the settings.
        """

    @abstractmethod
    def label(self, record: StoredT) -> str:
        """What an entry's id is made of beside the time."""

    def make(self) -> None:
        """Make the store's folder where there is none. Raises UserError where it cannot be made."""
        self._entries.make()

    def claim(self, label: str) -> AbstractContextManager[str]:
        """Make and hold a new run's folder, which nobody else gets, and yield the run's id.

        Without a record at the end the folder is removed. Raises UserError where it cannot be made.
        """
        return self._entries.claim(label)

    def adopt(self, folder: Path, record: StoredT) -> StoredT:
        """Take a prepared folder with a run's files in as a run; where its id is taken, or no id, it gets a new one."""
        return self._entries.adopt(folder, record.id, self.label(record))

    def path(self, run_id: str) -> Path:
        """The run's folder. Raises UserError where the name could point anywhere else."""
        return self._entries.path(run_id)

    def write(self, record: StoredT) -> None:
        """Create or replace the run's settings file."""
        make_own_folder(self.path(record.id))
        write_atomically(self._entries.record_path(record.id), records.seal(self.encoded(record)))

    def read(self, run_id: str) -> StoredT:
        """One run's record. Raises UserError where it is missing, damaged, or of another version of this program."""
        path = self._entries.record_path(run_id)
        try:
            return self.decoded(run_id, records.read_bytes(path))
        except FileNotFoundError as error:
            if path.parent.exists():
                raise damaged(run_id, path.name, "it is missing", "Delete the run or restore the file") from error
            raise UserError(f"There is no run {run_id!r}", "", self.kind.advice) from error
        except DamagedError as error:
            raise damaged(run_id, path.name, error, "Delete the run or restore the file") from error

    def listing(self) -> Listing[StoredT]:
        """Every readable run, newest first, and what is wrong with the others; each is read once."""
        return self._entries.listing()

    def list(self) -> tuple[StoredT, ...]:
        """Every readable run, newest first."""
        return self.listing().records

    def is_damaged(self, run_id: str) -> bool:
        """Whether there is such a run and it cannot be read."""
        try:
            self.read(run_id)
        except UserError:
            return bool(run_id) and run_id == Path(run_id).name and run_id[0] != "." and self.path(run_id).is_dir()
        return False

    def change(self, run_id: str, **values: Any) -> StoredT:
        """Replace some of a run's values on the disk, with no other change in between; returns the new record."""
        with self._entries.changing():
            record = cast(StoredT, dataclasses.replace(cast(Any, self.read(run_id)), **values))
            self.write(record)
        return record

    def rename(self, run_id: str, name: str) -> StoredT:
        """Give a run another display name."""
        if not (tidy := tidy_name(name)):
            raise UserError("The name is empty", "", "Type at least one letter")
        return self.change(run_id, name=tidy)

    def annotate(self, run_id: str, note: str) -> StoredT:
        """Replace a run's note."""
        return self.change(run_id, note=note)

    def delete(self, run_id: str) -> Path:
        """Move a run, damaged or not, to the trash and return where it lies. Raises UserError while it is training."""
        return self._entries.delete(run_id)

    def restore(self, run_id: str) -> StoredT:
        """Undo ``delete``."""
        return self._entries.restore(run_id)

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
            raise damaged(run_id, file, error, remedy) from error
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

    def is_resumable(self, record: StoredT) -> bool:
        """Whether the run is unfinished, can go on, and nobody is training it."""
        unfinished = record.status != FINISHED and self.can_go_on(record)
        return unfinished and not (record.status == RUNNING and self.is_training(record.id))

    def can_go_on(self, record: StoredT) -> bool:
        """Whether an unfinished run holds what it needs to go on: a checkpoint."""
        return self.has(record.id, CHECKPOINT_FILE)

    def interrupted(self, among: Iterable[StoredT] | None = None) -> tuple[StoredT, ...]:
        """Runs, among these or all, that a killed program left unfinished and that can be resumed."""
        candidates = self.list() if among is None else among
        return tuple(record for record in candidates if record.status == RUNNING and self.is_resumable(record))


def damaged(run_id: str, file: str, why: object, remedy: str) -> UserError:
    """The error at a damaged file of a run."""
    return UserError(f"The run {run_id!r} is damaged", f"{file}: {why}", remedy)


def check_dataset(record: Stored, dataset: Dataset) -> None:
    """Raise UserError where a run was trained on other data than these."""
    if record.dataset_hash != dataset.content_hash:
        prepared = " and prepare it the same way" if record.preparation else ""
        raise UserError(
            f"The run {record.name!r} was trained on other data ({record.dataset_name})",
            f"Open now: {dataset.name}",
            f"Open the dataset it was trained on{prepared} (--data on the command line), or train it again on this one",
        )


def stored_preparation(values: Mapping[str, Any] | None) -> PreparationConfig | None:
    """What a record says of how its data were prepared. Raises UserError at settings of another version."""
    return None if values is None else PreparationConfig.from_mapping(values)
