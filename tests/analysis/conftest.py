"""Runs made in memory: analysis needs a network and a split, not a training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import Split, SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord
from movierec_gui.training.trained import TrainedRun


class HandMade(RatingModel):
    """A network whose one layer is a table: ``outputs`` [users, movies, width] by user and movie index."""

    default_layer = "table"

    def __init__(self, outputs: np.ndarray, scale: tuple[float, float]) -> None:
        super().__init__(scale)
        self.register_buffer("outputs", torch.from_numpy(outputs.astype(np.float32)))

    outputs: Tensor

    def user_state(self, users: Tensor) -> Tensor:
        return users[:, None].float()  # [B, 1]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        table = self.outputs[state[:, 0].long(), movies]  # [B, width]
        return {"table": table, PREDICTION: table.sum(-1, keepdim=True)}


def in_memory(dataset: Dataset, model: RatingModel | str, split: Split | None = None) -> TrainedRun:
    """A run of a given network, or of an architecture with its initial weights."""
    split = split or split_ratings(dataset, SplitConfig())
    name = model if isinstance(model, str) else "dense"
    spec = preset_spec(name)
    data = training_data(dataset, split)
    if isinstance(model, str):
        model = architecture(name).build(spec.model, data, torch.Generator().manual_seed(3))
        model.fit(data)
    record = RunRecord(
        "run", f"{name} in memory", spec, dataset.name, dataset.content_hash, "2026-01-01T00:00:00+00:00"
    )
    return TrainedRun(record, model.eval(), dataset, split, data)


@pytest.fixture(scope="session")
def make_run() -> Callable[..., TrainedRun]:
    return in_memory


@pytest.fixture(scope="session")
def hand_made() -> type[HandMade]:
    return HandMade


@pytest.fixture(scope="session")
def fitted_run(tiny_dataset: Dataset) -> TrainedRun:
    """A dot product trained for some steps on the tiny data: it knows that even users love even movies."""
    run = in_memory(tiny_dataset, "dot")
    ratings = run.data.ratings
    users, movies, values = (
        torch.from_numpy(column.astype(kind))
        for column, kind in ((ratings.users, np.int64), (ratings.movies, np.int64), (ratings.values, np.float32))
    )
    run.model.train()
    run.model.penalty = 0.01
    optimiser = torch.optim.Adam(run.model.parameters(), lr=0.05)
    for _ in range(80):
        optimiser.zero_grad()
        run.model.loss(Batch(users, movies, values, torch.zeros_like(users))).backward()
        optimiser.step()
    run.model.eval()
    return run
