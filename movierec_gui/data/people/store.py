"""People on the disk: one JSON file each in the program's home, written at every change before it counts as made.

A change is a function of a person. The store locks, reads the file again, applies the change, writes beside the file,
syncs and puts the new file in its place: a kill at any moment leaves the person before or after a change, and two
programs lose nothing of each other's. Each file holds what its last changes took and gave, so that they can be undone.
A damaged file is left out, named and never touched.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from movierec_gui.atomic_files import make_own_folder, replacing
from movierec_gui.data.people.changes import rename
from movierec_gui.data.people.person import Person
from movierec_gui.data.people.person_json import damaged, document_of, person_of
from movierec_gui.data.people.titles import words_of
from movierec_gui.data.people.undo import Kept, changed, kept_document, kept_of, redone, undone
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.records import looks_of, parse_json, seal_lines, tidy_name, unseal_lines
from movierec_gui.resource_paths import data_home

FOLDER = "people"
_TRASH = "trash"
_LOCK = ".lock"
_LONGEST_WAIT = 20.0
"""Seconds to wait for another program to end its change; a change takes some milliseconds."""
_ID = re.compile(r"[\w-]{1,80}")

Change = Callable[[Person], Person]


def default_people() -> PeopleStore:
    """The people in the program's home."""
    return PeopleStore(data_home() / FOLDER)


class PeopleStore:
    """The people in a folder; it is made, for the user alone, when the first person is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[Path, tuple[tuple[int, int, int] | None, Kept]] = {}

    def list(self) -> tuple[Person, ...]:
        """Everybody, by name. Damaged files are left out; ``damaged`` names them."""
        people = [kept.person for _, kept in self._readable()]
        return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id)))

    def damaged(self) -> tuple[str, ...]:
        """A sentence for each file that holds no person, or not the whole of one; it stays where it is."""
        problems = []
        for path in self._files():
            try:
                self._load(path)
            except UserError as error:
                problems.append(str(error))
        return tuple(problems)

    def read(self, person_id: str) -> Person:
        """The person of an id. Raises UserError where there is none, or the file is damaged."""
        return self._load(self._path(person_id)).person

    def find(self, name: str) -> Person:
        """The person of a name (in any case) or id. Raises UserError where there is none, or several are meant."""
        people = self.list()
        same = [person for person in people if person.id == name] or [
            person for person in people if person.name.casefold() == name.strip().casefold()
        ]
        if len(same) == 1:
            return same[0]
        if same:
            raise UserError(
                f"{len(same)} people are called {name!r}", "", "Give the id: " + ", ".join(p.id for p in same)
            )
        if not people:
            raise UserError(
                f"There is nobody called {name!r}", f"Looked in {self.folder}", "Import or rate films first"
            )
        raise unknown_name("person", name, [person.name for person in people])

    def create(self, name: str) -> Person:
        """A new person. Raises UserError where the name is empty or taken."""
        with self._locked():
            name = self._free_name(name)
            slug = "-".join(words_of(name))[:40].strip("-_") or "person"
            person = Person(f"{_ascii(slug)}-{secrets.token_hex(4)}", name)
            self._write(Kept(person))
            return person

    def change(self, person_id: str, change: Change, what: str) -> Person:
        """Apply a change to the person as they are on the disk now, and keep it; ``what`` completes "Undo …".

        The person is on the disk when this returns. Raises UserError where it cannot be written.
        """
        with self._locked():
            kept = self._load(self._path(person_id))
            after = replace(change(kept.person), id=person_id)
            if after != kept.person:
                self._write(changed(kept, after, what))
            return after

    def undo(self, person_id: str) -> Person:
        """Take the last change back. Raises UserError where there is none."""
        return self._step(person_id, undone, "There is nothing to undo")

    def redo(self, person_id: str) -> Person:
        """Make the change again that was undone last. Raises UserError where there is none."""
        return self._step(person_id, redone, "There is nothing to redo")

    def undo_texts(self, person_id: str) -> tuple[str, str]:
        """Returns the names of the changes that ``undo`` and ``redo`` would make; empty for none."""
        kept = self._load(self._path(person_id))
        return (kept.undo[-1].what if kept.undo else ""), (kept.redo[-1].what if kept.redo else "")

    def rename(self, person_id: str, name: str) -> Person:
        """Give a person another name. Raises UserError where it is empty or somebody else's."""
        with self._locked():
            kept = self._load(self._path(person_id))
            name = self._free_name(name, person_id)
            after = rename(kept.person, name)
            if after != kept.person:
                self._write(changed(kept, after, f"the name {name}"))
            return after

    def delete(self, person_id: str) -> Path:
        """Move a person to the trash, and return where they are."""
        with self._locked():
            path = self._path(person_id)
            trash = self.folder / _TRASH
            make_own_folder(trash)
            os.replace(path, trash / path.name)
            _sync_folder(trash)
            _sync_folder(self.folder)
            return trash / path.name

    def restore(self, person_id: str) -> Person:
        """Bring a person back from the trash. Raises UserError where there is none such, or the name is taken since."""
        with self._locked():
            gone = self.folder / _TRASH / f"{_checked_id(person_id)}.json"
            if not gone.exists():
                raise UserError(f"There is no {person_id} in the trash", f"Looked in {gone.parent}", "Check the id")
            kept = self._load(gone)
            self._free_name(kept.person.name, person_id)
            os.replace(gone, self.folder / gone.name)
            _sync_folder(self.folder)
            return kept.person

    def _step(self, person_id: str, step: Callable[[Kept], Kept | None], nothing: str) -> Person:
        with self._locked():
            kept = step(self._load(self._path(person_id)))
            if kept is None:
                raise UserError(nothing, "", "Change something first")
            self._write(kept)
            return kept.person

    def _free_name(self, name: str, own_id: str = "") -> str:
        name = tidy_name(name)
        if not name:
            raise UserError("A person needs a name", "", "Give one")
        others = [person for person in self.list() if person.id != own_id]
        if any(looks_of(person.name) == looks_of(name) for person in others):
            raise UserError(f"There is a person called {name} already", "", "Choose another name")
        return name

    def _files(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob("*.json")))

    def _readable(self) -> Iterator[tuple[Path, Kept]]:
        for path in self._files():
            try:
                yield path, self._load(path)
            except UserError:
                continue

    def _path(self, person_id: str) -> Path:
        path = self.folder / f"{_checked_id(person_id)}.json"
        if not path.exists():
            raise UserError(f"There is no person {person_id}", f"Looked in {self.folder}", "List them and choose one")
        return path

    def _load(self, path: Path) -> Kept:
        """Returns the contents of a file; not read again while it is the same file."""
        version = _version(path)
        known = self._loaded.get(path)
        if known is not None and version and known[0] == version:
            return known[1]
        kept = _read(path)
        self._loaded[path] = (version, kept)
        return kept

    def _write(self, kept: Kept) -> None:
        path = self.folder / f"{kept.person.id}.json"
        data = seal_lines(json_lines(document_of(kept.person) | kept_document(kept)))
        with replacing(path) as partial:
            write_synced(partial, data)
        _sync_folder(self.folder)
        self._loaded[path] = (_version(path), kept)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            make_own_folder(self.folder)
            lock = FileLock(self.folder / _LOCK, timeout=_LONGEST_WAIT, mode=0o600)
            lock.acquire()
        except Timeout as error:
            raise UserError(
                "Another program holds your people's files", str(self.folder), "End it, then try again"
            ) from error
        except OSError as error:
            raise UserError(
                f"{self.folder} cannot be written", error.strerror or "", "Make room or check its rights"
            ) from error
        try:
            yield
        finally:
            lock.release()


