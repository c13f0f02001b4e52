"""Findings from a run's history: where over-fitting starts, the curve without its noise, and all of it as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.data.table_export import write_frame
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.run_labels import run_label
from movierec_gui.training.runs import RunRecord
from movierec_gui.training.schedules import best_epoch

OVERFITTING_RISE = 0.005
"""Share by which the validation error has to lie above its best, for good, to be called over-fitting."""
OVERFITTING_EPOCHS = 2
"""For how many epochs at least."""


def overfitting_epoch(history: Sequence[EpochRecord]) -> int:
    """The first epoch from which the validation error stays clearly above its best; 0 where there is none.

    The training error has to lie below what it was at the best epoch, and both have to hold up to the last epoch:
    an error that comes back was noise.
    """
    best = best_epoch(history)
    if not best or not history[-1].validation:
        return 0
    at_best = next(record for record in history if record.epoch == best)
    start = 0
    for record in reversed(history):
        worse = record.validation.get("mse", np.inf) > at_best.validation["mse"] * (1.0 + OVERFITTING_RISE)
        if record.epoch <= best or not worse or record.train_mse >= at_best.train_mse:
            break
        start = record.epoch
    return start if start and history[-1].epoch - start + 1 >= OVERFITTING_EPOCHS else 0


def smoothed(values: npt.NDArray[np.float64], strength: float) -> npt.NDArray[np.float64]:
    """The exponential moving average of a curve [n], corrected for its start.

    Strength 0 leaves the curve as it is; it has to be below 1.
    """
    weight = total = 0.0
    result = np.empty(len(values))
    for index, value in enumerate(values):
        if np.isfinite(value):
            total = strength * total + (1.0 - strength) * float(value)
            weight = strength * weight + (1.0 - strength)
        result[index] = total / weight if weight else np.nan
    return result


def curves_table(runs: Iterable[tuple[RunRecord, Sequence[EpochRecord]]]) -> pd.DataFrame:
    """Every epoch of the runs: run, name, epoch, train_mse, validation_mse, learning_rate, seconds."""
    rows = [
        (record.id, run_label(record), epoch.epoch, epoch.train_mse, epoch.validation.get("mse", np.nan),
         epoch.learning_rate, epoch.seconds)
        for record, history in runs
        for epoch in history
    ]  # fmt: skip
    names = ["run", "name", "epoch", "train_mse", "validation_mse", "learning_rate", "seconds"]
    return pd.DataFrame(rows, columns=names)


def write_curves(runs: Iterable[tuple[RunRecord, Sequence[EpochRecord]]], path: Path) -> Path:
    """Write ``curves_table`` as CSV. Raises UserError where the file cannot be written."""
    write_frame(curves_table(runs), path)
    return path
