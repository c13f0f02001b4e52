"""The base of the stores of runs and of comparisons: claimed ids, locks, listing what is readable, the trash."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Generic, TypeVar

from movierec_gui.atomic_files import is_before_a_record, make_own_folder
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.training.locks import HeldError, locked

RecordT = TypeVar("RecordT")

STATUSES = ("running", "finished", "stopped", "failed")

_CLAIMED_ID = re.compile(r"\d{8}-\d{6}-[\w-]+")
_PATIENCE = 10.0
"""Seconds that a short change waits for another one."""
_PROBED = 0.5
"""Seconds to wait for a lock: who only asks whether an entry is held holds it for a moment."""


@dataclass(frozen=True)
class Listing(Generic[RecordT]):
    """Contents of a store, newest first."""

    records: tuple[RecordT, ...]
    problems: tuple[UserError, ...]
    """One for each entry that is left out: what, where, why."""


@dataclass(frozen=True)
class EntryKind:
    """Names for the entries of a store."""

    noun: str
    """As in ``There is no run 'x'``."""
    held: str
    """The activity of a program that holds one, as in ``being trained``."""
    advice: str
    """Where the ids are listed."""
    record_name: str
    """The record's path below the store, with ``{}`` for the id."""
    lock_name: str

    @property
    def is_folder(self) -> bool:
        """Whether an entry is a folder with files or one file."""
        return "/" in self.record_name