def _read(path: Path) -> Kept:
    """The person and steps in a file. Raises UserError where it cannot be read or is damaged."""
    try:
        document: Any = parse_json(unseal_lines(path.read_bytes()).decode("utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read", error.strerror or "", "Check that you may read it") from error
    except ValueError as error:
        raise damaged(str(path), str(error)) from error
    kept = kept_of(document, person_of(document, str(path)), str(path))
    if kept.person.id != path.stem:
        raise damaged(str(path), f"it holds the id {kept.person.id!r}")
    return kept


def _version(path: Path) -> tuple[int, int, int] | None:
    """Returns a mark that changes when a file is replaced; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def json_lines(document: Mapping[str, Any]) -> bytes:
    """An object as JSON with a line for each field and each entry of its lists; many times faster than an indent."""
    fields = []
    for name, value in document.items():
        if isinstance(value, list) and value:
            entries = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in value)
            fields.append(f"{json.dumps(name)}: [\n{entries}\n]")
        else:
            fields.append(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return ("{" + ",\n".join(fields) + "}\n").encode("utf-8", "backslashreplace")


def write_person(person: Person, path: Path) -> None:
    """Write a person whole to a file of their own, which imports back exactly. Raises UserError where it cannot be."""
    try:
        with replacing(path) as partial:
            write_synced(partial, json_lines(document_of(person)))
    except OSError as error:
        raise UserError(f"{path} cannot be written", error.strerror or "", "Choose another place") from error


def write_synced(path: Path, data: bytes) -> None:
    """Write a file for the user alone, on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Have the disk know a folder's names; systems other than POSIX do so by themselves."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checked_id(person_id: str) -> str:
    if not _ID.fullmatch(person_id):
        raise UserError(f"{person_id!r} is no person's id", "", "List the people and choose one")
    return person_id


def _ascii(slug: str) -> str:
    return slug if slug.isascii() else "person"
