"""Which form of Adam is taken, and what weight decay does to rows that no batch holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import use_generator
from movierec_gui.training.config import COUPLED, DECOUPLED, TrainingConfig
from movierec_gui.training.distributed import Workers
from movierec_gui.training.optimisers import AUTOGRAD_NEEDS, NUMBERS_PER_RATING, FusedAdam, make_optimiser
from movierec_gui.training.row_adam import RowAdam, row_tables

CONFIG = TrainingConfig(learning_rate=0.01)


def network(name: str, data: TrainingData) -> RatingModel:
    entry = architecture(name)
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    use_generator(model, torch.Generator().manual_seed(1))
    model.fit(data)
    model.train()
    return model


@pytest.mark.parametrize(("name", "together", "needs"), [("dense", 1, 1), ("dot", 1, AUTOGRAD_NEEDS), ("dot", 2, 1)])
def test_rows_are_moved_where_the_tables_are_large_for_the_batch(
    name: str, together: int, needs: int, data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = sum(table.weight.numel() for table in row_tables(network(name, data)))
    workers = Workers(size=together)
    for fewest, form in ((numbers - 1, RowAdam), (numbers, FusedAdam)):
        monkeypatch.setattr("movierec_gui.training.optimisers.NUMBERS_PER_RATING", fewest / needs / 4)
        assert isinstance(make_optimiser(network(name, data), replace(CONFIG, batch_size=4), workers), form)
    monkeypatch.setattr("movierec_gui.training.optimisers.NUMBERS_PER_RATING", 0)
    decaying = replace(CONFIG, batch_size=4, weight_decay=0.1)
    assert isinstance(make_optimiser(network(name, data), decaying, workers), FusedAdam)


def test_the_article_s_networks_move_rows_at_their_batch_size() -> None:
    for factors, movies, users in ((50, 9_066, 671), (50, 20_000, 200_000)):
        assert factors * (movies + users) > NUMBERS_PER_RATING * TrainingConfig().batch_size


@pytest.mark.parametrize(("strength", "kind", "left"), [
    (0.0, COUPLED, 1.0), (1e-6, COUPLED, 0.54), (1e-2, COUPLED, 0.54), (1e-6, DECOUPLED, 1.0), (1.0, DECOUPLED, 0.605),
])  # fmt: skip
def test_the_kind_of_decay_decides_what_becomes_of_a_row_that_no_batch_holds(
    strength: float, kind: str, left: float, data: TrainingData
) -> None:
    model = network("dot", data)
    model.movie_embedding.weight.data[5] = 1.0
    optimiser = make_optimiser(model, replace(CONFIG, weight_decay=strength, decay=kind))
    users, movies, ratings = torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([5.0, 1.0])
    for _ in range(50):
        optimiser.learn(Batch(users, movies, ratings, users))
        optimiser.step()
    optimiser.settle()
    assert model.movie_embedding.weight[5].tolist() == pytest.approx([left] * 20, abs=0.01)
