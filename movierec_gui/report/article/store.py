"""The article's figures on disk, a sealed text file for each dataset and split, and arrays beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.record import ArticleRecord, check, facts_of
from movierec_gui.settings import to_mapping
from movierec_gui.training import tensor_files
from movierec_gui.training.comparing.store import restore_absent
from movierec_gui.training.locks import locked
from movierec_gui.training.runs import RunStore
from movierec_gui.training.store_folder import settings_of_this_version

FOLDER = "article"
_PATIENCE = 10.0
_REMEDY = "Delete the file, and measure again"
Arrays = Mapping[str, npt.NDArray[Any]]


class ArticleStore:
    """Files in a folder; every method reads or writes the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def beside(runs: RunStore) -> ArticleStore:
        """What belongs to a run store."""
        return ArticleStore(runs.folder / FOLDER)

    def path(self, record_id: str) -> Path:
        """The text file of a record."""
        return self.folder / f"{record_id}.json"

    def arrays_path(self, record_id: str) -> Path:
        """The arrays beside it: the map, and nodes of movies."""
        return self.folder / f"{record_id}.safetensors"

    def open(self, dataset: Dataset, split: SplitConfig, config: ArticleConfig) -> ArticleRecord:
        """What is kept for a dataset and a split, or a new record. Raises UserError where it is damaged."""
        record_id = id_of(dataset, split, config)
        try:
            return self.read(record_id)
        except FileNotFoundError:
            prepared = dataset.preparation.config if dataset.preparation else None
            return ArticleRecord(record_id, facts_of(dataset), split, config, prepared)

    def read(self, record_id: str) -> ArticleRecord:
        """One record. Raises FileNotFoundError where there is none, UserError where it is damaged."""
        path = self.path(record_id)
        try:
            return replace(decode(records.read_bytes(path), path.name), id=record_id)
        except DamagedError as error:
            raise UserError("The article's figures are damaged", f"{path}: {error}", _REMEDY) from error

    def current(self, record: ArticleRecord) -> ArticleRecord:
        """The record as it is on the disk now; as it is given where it was never written."""
        try:
            return self.read(record.id)
        except FileNotFoundError:
            return record

    def write(self, record: ArticleRecord) -> None:
        """Create or replace a record's file. Raises UserError where it cannot be written."""
        self.make()
        write_atomically(self.path(record.id), records.seal(asdict(record)))

    def make(self) -> None:
        """Make the folder. Raises UserError where it cannot be made."""
        make_own_folder(self.folder)

    def change(self, record: ArticleRecord, how: Callable[[ArticleRecord], ArticleRecord]) -> ArticleRecord:
        """Change what is on the disk, or the record where nothing is, with no other change in between."""
        self.make()
        with locked(self.folder / ".changes.lock", "The article's figures are being changed", _PATIENCE):
            record = how(self.current(record))
            self.write(record)
        return record

    def forget(self, record: ArticleRecord) -> ArticleRecord:
        """Measure everything again: only the notes stay."""
        self.arrays_path(record.id).unlink(missing_ok=True)
        blank = ArticleRecord(record.id, record.data, record.split, record.config, record.preparation)
        return self.change(record, lambda kept: replace(blank, notes=kept.notes))

    def work_lock(self, record: ArticleRecord) -> AbstractContextManager[None]:
        """Hold a record while its steps run. Raises UserError where another program holds it."""
        self.make()
        return locked(self.folder / f".{record.id}.lock", "The article is being measured")

    def arrays(self, record_id: str) -> dict[str, npt.NDArray[Any]]:
        """The arrays of a record; none where there is no file, or it is damaged: they are made again then."""
        try:
            tensors, _ = tensor_files.read(self.arrays_path(record_id))
        except (FileNotFoundError, DamagedError):
            return {}
        return {name: tensor.numpy() for name, tensor in tensors.items()}

    def keep_arrays(self, record_id: str, arrays: Arrays) -> None:
        """Keep arrays beside those that are there."""
        self.make()
        kept = {**self.arrays(record_id), **arrays}
        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in kept.items()}
        write_atomically(self.arrays_path(record_id), tensor_files.encode(tensors, {}))


def id_of(dataset: Dataset, split: SplitConfig, config: ArticleConfig) -> str:
    """The name of the file for a dataset, a split and settings."""
    said = json.dumps([dataset.content_hash, to_mapping(split), to_mapping(config)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def decode(content: bytes, name: str) -> ArticleRecord:
    """A record from a file's content. Raises DamagedError, and UserError at settings that this version lacks."""
    values, is_sealed = records.unseal(content)
    restore_absent(values.get("results", ()))
    with settings_of_this_version(f"file {name!r}", is_sealed, "Measure it again"):
        record = records.convert(ArticleRecord, values)
    check(record)
    return record
