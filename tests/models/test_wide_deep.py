"""The article's wide & deep network: ids as inputs."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.wide_deep import WideDeepConfig, WideDeepNetwork


@pytest.mark.parametrize(("scaled", "user", "movie"), [(True, 20 / 40, 30 / 60), (False, 20.0, 30.0)])
def test_the_wide_layer_sees_the_ids(data: TrainingData, scaled: bool, user: float, movie: float) -> None:
    model = WideDeepNetwork(WideDeepConfig(scale_ids=scaled), data, torch.Generator().manual_seed(0))
    model.eval()
    layers = model.layers(model.user_state(torch.tensor([20])), torch.tensor([30]))
    torch.testing.assert_close(layers["wide"][0], model.wide(torch.tensor([user, movie])))
