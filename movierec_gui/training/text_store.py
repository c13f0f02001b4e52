"""The base of the stores whose entries are one text file each: comparisons and searches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.training.runs import RunStore
from movierec_gui.training.store_folder import EntryKind, Listing, StoreFolder


class Identified(Protocol):
    """A record with the name of its file."""

    @property
    def id(self) -> str: ...


RecordT = TypeVar("RecordT", bound=Identified)
StoreT = TypeVar("StoreT", bound="TextStore[Any]")


class TextStore(ABC, Generic[RecordT]):
    """Sealed text files in a folder; every method reads or writes the disk, so that two programs can share it."""

    kind: ClassVar[EntryKind]
    folder_name: ClassVar[str]
    """Of the folder beside the runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries = StoreFolder[RecordT](folder, self.kind, self.read)

    @classmethod
    def beside(cls: type[StoreT], runs: RunStore) -> StoreT:
        """The entries that belong to a run store."""
        return cls(runs.folder / cls.folder_name)

    @abstractmethod
    def decoded(self, entry_id: str, content: bytes) -> RecordT:
        """The record in a file; the file's name is its id. Raises DamagedError, and UserError at another version's."""

    def claim(self) -> AbstractContextManager[str]:
        """Make and hold a new entry's file, which nobody else gets, and yield its id.

        Without a record at the end the file is removed. Raises UserError where it cannot be made.
        """
        return self._entries.claim()

    def path(self, entry_id: str) -> Path:
        """The entry's file. Raises UserError where the name could point anywhere else."""
        return self._entries.path(entry_id)

    def write(self, record: RecordT) -> None:
        """Create or replace the entry's file."""
        make_own_folder(self.folder)
        write_atomically(self.path(record.id), records.seal(asdict(record)))  # type: ignore[call-overload]

    def read(self, entry_id: str) -> RecordT:
        """One entry. Raises UserError where it is missing or damaged."""
        path, noun = self.path(entry_id), self.kind.noun
        try:
            return self.decoded(entry_id, records.read_bytes(path))
        except FileNotFoundError as error:
            raise UserError(f"There is no {noun} {entry_id!r}", "", self.kind.advice) from error
        except DamagedError as error:
            raise UserError(
                f"The {noun} {entry_id!r} is damaged", f"{path.name}: {error}", "Delete it or restore the file"
            ) from error

    def listing(self) -> Listing[RecordT]:
        """Every readable entry, newest first, and what is wrong with the others; each is read once."""
        return self._entries.listing()

    def list(self) -> tuple[RecordT, ...]:
        """Every readable entry, newest first."""
        return self.listing().records

    def running_lock(self, entry_id: str) -> AbstractContextManager[str]:
        """Hold an entry while it runs. Raises UserError where there is none, or another program holds it."""
        return self._entries.hold(entry_id)

    def is_running(self, entry_id: str) -> bool:
        """Whether this or another program runs it right now."""
        return self._entries.is_held(entry_id)

    def delete(self, entry_id: str) -> None:
        """Move an entry to the trash. Raises UserError where there is none, or it runs."""
        self._entries.delete(entry_id)

    def restore(self, entry_id: str) -> RecordT:
        """Undo ``delete``. Raises UserError where the entry is not in the trash."""
        return self._entries.restore(entry_id)
