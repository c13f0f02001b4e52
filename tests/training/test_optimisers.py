"""Both forms of Adam take the same steps."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.models.blocks import use_generator
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.optimisers import FusedAdam, Optimiser, RowAdam, make_optimiser

CONFIG = TrainingConfig(learning_rate=0.01, batch_size=4)


@pytest.fixture(name="data")
def _data(tiny_dataset: Dataset) -> TrainingData:
    return training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))


def network(name: str, data: TrainingData) -> RatingModel:
    entry = architecture(name)
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    use_generator(model, torch.Generator().manual_seed(1))
    model.fit(data)
    model.train()
    return model


def rows(model: RatingModel) -> RowAdam:
    return RowAdam(model, CONFIG)


def steps(model: RatingModel, optimiser: Optimiser, data: TrainingData, first: int, last: int) -> None:
    ratings = data.ratings
    for number in range(first, last):
        chosen = torch.randint(len(ratings), (4,), generator=torch.Generator().manual_seed(number)).numpy()
        users, movies = (torch.from_numpy(column[chosen]).long() for column in (ratings.users, ratings.movies))
        optimiser.set_rate(0.01 if number < 60 else 0.001)
        optimiser.prepare(users, movies)
        model.loss(users, movies, torch.from_numpy(ratings.values[chosen])).backward()
        optimiser.step()


@pytest.mark.parametrize("name", ["lstm", "gru", "dense", "wide-deep", "dot"])
def test_updating_rows_when_needed_gives_the_weights_of_updating_all(name: str, data: TrainingData) -> None:
    whole, by_rows = network(name, data), network(name, data)
    everything, needed = FusedAdam(whole, CONFIG), rows(by_rows)
    steps(whole, everything, data, 0, 120)
    steps(by_rows, needed, data, 0, 120)
    needed.settle()
    for weights, expected in whole.state_dict().items():
        torch.testing.assert_close(by_rows.state_dict()[weights], expected, atol=2e-4, rtol=1e-3, msg=weights)


@pytest.mark.parametrize("name", ["lstm", "gru", "dense", "bigru"])
def test_gradients_by_hand_make_the_steps_of_torch_s_gradients(name: str, data: TrainingData) -> None:
    by_hand, by_torch = network(name, data), network(name, data)
    with_hand, with_torch = rows(by_hand), rows(by_torch)
    ratings = data.ratings
    for number in range(30):
        size = 1 + number % 5  # a batch of one is none for batch normalisation
        chosen = torch.randint(len(ratings), (size,), generator=torch.Generator().manual_seed(number)).numpy()
        users, movies = (torch.from_numpy(column[chosen]).long() for column in (ratings.users, ratings.movies))
        values = torch.from_numpy(ratings.values[chosen])
        learned = with_hand.learn(users, movies, values, users)
        with_torch.prepare(users, movies)
        loss = by_torch.loss(users, movies, values)
        loss.backward()
        with_hand.step()
        with_torch.step()
        torch.testing.assert_close(learned, loss.detach())
    with_hand.settle()
    with_torch.settle()
    for weights, expected in by_torch.state_dict().items():
        torch.testing.assert_close(by_hand.state_dict()[weights], expected, atol=1e-6, rtol=1e-5, msg=weights)


@pytest.mark.parametrize("row_wise", [False, True])
def test_a_stored_state_goes_on_where_it_was(data: TrainingData, row_wise: bool) -> None:
    make = rows if row_wise else lambda model: FusedAdam(model, CONFIG)
    straight, broken = network("dense", data), network("dense", data)
    optimiser = make(straight)
    steps(straight, optimiser, data, 0, 20)
    optimiser.settle()
    steps(straight, optimiser, data, 20, 40)
    optimiser.settle()
    first = make(broken)
    steps(broken, first, data, 0, 20)
    first.settle()
    again = make(broken)
    again.load_state(first.state())
    steps(broken, again, data, 20, 40)
    again.settle()
    for weights, expected in straight.state_dict().items():
        assert torch.equal(broken.state_dict()[weights], expected), weights


def test_small_batches_on_large_tables_update_rows_and_others_everything(data: TrainingData) -> None:
    model = network("dense", data)
    assert isinstance(make_optimiser(model, replace(CONFIG, batch_size=1)), RowAdam)
    assert isinstance(make_optimiser(model, replace(CONFIG, batch_size=64)), FusedAdam)
    assert isinstance(make_optimiser(model, replace(CONFIG, batch_size=1, weight_decay=0.1)), FusedAdam)


def test_an_evaluated_network_reads_its_table_directly(data: TrainingData) -> None:
    model = network("dense", data)
    rows(model)
    model.eval()
    users = torch.arange(3)
    assert torch.equal(model.user_state(users), model.user_embedding.weight[users])
