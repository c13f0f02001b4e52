"""Moving only the rows of the batch gives what moving everything gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import UserTable, use_generator
from movierec_gui.models.gradients import LearnsRows
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.optimisers import FusedAdam, Optimiser
from movierec_gui.training.row_adam import RowAdam, row_tables

CONFIG = TrainingConfig(learning_rate=0.01, batch_size=4)


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
        model.loss(Batch(users, movies, torch.from_numpy(ratings.values[chosen]), users)).backward()
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


@pytest.mark.parametrize("name", ["lstm", "gru", "dense", "bigru", "wide-deep"])
def test_gradients_by_hand_make_the_steps_of_torch_s_gradients(name: str, data: TrainingData) -> None:
    by_hand, by_torch = network(name, data), network(name, data)
    with_hand, with_torch = rows(by_hand), rows(by_torch)
    ratings = data.ratings
    for number in range(30):
        size = 1 + number % 5  # a batch of one is none for batch normalisation
        chosen = torch.randint(len(ratings), (size,), generator=torch.Generator().manual_seed(number)).numpy()
        users, movies = (torch.from_numpy(column[chosen]).long() for column in (ratings.users, ratings.movies))
        values = torch.from_numpy(ratings.values[chosen])
        learned = with_hand.learn(Batch(users, movies, values, users))
        with_torch.prepare(users, movies)
        loss = by_torch.loss(Batch(users, movies, values, users))
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


def test_the_network_s_own_tables_are_moved_and_read(data: TrainingData) -> None:
    model = network("dense", data)
    weights = model.user_embedding.weight.data_ptr()
    optimiser = rows(model)
    steps(model, optimiser, data, 0, 5)
    optimiser.settle()
    assert model.user_embedding.weight.data_ptr() == weights
    users, movies = torch.arange(3), torch.arange(3)
    plain = torch.nn.functional.embedding(users, model.user_embedding.weight)
    for training in (True, False):
        model.train(training)
        assert torch.equal(model.user_state(users), plain)
    model.eval()
    assert torch.equal(model(users, movies), model(users, movies))


def test_rows_that_were_read_and_got_no_step_are_not_moved_twice(data: TrainingData) -> None:
    straight, tried = network("dot", data), network("dot", data)
    first, second = rows(straight), rows(tried)
    for number in range(0, 40, 10):
        steps(straight, first, data, number, number + 10)
        steps(tried, second, data, number, number + 10)
        second.prepare(torch.arange(5), torch.arange(7))
        second.prepare(torch.arange(5), torch.arange(7))
    first.settle()
    second.settle()
    for weights, expected in straight.state_dict().items():
        torch.testing.assert_close(tried.state_dict()[weights], expected, atol=2e-4, rtol=1e-3, msg=weights)


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES if entry.presets])
def test_a_step_reads_no_other_row_of_a_table_than_its_batch_s(name: str, data: TrainingData) -> None:
    model = network(name, data)
    for table in row_tables(model):
        table.sparse = True
    users, movies = torch.tensor([3, 1, 3]), torch.tensor([0, 5, 7])
    if model.fits_itself:
        return
    model.loss(Batch(users, movies, torch.tensor([1.0, 4.0, 3.0]), torch.full((3,), 10**9))).backward()
    for table in row_tables(model):
        allowed = users if isinstance(table, UserTable) else movies
        gradient = table.weight.grad
        assert gradient is None or gradient.is_sparse
        assert gradient is None or set(gradient._indices()[0].tolist()) <= set(allowed.tolist())


def test_a_row_that_no_batch_holds_coasts_as_under_torch(data: TrainingData) -> None:
    whole, by_rows = network("dot", data), network("dot", data)
    everything, needed = FusedAdam(whole, CONFIG), rows(by_rows)
    users, movies, ratings = torch.tensor([0, 1]), torch.tensor([0, 1]), torch.tensor([5.0, 1.0])
    for number in range(200):
        chosen = slice(0, 2) if number < 3 else slice(1, 2)  # user 0 and movie 0 get no gradient from then on
        for model, optimiser in ((whole, everything), (by_rows, needed)):
            optimiser.prepare(users[chosen], movies[chosen])
            model.loss(Batch(users[chosen], movies[chosen], ratings[chosen], users[chosen])).backward()
            optimiser.step()
    needed.settle()
    torch.testing.assert_close(by_rows.user_embedding.weight[0], whole.user_embedding.weight[0], atol=1e-5, rtol=1e-4)
    assert not torch.equal(by_rows.user_embedding.weight[0], network("dot", data).user_embedding.weight[0])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("gru", {"dense_output": False}),
        ("gru", {"words": "titles", "word_vectors": 2}),
        ("wide-deep", {"words": "titles", "word_vectors": 2}),
    ],
)
def test_where_gradients_are_not_known_by_hand_torch_finds_them(
    name: str, change: dict[str, Any], data: TrainingData
) -> None:
    entry = architecture(name)
    config = replace(entry.presets[0].model, **change)
    model, expected = (entry.build(config, data, torch.Generator().manual_seed(0)) for _ in range(2))
    assert isinstance(model, LearnsRows)
    assert not model.learns_rows
    users, movies, ratings = torch.tensor([0, 1, 2]), torch.tensor([5, 5, 7]), torch.tensor([1.0, 2.0, 5.0])
    for number, one in enumerate((model, expected)):
        use_generator(one, torch.Generator().manual_seed(1))
        optimiser = FusedAdam(one, CONFIG) if number else rows(one)
        for _ in range(3):
            optimiser.learn(Batch(users, movies, ratings, users))
            optimiser.step()
        optimiser.settle()
    for weights, wanted in expected.state_dict().items():
        torch.testing.assert_close(model.state_dict()[weights], wanted, atol=2e-4, rtol=1e-3, msg=weights)
