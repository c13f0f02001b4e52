"""A large batch that is learned in pieces: the gradients of the whole."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import use_generator
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.distributed import Workers
from movierec_gui.training.optimisers import FusedAdam
from movierec_gui.training.pieces import PIECE, piece_learner

LARGE = TrainingConfig(batch_size=PIECE + 1, learning_rate=0.01)
LEARNED = [("dense", "article"), ("lstm", "article, 70 nodes"), ("gru", "article"), ("bilstm", "article, 30 nodes"),
           ("wide-deep", "article, ids scaled")]  # fmt: skip


def network(data: TrainingData, name: str, preset: str = "", seed: int = 1, **changes: Any) -> RatingModel:
    entry = architecture(name)
    config = (entry.preset(preset) if preset else entry.presets[0]).model
    model: RatingModel = entry.build(replace(config, **changes), data, torch.Generator().manual_seed(0))
    use_generator(model, torch.Generator().manual_seed(seed))
    model.fit(data)
    return model.train()


def without_dropout(data: TrainingData, name: str, preset: str) -> RatingModel:
    config = architecture(name).preset(preset).model
    none = {field.name: 0.0 for field in fields(config) if "dropout" in field.name}
    return network(data, name, preset, **none)


def batch(data: TrainingData, size: int, seed: int = 5) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    users, movies = (torch.randint(0, high, (size,), generator=generator) for high in (data.n_users, data.n_movies))
    return Batch(users, movies, 5 * torch.rand(size, generator=generator), users)


def gradients(model: RatingModel) -> dict[str, Tensor]:
    return {name: value.grad for name, value in model.named_parameters() if value.grad is not None}


@pytest.mark.parametrize(("name", "preset"), LEARNED)
@pytest.mark.parametrize("size", [1, 30, 31, 37])
def test_the_gradients_of_the_pieces_sum_to_the_whole_s(
    data: TrainingData, name: str, preset: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movierec_gui.training.pieces.PIECE", 10)
    whole, in_pieces = without_dropout(data, name, preset), without_dropout(data, name, preset)
    learner = piece_learner(in_pieces, 37)
    assert learner is not None
    for seed in (5, 6):  # nothing is left of the batch before
        ratings = batch(data, size, seed)
        whole.zero_grad()
        expected = whole.learn(ratings)
        torch.testing.assert_close(learner.learn(ratings), expected)
        found = gradients(in_pieces)
        assert found.keys() == gradients(whole).keys()
        for weights, gradient in gradients(whole).items():
            torch.testing.assert_close(found[weights], gradient, atol=1e-6, rtol=1e-4, msg=weights)


def test_what_is_silenced_depends_on_the_seed_alone(data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("movierec_gui.training.pieces.PIECE", 10)
    found = []
    for seed in (1, 1, 2):
        model = network(data, "dense", seed=seed)
        optimiser = FusedAdam(model, LARGE)
        for size in (37, 12):
            optimiser.learn(batch(data, size))
            optimiser.step()
        found.append(model.user_embedding.weight)
    assert torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])


def test_steps_in_pieces_are_steps_of_the_whole(data: TrainingData) -> None:
    whole, in_pieces = (without_dropout(data, "dense", "article") for _ in range(2))
    small, large = FusedAdam(whole, replace(LARGE, batch_size=64)), FusedAdam(in_pieces, LARGE)
    for seed in range(5):
        for optimiser in (small, large):
            optimiser.learn(batch(data, PIECE + 1, seed))
            optimiser.step()
    for weights, expected in whole.state_dict().items():
        torch.testing.assert_close(in_pieces.state_dict()[weights], expected, atol=1e-3, rtol=1e-3, msg=weights)


@pytest.mark.parametrize(("name", "changes"), [
    ("lstm", {"batch_norm": True}), ("gru", {"dense_output": False}), ("dense", {"words": "titles"}), ("dot", {}),
])  # fmt: skip
def test_what_looks_at_a_whole_batch_or_is_torch_s_to_differentiate_is_learned_whole(
    data: TrainingData, name: str, changes: dict[str, Any]
) -> None:
    assert piece_learner(network(data, name, **changes), PIECE + 1) is None


def test_batches_no_larger_than_a_piece_are_learned_whole(data: TrainingData) -> None:
    assert piece_learner(network(data, "dense"), PIECE) is None
    assert piece_learner(network(data, "dense"), PIECE + 1) is not None


def test_several_processes_learn_their_parts_whole(data: TrainingData) -> None:
    assert FusedAdam(network(data, "dense"), LARGE, Workers(size=2))._pieces is None