@dataclass(frozen=True)
class StoreFolder(Generic[RecordT]):
    """Entries of one kind in a folder, each named by its id."""

    folder: Path
    kind: EntryKind
    read: Callable[[str], RecordT]
    """One entry's record. Raises UserError where it is missing or damaged."""

    def path(self, entry_id: str) -> Path:
        """The entry's folder or file. Raises UserError where the id could point anywhere else."""
        return self.folder / self.record_name(entry_id).partition("/")[0]

    def record_path(self, entry_id: str) -> Path:
        """The file without which there is no entry. Raises UserError as ``path`` does."""
        return self.folder / self.record_name(entry_id)

    def record_name(self, entry_id: str) -> str:
        """The record's file below the store's folder."""
        if not entry_id or entry_id != Path(entry_id).name or entry_id.startswith(".") or "\0" in entry_id:
            raise UserError(f"{entry_id!r} is not the id of a {self.kind.noun}", "", self.kind.advice)
        return self.kind.record_name.format(entry_id)

    def make(self) -> None:
        """Make the store's folder where there is none. Raises UserError where it cannot be made."""
        make_own_folder(self.folder)

    @contextmanager
    def claim(self, label: str = "") -> Iterator[str]:
        """Make an entry that nobody else has, hold it, and yield its id: the time, the label and a number.

        What is still without a record at the end is removed. Raises UserError where the folder cannot be written.
        """
        self.make()
        for entry_id in _new_ids(label):
            with ExitStack() as held:
                if self._is_ours(entry_id, held):
                    yield entry_id
                    return

    def _is_ours(self, entry_id: str, held: ExitStack) -> bool:
        """Whether the entry did not exist and is now held by ``held``."""
        path = self.path(entry_id)
        try:
            if self.kind.is_folder:
                path.mkdir()
            else:
                path.touch(exist_ok=False)
        except FileExistsError:
            return False
        except OSError as error:
            raise UserError(
                f"{path} cannot be made", error.strerror or "", "Make room or choose another folder"
            ) from error
        held.callback(self._remove_empty, entry_id)
        try:
            held.enter_context(self.hold(entry_id))
        except HeldError:
            return False
        except UserError:
            if path.exists():
                raise
            return False  # another program took the new folder for one that a killed program left
        return True

    def _remove_empty(self, entry_id: str) -> None:
        path, record = self.path(entry_id), self.record_path(entry_id)
        if self.kind.is_folder and not record.exists():
            shutil.rmtree(path, ignore_errors=True)
        elif not self.kind.is_folder and record.exists() and not record.stat().st_size:
            record.unlink()

    def adopt(self, prepared: Path, wanted: str, label: str) -> RecordT:
        """Move a prepared folder in, at once, as a new entry: under the wanted id where that is free."""
        for entry_id in chain([wanted] if wanted else [], _new_ids(label)):
            path = self.path(entry_id)
            try:
                if os.name != "nt":  # which refuses a taken name; elsewhere a folder takes an empty one's place
                    path.mkdir()
                prepared.rename(path)
            except FileExistsError:
                continue
            return self.read(entry_id)
        raise AssertionError("ids never end")

    @contextmanager
    def hold(self, entry_id: str) -> Iterator[str]:
        """Hold an entry while it is worked on, and yield its id. Raises UserError where another program holds it."""
        with self._locked(entry_id, _PROBED):
            yield entry_id

    def is_held(self, entry_id: str) -> bool:
        """Whether this or another program holds the entry right now."""
        try:
            with self._locked(entry_id, 0.0):
                return False
        except HeldError:
            return True

    @contextmanager
    def _locked(self, entry_id: str, patience: float) -> Iterator[None]:
        if not self.path(entry_id).exists():
            self.read(entry_id)  # says that there is none; a lock would make its folder
        path = self.folder / self.kind.lock_name.format(entry_id)
        with locked(path, f"The {self.kind.noun} {entry_id!r} is {self.kind.held}", patience):
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Read and write a record with nobody else in between; waits a moment for others who do so."""
        with locked(self.folder / ".changes.lock", f"A {self.kind.noun} is being changed", _PATIENCE):
            yield

    def listing(self) -> Listing[RecordT]:
        """Every entry, read once; those that cannot be read are named."""
        records, problems = [], []
        for entry_id in self._ids():
            try:
                records.append(self.read(entry_id))
            except UserError as problem:
                if not self._is_being_made(entry_id):
                    problems.append(problem)
        return Listing(tuple(records), tuple(problems))

    def _ids(self) -> list[str]:
        try:
            names = [entry.name for entry in self.folder.iterdir() if not entry.name.startswith(".")]
        except OSError:
            return []
        if not self.kind.is_folder:
            ids = [name.removesuffix(".json") for name in names if name.endswith(".json")]
        else:
            ids = [name for name in names if self._holds_something(name)]
        return sorted(ids, reverse=True)

    def _holds_something(self, name: str) -> bool:
        """Whether a folder has a record, or is a claimed one that lost it or cannot be opened."""
        folder = self.path(name)
        is_claimed = _CLAIMED_ID.fullmatch(name) is not None
        try:
            if self.record_path(name).exists():
                return True
            return (
                is_claimed and folder.is_dir() and any(not is_before_a_record(entry.name) for entry in folder.iterdir())
            )
        except OSError:
            return is_claimed  # reading it says why

    def _is_being_made(self, entry_id: str) -> bool:
        record = self.record_path(entry_id)
        try:
            unwritten = not record.exists() or (record.is_file() and not record.stat().st_size)
            return unwritten and self.is_held(entry_id)
        except (OSError, UserError):
            return False

    def delete(self, entry_id: str) -> Path:
        """Move an entry, damaged or not, to the trash and return where it lies.

        Raises UserError where there is none, or it is held.
        """
        path = self.path(entry_id)
        if not path.exists():
            self.read(entry_id)  # says that there is none
        if self.is_held(entry_id):
            raise UserError(f"The {self.kind.noun} {entry_id!r} is still {self.kind.held}", "", "Stop it first")
        target = self._trashed(entry_id)
        try:
            make_own_folder(target.parent)
            if target.is_dir():
                shutil.rmtree(target)
            os.replace(path, target)
        except OSError as error:
            raise UserError(f"The {self.kind.noun} {entry_id!r} cannot be moved", error.strerror or "", "") from error
        return target

    def restore(self, entry_id: str) -> RecordT:
        """Undo ``delete``. Raises UserError where the entry is not in the trash, or its id is taken by now."""
        path, trashed = self.path(entry_id), self._trashed(entry_id)
        if not trashed.exists():
            raise UserError(f"The {self.kind.noun} {entry_id!r} is not in the trash", "", "")
        if path.exists():
            raise UserError(f"There is a {self.kind.noun} {entry_id!r} already", "", "Delete it first")
        os.replace(trashed, path)
        return self.read(entry_id)

    def _trashed(self, entry_id: str) -> Path:
        return self.folder / ".trash" / self.path(entry_id).name


@contextmanager
def settings_of_this_version(what: str, is_sealed: bool, advice: str) -> Iterator[None]:
    """Around reading the stored settings of ``what``, as in ``run 'x'``: a UserError becomes one that names it.

    Raises DamagedError instead where the file has no seal, since anything may have written it.
    """
    try:
        yield
    except UserError as error:
        if not is_sealed:
            raise DamagedError(f"{error} An older version may have written it.") from error
        raise UserError(f"The {what} is of another version of this program", str(error), advice) from error


def check_life(status: str, created: str) -> None:
    """Raise DamagedError where a record's status is none of ``STATUSES``, or its creation was at no time (ISO 8601)."""
    if status not in STATUSES:
        raise DamagedError(f"its status is {status!r}, not one of {', '.join(STATUSES)}")
    try:
        datetime.fromisoformat(created)
    except ValueError as error:
        raise DamagedError(f"it was created at {created!r}, which is no time") from error


def _new_ids(label: str) -> Iterator[str]:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S") + (f"-{label}" if label else "")
    return (f"{stamp}-{number}" for number in count(1))
