"""The run store: a folder per run, settings and history as text, weights as safetensors, written atomically."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from movierec_gui.atomic_files import replacing
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home
from movierec_gui.training.config import RunSpec
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.locks import locked
from movierec_gui.training.metrics import METRICS

RUN_FILE, HISTORY_FILE, WEIGHTS_FILE, CHECKPOINT_FILE = (
    "run.json",
    "history.csv",
    "weights.safetensors",
    "checkpoint.safetensors",
)
_LOCK_FILE = "lock"

RUNNING, FINISHED, STOPPED, FAILED = "running", "finished", "stopped", "failed"


@dataclass(frozen=True)
class RunRecord:
    """What is known of a run without its weights."""

    id: str
    name: str
    spec: RunSpec
    dataset_name: str
    dataset_hash: str
    created: str
    """UTC, ISO 8601."""
    status: str = RUNNING
    note: str = ""
    best_epoch: int = 0
    validation: dict[str, float] = field(default_factory=dict)
    """Metrics of the kept weights on the validation part: optimistic, since the epoch was chosen on it."""
    test: dict[str, float] = field(default_factory=dict)
    """Metrics of the kept weights on the untouched test part; empty where the split has none."""
    parameters: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    """How many ratings the split gave to train, validation and test."""
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    device: str = ""
    """What it was trained on: cpu, cuda or mps, and by how many processes where there were several (2 x cpu)."""


def unused_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number where something is called so already: ``LSTM``, ``LSTM 2``, ..."""
    known = set(taken)
    numbered = (f"{name} {number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in known)


class RunStore:
    """Runs in a folder; every method reads or writes the disk, so that two programs can share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_id(self, architecture: str) -> str:
        """An unused, sortable name for a run."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        number = 1
        while (self.folder / f"{stamp}-{architecture}-{number}").exists():
            number += 1
        return f"{stamp}-{architecture}-{number}"

    def path(self, run_id: str) -> Path:
        """The run's folder. Raises UserError where the name could point anywhere else."""
        if not run_id or run_id != Path(run_id).name or run_id.startswith("."):
            raise UserError(f"{run_id!r} is not a run id", "", "List them with: movierec runs")
        return self.folder / run_id

    def write(self, record: RunRecord) -> None:
        """Create or replace the run's settings file."""
        folder = self.path(record.id)
        folder.mkdir(parents=True, exist_ok=True)
        values = asdict(record) | {"spec": record.spec.to_mapping()}
        _write_atomically(folder / RUN_FILE, json.dumps(values, indent=2, ensure_ascii=False).encode())

    def read(self, run_id: str) -> RunRecord:
        """One run's record. Raises UserError where it is missing or damaged."""
        path = self.path(run_id) / RUN_FILE
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return RunRecord(**values | {"spec": RunSpec.from_mapping(values["spec"])})
        except FileNotFoundError as error:
            raise UserError(f"There is no run {run_id!r}", "", "List the runs with: movierec runs") from error
        except (ValueError, KeyError, TypeError, UserError) as error:
            raise UserError(
                f"The run {run_id!r} is damaged", f"{RUN_FILE}: {error}", "Delete it or restore the file"
            ) from error

    def list(self) -> tuple[RunRecord, ...]:
        """Every readable run, newest first; ``damaged`` names the others."""
        return tuple(self._readable())

    def damaged(self) -> tuple[UserError, ...]:
        """What is wrong with the folders that cannot be read as runs."""
        problems = []
        for run_id in self._ids():
            try:
                self.read(run_id)
            except UserError as error:
                problems.append(error)
        return tuple(problems)

    def rename(self, run_id: str, name: str) -> RunRecord:
        """Give a run another display name."""
        if not name.strip():
            raise UserError("The name is empty", "", "Type at least one letter")
        record = replace(self.read(run_id), name=name.strip())
        self.write(record)
        return record

    def annotate(self, run_id: str, note: str) -> RunRecord:
        """Replace a run's note."""
        record = replace(self.read(run_id), note=note)
        self.write(record)
        return record

    def delete(self, run_id: str) -> Path:
        """Move a run to the store's trash and return where it lies. Raises UserError while it is training."""
        folder = self.path(run_id)
        self.read(run_id)
        if self.is_training(run_id):
            raise UserError(f"The run {run_id!r} is still training", "", "Stop it first")
        trash = self.folder / ".trash"
        trash.mkdir(exist_ok=True)
        target = trash / run_id
        if target.exists():
            shutil.rmtree(target)
        os.replace(folder, target)
        return target

    def restore(self, run_id: str) -> RunRecord:
        """Undo ``delete``."""
        folder = self.path(run_id)
        trashed = self.folder / ".trash" / run_id
        if not trashed.exists():
            raise UserError(f"The run {run_id!r} is not in the trash", "", "")
        os.replace(trashed, folder)
        return self.read(run_id)

    def read_history(self, run_id: str) -> tuple[EpochRecord, ...]:
        """The run's epochs so far. Raises UserError where the file is damaged."""
        path = self.path(run_id) / HISTORY_FILE
        if not path.exists():
            return ()
        try:
            with path.open(newline="", encoding="utf-8") as file:
                return tuple(_epoch(row) for row in csv.DictReader(file))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"The run {run_id!r} is damaged", f"{HISTORY_FILE}: {error}", "Delete it and train again"
            ) from error

    def write_history(self, run_id: str, history: Iterable[EpochRecord]) -> None:
        """Replace the run's history."""
        lines = [
            ",".join(
                ["epoch", "train_mse", *(f"validation_{metric.name}" for metric in METRICS), "learning_rate", "seconds"]
            )
        ]
        for record in history:
            metrics = [repr(record.validation[metric.name]) if record.validation else "" for metric in METRICS]
            cells = [
                str(record.epoch),
                repr(record.train_mse),
                *metrics,
                repr(record.learning_rate),
                f"{record.seconds:.3f}",
            ]
            lines.append(",".join(cells))
        _write_atomically(self.path(run_id) / HISTORY_FILE, ("\n".join(lines) + "\n").encode())

    def write_tensors(
        self, run_id: str, file: str, tensors: Mapping[str, Tensor], notes: Mapping[str, str] | None = None
    ) -> None:
        """Store tensors by name, with text notes, as safetensors."""
        plain = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
        _write_atomically(self.path(run_id) / file, safetensors.torch.save(plain, dict(notes or {})))

    def read_tensors(self, run_id: str, file: str) -> tuple[dict[str, Tensor], dict[str, str]]:
        """Tensors and notes of ``write_tensors``. Raises UserError where the file is missing or damaged."""
        path = self.path(run_id) / file
        try:
            with safetensors.safe_open(path, framework="pt") as opened:
                return {name: opened.get_tensor(name) for name in opened.keys()}, opened.metadata() or {}  # noqa: SIM118
        except FileNotFoundError as error:
            raise UserError(
                f"The run {run_id!r} has no {file}", "It ended before its first epoch", "Train it again"
            ) from error
        except safetensors.SafetensorError as error:
            raise UserError(
                f"The run {run_id!r} is damaged", f"{file}: {error}", "Delete it and train again"
            ) from error

    def has(self, run_id: str, file: str) -> bool:
        """Whether the run holds that file."""
        return (self.path(run_id) / file).exists()

    def remove_file(self, run_id: str, file: str) -> None:
        """Delete one of the run's files, if it is there."""
        (self.path(run_id) / file).unlink(missing_ok=True)

    @contextmanager
    def training_lock(self, run_id: str) -> Iterator[None]:
        """Hold the run while it trains. Raises UserError where another program holds it."""
        with locked(self.path(run_id) / _LOCK_FILE, f"The run {run_id!r} is being trained"):
            yield

    def is_training(self, run_id: str) -> bool:
        """Whether this or another program is training the run right now."""
        try:
            with self.training_lock(run_id):
                return False
        except UserError:
            return True

    def interrupted(self) -> tuple[RunRecord, ...]:
        """Runs that a killed program left unfinished and that can be resumed from their checkpoint."""
        return tuple(
            record
            for record in self.list()
            if record.status == RUNNING and self.has(record.id, CHECKPOINT_FILE) and not self.is_training(record.id)
        )

    def _ids(self) -> Iterable[str]:
        if not self.folder.exists():
            return []
        names = (entry.name for entry in self.folder.iterdir() if (entry / RUN_FILE).exists())
        return sorted((name for name in names if not name.startswith(".")), reverse=True)

    def _readable(self) -> Iterator[RunRecord]:
        for run_id in self._ids():
            try:
                yield self.read(run_id)
            except UserError:
                continue  # ``damaged`` reports it


def default_store() -> RunStore:
    """The user's own runs: in the folder of MOVIEREC_HOME, else where the operating system keeps programs' data."""
    return RunStore(data_home() / "runs")


def check_dataset(record: RunRecord, dataset: Dataset) -> None:
    """Raise UserError where a run was trained on other data than these."""
    if record.dataset_hash != dataset.content_hash:
        raise UserError(
            f"The run {record.name!r} was trained on other data ({record.dataset_name})",
            f"Open now: {dataset.name}",
            "Open the dataset it was trained on, or train it again on this one",
        )


def _epoch(row: Mapping[str, Any]) -> EpochRecord:
    metrics = {
        metric.name: float(row[f"validation_{metric.name}"]) for metric in METRICS if row[f"validation_{metric.name}"]
    }
    return EpochRecord(
        int(row["epoch"]), float(row["train_mse"]), metrics, float(row["learning_rate"]), float(row["seconds"])
    )


def _write_atomically(path: Path, content: bytes) -> None:
    with replacing(path) as partial, partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
