"""A project written: there as a whole or not at all, whenever the program is killed."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from movierec_gui.atomic_files import replacing
from movierec_gui.progress import Progress
from movierec_gui.report.project.facts import Facts, encode
from movierec_gui.report.project.parts import PARTS, Choice, Content, Place
from movierec_gui.training.guarded_zip import pack

FACTS_FILE, ENDING = "project.json", ".movierec"


@dataclass(frozen=True)
class Saved:
    """A project that was written."""

    path: Path
    facts: Facts


def save_project(target: Path, facts: Facts, place: Place, choice: Choice) -> Generator[Progress, None, Saved]:
    """Write a project. Raises UserError where something of it is damaged, or the file cannot be written."""
    counts: dict[str, int] = {}
    files: dict[str, str] = {}
    wanted = [part for part in PARTS if choice.wants(part)]
    with replacing(target) as partial:
        with zipfile.ZipFile(partial, "w") as archive:
            for number, part in enumerate(wanted):
                yield Progress(f"Saving: {part.title}", number, len(wanted))
                for thing in part.pack(place, choice):
                    counts[part.name] = counts.get(part.name, 0) + 1
                    for name, content in thing.files:
                        whole = f"{part.name}/{name}"
                        pack(archive, whole, content)
                        files[whole] = _digest(content)
                    yield Progress(f"Saving: {part.title}", number, len(wanted))
            facts = replace(facts, counts=counts, files=files)
            pack(archive, FACTS_FILE, encode(facts))
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
    yield Progress("Saving", len(wanted), len(wanted))
    return Saved(target, facts)


def _digest(content: Content) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
