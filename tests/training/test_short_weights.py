"""Weights in short: what comes back predicts as what was kept, and anything else is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.models.house.config import HouseConfig
from movierec_gui.records import DamagedError
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.short_weights import load_short, shortened

SMALL = HouseConfig(factors=4, steps=20, hidden=8, passes=2, neighbours=8, folds=0, head=8, head_passes=1, fits=1)


@pytest.fixture
def data(tiny_dataset: Dataset) -> TrainingData:
    return training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))


def _built(data: TrainingData, config: HouseConfig, seed: int) -> RatingModel:
    return architecture("house").build(config, data, torch.Generator().manual_seed(seed))


def _fitted(data: TrainingData, config: HouseConfig) -> RatingModel:
    generator = torch.Generator().manual_seed(3)
    model = architecture("house").build(config, data, generator)
    for _ in model.own_fit(data, generator).steps():
        pass
    return model.eval()


@pytest.mark.parametrize("config", [SMALL, replace(SMALL, fits=2), replace(SMALL, folds=2)])
def test_a_network_from_its_short_form_predicts_within_a_two_hundredth_of_a_star(
    data: TrainingData, config: HouseConfig
) -> None:
    model, again = _fitted(data, config), _built(data, config, seed=9)
    again.train()
    load_short(again, shortened(model), data)
    assert not again.training
    difference = predict_ratings(model, data.ratings) - predict_ratings(again, data.ratings)
    assert np.abs(difference).max() < 0.005


def test_what_the_ratings_give_again_is_left_out(data: TrainingData) -> None:
    names = shortened(_fitted(data, SMALL))
    assert not [name for name in names if name.startswith(("experts.neighbours", "experts.statistics", "correction"))]
    assert "correction.last.weight" in shortened(_fitted(data, replace(SMALL, folds=2)))
    assert all(tensor.dtype == torch.half for tensor in names.values())


def _without(tensors: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {other: tensor for other, tensor in tensors.items() if other != name}


def test_tensors_of_another_network_are_refused(data: TrainingData) -> None:
    tensors = shortened(_fitted(data, SMALL))
    one = torch.zeros(1)
    for wrong, why in (
        (_without(tensors, "reach"), "reach is missing"),
        (tensors | {"experts.neighbours.users": one}, "does not belong into a short form"),
        (tensors | {"reach": one}, "instead of float32"),
        (tensors | {"anything": one}, "the network has no anything"),
    ):
        with pytest.raises(DamagedError, match=why):
            load_short(_built(data, SMALL, seed=0), wrong, data)
