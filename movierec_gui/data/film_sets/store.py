"""Sets of films on the disk: one sealed JSON file each in the program's home, there as a whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import msgspec

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.data.film_sets.film_set import FilmSet
from movierec_gui.data.people.person import Film
from movierec_gui.data.people.titles import words_of
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.records import DamagedError, looks_of, tidy_name
from movierec_gui.resource_paths import data_home

FOLDER = "sets"
_TRASH = "trash"
_FORMAT = "movierec set 1"
_ID = re.compile(r"[\w-]{1,80}")
_LARGEST = 256 << 20
"""Bytes of a file: a film takes some 200, and a set can hold all of a catalogue of 300,000."""
_LONGEST_NAME = 80
_StoredFilm = records.stored_form(
    Film,
    year=Annotated[int, msgspec.Meta(ge=0, le=9999)],
    imdb_id=Annotated[str, msgspec.Meta(pattern=r"^(tt\d{1,18})?$")],
    tmdb_id=Annotated[str, msgspec.Meta(pattern=r"^\d{0,18}$")],
)
_StoredSet = records.stored_form(FilmSet, films=tuple[_StoredFilm, ...])  # type: ignore[valid-type]


def default_sets() -> SetStore:
    """The sets in the program's home."""
    return SetStore(data_home() / FOLDER)


class SetStore:
    """Sets as files in a folder; every method reads or writes the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> tuple[FilmSet, ...]:
        """Every readable set, by name; ``damaged`` names the others."""
        return self.listing()[0]

    def damaged(self) -> tuple[str, ...]:
        """A sentence for each file that holds no set; it stays where it is."""
        return self.listing()[1]

    def listing(self) -> tuple[tuple[FilmSet, ...], tuple[str, ...]]:
        """Returns the sets by name, and a sentence for each file that is left out; each file is read once."""
        found: list[FilmSet] = []
        problems: list[str] = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                found.append(_read(path))
            except UserError as error:
                problems.append(str(error))
        return tuple(sorted(found, key=lambda kept: (kept.name.casefold(), kept.id))), tuple(problems)

    def read(self, set_id: str) -> FilmSet:
        """The set of an id. Raises UserError where there is none, or its file is damaged."""
        return _read(self._path(set_id))

    def find(self, name: str) -> FilmSet:
        """The set of a name (in any case) or id. Raises UserError where there is none."""
        sets = self.list()
        for kept in sets:
            if name == kept.id or name.strip().casefold() == kept.name.casefold():
                return kept
        if not sets:
            raise UserError(f"There is no set {name!r}", f"Looked in {self.folder}", "Make one: movierec sets make")
        raise unknown_name("set", name, [kept.name for kept in sets])

    def create(self, name: str, films: Iterable[Film], origin: str, dataset: tuple[str, str] = ("", "")) -> FilmSet:
        """Keep a new set; ``dataset`` is hash and name of the data. Raises UserError where the name is taken."""
        kept = FilmSet("", self._free_name(name), tuple(films), origin, *dataset)
        if not kept.films:
            raise UserError(f"The set {kept.name!r} would be empty", "", "Choose some films first")
        slug = "-".join(words_of(kept.name))[:40].strip("-_")
        slug = slug if slug.isascii() and slug else "set"
        kept = replace(kept, id=f"{slug}-{secrets.token_hex(4)}")
        self._write(kept)
        return kept

    def change(self, set_id: str, films: Iterable[Film], origin: str, dataset: tuple[str, str]) -> FilmSet:
        """Put other films in the place of a set's. Raises UserError where none are left or it cannot be written."""
        kept = replace(self.read(set_id), films=tuple(films), origin=origin)
        kept = replace(kept, dataset_hash=dataset[0], dataset_name=dataset[1])
        if not kept.films:
            raise UserError(f"The set {kept.name!r} would be empty", "", "Delete it instead")
        self._write(kept)
        return kept

    def rename(self, set_id: str, name: str) -> FilmSet:
        """Give a set another name. Raises UserError where it is empty or another set's."""
        kept = self.read(set_id)
        kept = replace(kept, name=self._free_name(name, set_id))
        self._write(kept)
        return kept

    def delete(self, set_id: str) -> Path:
        """Move a set to the trash, and return where it is."""
        path = self._path(set_id)
        trash = self.folder / _TRASH
        try:
            make_own_folder(trash)
            os.replace(path, trash / path.name)
        except OSError as error:
            raise UserError(f"{path} cannot be deleted", error.strerror or "", "Check the folder's rights") from error
        return trash / path.name

    def restore(self, set_id: str) -> FilmSet:
        """Bring a set back from the trash. Raises UserError where it is not there, or its name is taken since."""
        gone = self.folder / _TRASH / f"{_checked(set_id)}.json"
        if not gone.exists():
            raise UserError(f"There is no {set_id} in the trash", f"Looked in {gone.parent}", "Check the id")
        self._free_name(_read(gone).name, set_id)
        os.replace(gone, self.folder / gone.name)
        return self.read(set_id)

    def _free_name(self, name: str, own_id: str = "") -> str:
        name = tidy_name(name)
        if not name or len(name) > _LONGEST_NAME:
            raise UserError("A set needs a name", f"Up to {_LONGEST_NAME} letters are allowed", "Give one")
        if any(looks_of(kept.name) == looks_of(name) and kept.id != own_id for kept in self.list()):
            raise UserError(f"There is a set called “{name}” already", "", "Choose another name, or delete that one")
        return name

    def _path(self, set_id: str) -> Path:
        path = self.folder / f"{_checked(set_id)}.json"
        if not path.exists():
            raise UserError(f"There is no set {set_id}", f"Looked in {self.folder}", "List them and choose one")
        return path

    def _write(self, kept: FilmSet) -> None:
        make_own_folder(self.folder)
        write_atomically(self.folder / f"{kept.id}.json", records.seal(_document(kept)))


def _document(kept: FilmSet) -> dict[str, Any]:
    """The set as JSON values; what is not known of a film is left out."""
    values = vars(kept) | {"films": [_known(film) for film in kept.films]}
    return {"format": _FORMAT, **values}


def _known(film: Film) -> dict[str, Any]:
    return {name: value for name, value in vars(film).items() if value not in ("", 0, None, ())}


def _read(path: Path) -> FilmSet:
    try:
        values = records.unseal(records.read_bytes(path, _LARGEST))[0]
        if values.pop("format", "") != _FORMAT:
            raise DamagedError(f"its format is not {_FORMAT!r}")
        stored = records.convert(_StoredSet, values)
        if stored.id != path.stem:
            raise DamagedError(f"it holds the id {stored.id!r}")
    except FileNotFoundError as error:
        raise UserError(f"There is no set {path.stem}", f"Looked in {path.parent}", "List them") from error
    except DamagedError as error:
        remedy = "Delete it or restore it from a backup"
        raise UserError(f"The set in {path.name} is damaged and left out", str(error), remedy) from error
    films = tuple(Film(**{name: getattr(film, name) for name in film.__struct_fields__}) for film in stored.films)
    return FilmSet(stored.id, stored.name, films, stored.origin, stored.dataset_hash, stored.dataset_name)


def _checked(set_id: str) -> str:
    if not _ID.fullmatch(set_id):
        raise UserError(f"{set_id!r} is no set's id", "", "List the sets and choose one")
    return set_id
