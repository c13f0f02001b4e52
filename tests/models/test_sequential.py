"""Networks over real history: the past counts, the future does not."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.sequential import ENCODERS, SequentialConfig, SequentialNetwork


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
    own = network.histories.moments == middle
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
