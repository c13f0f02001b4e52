"""The article's wide & deep network: ids as inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.wide_deep import WIDE_DEEP, WideDeepConfig, WideDeepNetwork


@pytest.mark.parametrize(("scaled", "user", "movie"), [(True, 20 / 40, 30 / 60), (False, 20.0, 30.0)])
def test_the_wide_layer_sees_the_ids(data: TrainingData, scaled: bool, user: float, movie: float) -> None:
    model = WideDeepNetwork(WideDeepConfig(scale_ids=scaled), data, torch.Generator().manual_seed(0))
    model.eval()
    layers = model.layers(model.user_state(torch.tensor([20])), torch.tensor([30]))
    torch.testing.assert_close(layers["wide"][0], model.wide(torch.tensor([user, movie])))


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("wide-deep", 2)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("wide-deep")


@pytest.mark.parametrize("scaled", [True, False])
def test_the_layers_are_as_wide_as_the_settings_say(data: TrainingData, scaled: bool) -> None:
    model = WideDeepNetwork(WideDeepConfig(6, 5, 0.0, 3, scaled), data, torch.Generator().manual_seed(0))
    users, movies = torch.arange(4), torch.arange(4)
    layers = model.layers(model.user_state(users), movies)
    assert {name: values.shape[1] for name, values in layers.items()} == {
        "embeddings": 12,
        "deep": 5,
        "wide": 3,
        PREDICTION: 1,
    }
    expected = torch.cat([model.user_embedding.weight[users], model.movie_embedding.weight[movies]], dim=1)
    assert torch.equal(layers["embeddings"], expected)
    joined = torch.cat([layers["deep"], layers["wide"]], dim=1)
    torch.testing.assert_close(layers[PREDICTION], model.output(joined))


def test_each_preset_shows_the_articles_figure() -> None:
    assert [preset.article_mse for preset in WIDE_DEEP.presets] == [0.789, 0.789]


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(WIDE_DEEP)
