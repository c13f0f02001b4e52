"""Learning rates and early stopping, computed from settings and history alone, so that a resumed run needs no more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.events import EpochRecord

PLATEAU_PATIENCE = 2


def learning_rate(config: TrainingConfig, history: Sequence[EpochRecord]) -> float:
    """The learning rate of the epoch that follows the history."""
    done = len(history) / config.epochs
    if config.schedule == "cosine":
        return config.learning_rate * max(0.01, 0.5 * (1 + math.cos(math.pi * done)))
    if config.schedule == "steps":
        return config.learning_rate * 0.1 ** math.floor(3 * done)
    if config.schedule == "plateau":
        return float(config.learning_rate * 0.5 ** _plateaus(history))
    return config.learning_rate


def best_epoch(history: Sequence[EpochRecord]) -> int:
    """The epoch (from 1) with the lowest validation error; the last where nothing was validated; 0 before any."""
    if not history:
        return 0
    validated = [record for record in history if record.validation]
    if not validated:
        return history[-1].epoch
    return min(validated, key=lambda record: record.validation["mse"]).epoch


def should_stop(config: TrainingConfig, history: Sequence[EpochRecord]) -> bool:
    """Whether early stopping ends the run after this history."""
    return bool(config.patience) and len(history) - best_epoch(history) >= config.patience


def _plateaus(history: Sequence[EpochRecord]) -> int:
    """How many times the error failed to improve for ``PLATEAU_PATIENCE`` epochs in a row."""
    count, waited, best = 0, 0, math.inf
    for record in history:
        error = record.validation.get("mse", record.train_mse)
        waited = 0 if error < best else waited + 1
        best = min(best, error)
        if waited == PLATEAU_PATIENCE:
            count, waited = count + 1, 0
    return count
