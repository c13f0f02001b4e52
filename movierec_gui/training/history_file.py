"""A run's epochs as CSV, a line an epoch, each with a checksum of what stands before it."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable
from typing import Any

from movierec_gui import records
from movierec_gui.records import DamagedError
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.metrics import METRICS

_CHECKSUM = "checksum"
_METRICS = {metric.name: f"validation_{metric.name}" for metric in METRICS}
_COLUMNS = ("epoch", "train_mse", *_METRICS.values(), "learning_rate", "seconds")


def encode(history: Iterable[EpochRecord]) -> bytes:
    """The file's content."""
    lines = [",".join((*_COLUMNS, _CHECKSUM))]
    for record in history:
        metrics = [repr(record.validation[name]) if record.validation else "" for name in _METRICS]
        cells = [str(record.epoch), repr(record.train_mse), *metrics, repr(record.learning_rate)]
        line = ",".join([*cells, f"{record.seconds:.3f}"])
        lines.append(f"{line},{_checksum(line)}")
    return ("\n".join(lines) + "\n").encode()


def decode(content: bytes, kept_epoch: int = 0) -> tuple[EpochRecord, ...]:
    """The epochs. Raises DamagedError where a line is damaged, or an epoch up to ``kept_epoch`` is missing."""
    try:
        text = content.decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DamagedError(str(error)) from error
    epochs = tuple(_epoch(row) for row in rows)
    for number, epoch in enumerate(epochs, 1):
        if epoch.epoch != number:
            raise DamagedError(f"line {number + 1} is of epoch {epoch.epoch} instead of {number}")
    if len(epochs) < kept_epoch:
        raise DamagedError(f"it ends after epoch {len(epochs)}, before the kept one, {kept_epoch}")
    return epochs


def _epoch(row: dict[Any, Any]) -> EpochRecord:
    cells = [row.get(name) for name in _COLUMNS]
    if not all(isinstance(cell, str) for cell in cells):
        raise DamagedError(f"the line of epoch {row.get('epoch')!r} lacks a cell, or the heading lacks a name")
    # Older versions wrote no checksum.
    if _CHECKSUM in row and row[_CHECKSUM] != _checksum(",".join(map(str, cells))):
        raise DamagedError(f"the checksum of epoch {row['epoch']!r} does not fit")
    metrics = {name: row[column] for name, column in _METRICS.items() if row[column]}
    if metrics and len(metrics) < len(_METRICS):
        raise DamagedError(f"epoch {row['epoch']!r} lacks a validation error")
    values = {name: row[name] for name in ("epoch", "train_mse", "learning_rate", "seconds")}
    epoch = records.convert(EpochRecord, values | {"validation": metrics}, from_text=True)
    records.check_finite([epoch.train_mse, epoch.learning_rate, epoch.seconds, *epoch.validation.values()])
    if min(epoch.train_mse, epoch.learning_rate, epoch.seconds, *epoch.validation.values()) < 0:
        raise DamagedError(f"epoch {epoch.epoch} has a negative number")
    return epoch


def _checksum(line: str) -> str:
    return f"{zlib.crc32(line.encode()):08x}"
