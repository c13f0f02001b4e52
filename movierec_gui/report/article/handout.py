"""The article's page as one file to hand on: figures, arrays and a teacher's notes, nothing that could run."""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from movierec_gui import records
from movierec_gui.atomic_files import replacing, temporary_folder
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.records import DamagedError
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.store import ArticleStore, decode
from movierec_gui.training import guarded_zip
from movierec_gui.training.guarded_zip import LARGEST_TENSORS, LARGEST_TEXT, Rules
from movierec_gui.training.tensor_files import read as read_tensors

TEXT, ARRAYS = "article.json", "article.safetensors"
ENDING = ".article.zip"
_RULES = Rules("page of the article", {TEXT: LARGEST_TEXT, ARRAYS: LARGEST_TENSORS}, "Choose a page that was handed on")


@dataclass(frozen=True)
class Opened:
    """A page that was handed on, now in the store of this machine."""

    record: ArticleRecord
    notes: int
    """How many steps have a note."""


def hand_on(store: ArticleStore, record: ArticleRecord, target: Path) -> Generator[Progress, None, Path]:
    """Write a record with its notes as one file. Ids of runs, which stay here, are left out."""
    yield Progress(f"Writing {target.name}", 0, 1)
    with replacing(target) as partial, zipfile.ZipFile(partial, "w") as archive:
        guarded_zip.pack(archive, TEXT, records.seal(asdict(replace(record, runs={}))))
        arrays = store.arrays_path(record.id)
        if arrays.is_file():
            guarded_zip.pack(archive, ARRAYS, arrays)
    yield Progress(f"Writing {target.name}", 1, 1)
    return target


def is_handout(path: Path) -> bool:
    """Whether a file is such a page, as far as the names in it tell."""
    names = guarded_zip.names_in(path)
    return TEXT in names and names <= {TEXT, ARRAYS}


def take(store: ArticleStore, source: Path) -> Generator[Progress, None, Opened]:
    """Open a page that was handed on: its figures and notes are kept here from now on.

    Where figures of the same data and split are here already, they stay, and its notes are put beside the own ones.
    Raises UserError at anything but a whole, plain page.
    """
    yield Progress(f"Reading {source.name}", 0, 1)
    store.make()
    with temporary_folder(store.folder) as folder:
        guarded_zip.unpack(source, folder, _RULES)
        try:
            record = decode(records.read_bytes(folder / TEXT), TEXT)
            if (folder / ARRAYS).exists():
                read_tensors(folder / ARRAYS)
        except FileNotFoundError as error:
            raise guarded_zip.not_one(source, _RULES, f"It holds no {TEXT}") from error
        except DamagedError as error:
            raise UserError(f"The page in {source.name} is damaged", str(error), _RULES.remedy) from error
        if not store.path(record.id).exists() and (folder / ARRAYS).exists():
            (folder / ARRAYS).replace(store.arrays_path(record.id))
    kept = store.change(record, lambda here: _joined(here, record))
    yield Progress(f"Reading {source.name}", 1, 1)
    return Opened(kept, sum(bool(note) for note in record.notes.values()))


def _joined(here: ArticleRecord, came: ArticleRecord) -> ArticleRecord:
    notes = dict(here.notes)
    for step, note in came.notes.items():
        own = notes.get(step, "")
        if note and note not in own:
            notes[step] = f"{own}\n\n{note}" if own else note
    return replace(here, notes=notes)
