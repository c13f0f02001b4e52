"""Networks over real history: the past counts, the future does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.sequential import ENCODERS, SEQUENTIAL, SequentialConfig, SequentialNetwork
from movierec_gui.training.config import preset_spec


@pytest.fixture(name="network", params=ENCODERS)
def _network(request: pytest.FixtureRequest, data: TrainingData) -> SequentialNetwork:
    config = SequentialConfig(factors=4, encoder=request.param, length=5)
    network = SequentialNetwork(config, data, torch.Generator().manual_seed(0))
    network.eval()
    return network


def test_before_the_first_rating_there_is_only_the_user(network: SequentialNetwork) -> None:
    users = torch.arange(3)
    state = network.state_at(users, torch.zeros(3, dtype=torch.long))
    torch.testing.assert_close(state[:, 1:], network.user_embedding.weight[:3])


def test_a_rating_changes_later_predictions_and_no_earlier_ones(network: SequentialNetwork, data: TrainingData) -> None:
    user = 3
    moments = sorted(data.ratings.timestamps[data.ratings.users == user].tolist())
    middle = moments[len(moments) // 2]
    asked = torch.tensor([middle, middle + 1])
    before = network.state_at(torch.tensor([user, user]), asked)
    own = network.histories.timestamps == middle
    network.histories.residuals[own] += 2.0
    after = network.state_at(torch.tensor([user, user]), asked)
    assert torch.equal(after[0], before[0])
    assert not torch.equal(after[1], before[1])


def test_only_the_last_ratings_of_the_given_length_are_read(network: SequentialNetwork, data: TrainingData) -> None:
    users = torch.tensor([3])
    before = network.user_state(users)
    begin, end = network.histories.offsets[3], network.histories.offsets[4]
    network.histories.residuals[begin : end - 5] += 2.0
    assert torch.equal(network.user_state(users), before)


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("sequential", 2)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("sequential")


def test_a_recurrent_history_is_read_from_the_oldest_to_the_newest(data: TrainingData) -> None:
    config = SequentialConfig(factors=4, encoder="gru", length=3)
    network = SequentialNetwork(config, data, torch.Generator().manual_seed(0)).eval()
    movies, residuals, _ = network.histories.latest(torch.tensor([5]), None, 3)
    steps = torch.cat([network.seen_embedding(movies[0]), residuals[0].unsqueeze(-1)], dim=-1)
    hidden = torch.zeros(1, 4)
    for step in steps:
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        hidden = torch.gru_cell(step.unsqueeze(0), hidden, *(getattr(network.encoder.cell, name) for name in names))
    expected = network.user_embedding.weight[5] + network.project(hidden)[0]
    torch.testing.assert_close(network.user_vector(torch.tensor([5]))[0], expected)


def test_attention_weighs_each_step_by_how_it_fits_the_user(data: TrainingData) -> None:
    config = SequentialConfig(factors=4, encoder="attention", length=3)
    network = SequentialNetwork(config, data, torch.Generator().manual_seed(0)).eval()
    movies, residuals, _ = network.histories.latest(torch.tensor([5]), None, 3)
    steps = torch.cat([network.seen_embedding(movies[0]), residuals[0].unsqueeze(-1)], dim=-1)  # [3, 5]
    own, encoder = network.user_embedding.weight[5], network.encoder
    scores = encoder.keys(steps) @ encoder.query(own) / 5**0.5
    mixed = torch.softmax(scores, dim=0) @ encoder.values(steps)
    torch.testing.assert_close(network.user_vector(torch.tensor([5]))[0], own + network.project(mixed))


def test_only_ratings_that_exist_are_weighed(data: TrainingData) -> None:
    config = SequentialConfig(factors=4, encoder="attention", length=3)
    network = SequentialNetwork(config, data, torch.Generator().manual_seed(0)).eval()
    first = sorted(data.ratings.timestamps[data.ratings.users == 5].tolist())[0]
    short = network.state_at(torch.tensor([5]), torch.tensor([first + 1]))[:, 1:]
    network.length = 40
    torch.testing.assert_close(network.state_at(torch.tensor([5]), torch.tensor([first + 1]))[:, 1:], short)


def test_its_presets_are_one_for_each_encoder_and_the_first_is_the_default() -> None:
    assert [preset.model.encoder for preset in SEQUENTIAL.presets] == ["gru", "lstm", "attention"]
    assert len({preset_spec("sequential", preset.name).training for preset in SEQUENTIAL.presets}) == 1
    assert SequentialConfig() == SEQUENTIAL.presets[0].model


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(SEQUENTIAL)
