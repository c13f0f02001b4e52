"""Reports of a recommender's fit, and its curve: frozen records of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.progress import Progress


@dataclass(frozen=True)
class ListEpoch:
    """One pass over the ratings: what its steps made smaller, and how good the lists are after it."""

    epoch: int
    """From 1."""
    loss: float | None
    """Mean over the steps; of another unit for each recommender. None where it is no number."""
    ndcg: float | None
    """NDCG@10 of some people's lists, on the validation part; None where the split has none that can be judged."""


@dataclass(frozen=True)
class ListStarted:
    """The run is in the store and its fit begins."""

    run_id: str
    train_ratings: int
    held_out_ratings: int
    resumed_epochs: int
    """Passes that were done before."""
    progress: Progress


@dataclass(frozen=True)
class ListEpochEnded:
    """A pass over the ratings is over."""

    run_id: str
    record: ListEpoch
    progress: Progress


ListEvent = Progress | ListStarted | ListEpochEnded
