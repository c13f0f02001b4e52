"""A project opened: every file is checked before the first of them is put in its place."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from movierec_gui.atomic_files import temporary_folder
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.records import DamagedError
from movierec_gui.report.project.facts import Facts, decode
from movierec_gui.report.project.parts import PARTS, Place, Placed, part_named
from movierec_gui.report.project.saving import ENDING, FACTS_FILE
from movierec_gui.training import guarded_zip
from movierec_gui.training.guarded_zip import LARGEST_TEXT, Rules

_REMEDY = f"Choose a project that MovieRec saved ({ENDING}), or have it saved again"


def _limit(name: str) -> int | None:
    if name == FACTS_FILE:
        return LARGEST_TEXT
    folder, _, rest = name.partition("/")
    part = part_named(folder)
    return None if part is None or ".." in rest else part.limit(rest)


_RULES = Rules("project", _limit, _REMEDY)


@dataclass(frozen=True)
class Opened:
    """A project whose things are here now."""

    facts: Facts
    placed: Mapping[str, Placed]
    """By the name of the part."""

    def lacking(self, dataset: Dataset | None) -> str:
        """What is missing before it can be worked with, and what to do; empty where nothing is."""
        data = self.facts.data
        if data.are(dataset):
            return ""
        return f"Its data are not open here: {data.in_words}. {data.how_to_open}."

    @property
    def in_words(self) -> str:
        """What was added, and what was here already."""
        added = _listed({part.title: len(self.placed[part.name].added) for part in PARTS if part.name in self.placed})
        there = sum(len(placed.there) for placed in self.placed.values())
        kept = f" {there} were here already and stay as they are." if there else ""
        return f"Added: {added}.{kept}" if added else f"Nothing new.{kept}"


def is_project(path: Path) -> bool:
    """Whether a file is a project, as far as the names in it tell."""
    return FACTS_FILE in guarded_zip.names_in(path)


def read_facts(source: Path) -> Facts:
    """What a project says of itself. Raises UserError at anything but a project."""
    content = guarded_zip.read_member(source, FACTS_FILE, _RULES)
    try:
        return decode(content)
    except DamagedError as error:
        raise UserError(f"The project {source.name} is damaged", f"{FACTS_FILE}: {error}", _REMEDY) from error


def open_project(source: Path, place: Place) -> Generator[Progress, None, Opened]:
    """Check a project and put its things where they lie here; what is here under the same id stays as it is.

    Nothing is put anywhere before all was read back. Raises UserError at anything but a whole project, naming the file
    in it and what is wrong.
    """
    yield Progress("Reading the project")
    facts = read_facts(source)
    place = replace(place, dataset_hash=facts.data.content_hash)
    place.runs.make()
    with temporary_folder(place.runs.folder) as folder:
        names = guarded_zip.unpack(source, folder, _RULES)
        yield Progress("Checking the project")
        _check_digests(facts, names, folder, source)
        parts = [part for part in PARTS if (folder / part.name).is_dir()]
        for number, part in enumerate(parts):
            yield Progress(f"Checking: {part.title}", number, len(parts))
            try:
                part.check(folder / part.name)
            except UserError as error:
                where = f"{part.name}: {error.what}. {error.where}"
                raise UserError(f"The project {source.name} is damaged", where, _REMEDY) from error
        placed = {}
        for part in parts:
            yield Progress(f"Adding: {part.title}")
            try:
                placed[part.name] = part.put(folder / part.name, place)
            except OSError as error:
                raise UserError(
                    f"{part.title} of {source.name} cannot be kept", error.strerror or str(error), "Make room"
                ) from error
    return Opened(facts, placed)


def _check_digests(facts: Facts, names: tuple[str, ...], folder: Path, source: Path) -> None:
    """Raise UserError where a file is missing, of more than was saved, or changed."""
    held = set(names) - {FACTS_FILE}
    for name in sorted(held.symmetric_difference(facts.files)):
        what = "is missing" if name in facts.files else "was not saved with it"
        raise UserError(f"The project {source.name} is damaged", f"{name} {what}", _REMEDY)
    for name, digest in facts.files.items():
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise UserError(f"The project {source.name} is damaged", f"{name}: its checksum does not fit", _REMEDY)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{title.lower()} {count}" for title, count in counts.items() if count)
