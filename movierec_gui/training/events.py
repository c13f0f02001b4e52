"""Reports of a training run: frozen records of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.progress import Progress


@dataclass(frozen=True)
class EpochRecord:
    """One epoch: the running training error (with dropout on) and the validation metrics after it."""

    epoch: int
    train_mse: float
    validation: dict[str, float]
    """By metric name (mse, rmse, mae); empty where the split has no validation part."""
    learning_rate: float
    seconds: float


@dataclass(frozen=True)
class TrainingStarted:
    """The network is built and its run is in the store."""

    run_id: str
    epochs: int
    train_ratings: int
    validation_ratings: int
    parameters: int
    device: str
    """Where the network is trained: one that fits itself on the processor, whatever was asked for."""
    progress: Progress


@dataclass(frozen=True)
class StepsTrained:
    """Somewhere inside an epoch, at most ten times a second. ``epoch`` counts from 0 and has a fraction."""

    run_id: str
    epoch: float
    train_mse: float
    ratings_per_second: float
    progress: Progress


@dataclass(frozen=True)
class EpochEnded:
    """An epoch is over, its checkpoint is on disk."""

    run_id: str
    record: EpochRecord
    best_epoch: int
    progress: Progress


TrainingEvent = TrainingStarted | StepsTrained | EpochEnded
