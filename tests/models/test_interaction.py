"""The article's networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.interaction import BIDIRECTIONAL_GRU, BIDIRECTIONAL_LSTM, DENSE, GRU, LSTM, InteractionConfig


@pytest.mark.parametrize(("name", "width"), [("dense", 7), ("lstm", 7), ("gru", 7), ("bilstm", 14), ("bigru", 14)])
def test_the_hidden_layer_has_the_configured_width(data: TrainingData, name: str, width: int) -> None:
    model = architecture(name).build(InteractionConfig(hidden=7), data, torch.Generator())
    model.eval()
    layers = model.layers(model.user_state(torch.arange(3)), torch.arange(3))
    assert layers["hidden"].shape == (3, width)
    assert layers["embeddings"].shape == (3, 100)


def test_batch_norm_standardises_the_hidden_layer_in_training_and_remembers(data: TrainingData) -> None:
    config = InteractionConfig(hidden=8, batch_norm=True, embedding_dropout=0.0)
    model = architecture("lstm").build(config, data, torch.Generator().manual_seed(0))
    model.train()
    layers = model.layers(model.user_state(torch.arange(30)), torch.arange(30))
    torch.testing.assert_close(layers["normalised"].mean(0), torch.zeros(8), atol=1e-5, rtol=0)
    assert not torch.equal(model.norm.running_mean, torch.zeros(8))
    model.eval()
    assert "normalised" in model.layer_names()


def test_the_article_presets_count_the_parameters_that_the_layers_imply(data: TrainingData) -> None:
    rows = data.n_users + data.n_movies
    lstm = architecture("lstm").build(architecture("lstm").presets[0].model, data, torch.Generator())
    assert lstm.n_parameters() == rows * 50 + (100 * 150 + 150) + 2 * 50 + 50 + 1
    dense = architecture("dense").build(architecture("dense").presets[0].model, data, torch.Generator())
    assert dense.n_parameters() == rows * 50 + (100 * 70 + 70) + 70 + 1


@pytest.mark.parametrize("name", ["dense", "lstm", "gru", "wide-deep"])
def test_training_starts_at_the_mean_rating(data: TrainingData, name: str) -> None:
    entry = architecture(name)
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    model.fit(data)
    assert model.output.bias.item() == pytest.approx(data.mean)


def test_without_a_dense_output_there_is_no_bias_to_start_with(data: TrainingData) -> None:
    model = architecture("gru").build(InteractionConfig(dense_output=False), data, torch.Generator())
    model.fit(data)
    assert model.predict(torch.arange(3), torch.arange(3)).shape == (3,)


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(LSTM)
    expect_documented_settings(GRU)
    expect_documented_settings(BIDIRECTIONAL_LSTM)
    expect_documented_settings(BIDIRECTIONAL_GRU)
    expect_documented_settings(DENSE)
