"""Predictions for the whole catalogue: equal to those of the layers, and what is kept is forgotten in time."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import ARCHITECTURES, architecture, catalogue
from movierec_gui.models.base import Architecture, ModelConfig, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.run_average import AverageConfig, Member
from movierec_gui.progress import finish
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.optimisers import make_optimiser

PRESETS = [
    pytest.param(entry, preset.model, id=f"{entry.name}-{preset.name}")
    for entry in ARCHITECTURES
    for preset in entry.presets
]


def _made(entry: Architecture, config: ModelConfig, data: TrainingData, seed: int = 0) -> RatingModel:
    """A network all of whose weights are random, those too that start at zero or are found by a fit; never clipped."""
    model = entry.build(config, data, torch.Generator().manual_seed(seed))
    model.fit(data)
    _shake(model, seed)
    model.scale = (-1e6, 1e6)
    return model.eval()


def _shake(model: RatingModel, seed: int = 1) -> None:
    generator = torch.Generator().manual_seed(seed)
    stored = set(model.state_dict())
    with torch.no_grad():
        for name, tensor in (*model.named_parameters(), *model.named_buffers()):
            if name in stored and tensor.is_floating_point():
                tensor.add_(torch.rand(tensor.shape, generator=generator) * 0.3)


def _by_layers(model: RatingModel, state: torch.Tensor, movies: int) -> tuple[torch.Tensor, torch.Tensor | None]:
    everything = torch.arange(movies)
    with torch.inference_mode():
        return (
            model.predict_state(state, everything),
            model.predictive_variance(state.expand(movies, -1), everything),
        )


def _state(model: RatingModel, user: int) -> torch.Tensor:
    with torch.inference_mode():
        return model.user_state(torch.tensor([user]))[0]


def _check(model: RatingModel, movies: int) -> None:
    for user in (3, 5):
        state = _state(model, user)
        predicted, variance = model.predict_catalogue(state, movies)
        expected, expected_variance = _by_layers(model, state, movies)
        torch.testing.assert_close(predicted, expected, rtol=1e-5, atol=1e-4)
        if expected_variance is None:
            assert variance is None
        else:
            torch.testing.assert_close(variance, expected_variance, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("entry", "config"), PRESETS)
def test_every_architecture_predicts_the_catalogue_as_its_layers_do(
    entry: Architecture, config: ModelConfig, data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE_BATCH", 17)
    _check(_made(entry, config, data), data.n_movies)


@pytest.mark.parametrize("name", ["lstm", "wide-deep", "wide-deep-crosses", "autorec"])
@pytest.mark.parametrize("vectors", [0, 4])
def test_words_are_part_of_a_movies_side(name: str, vectors: int, data: TrainingData) -> None:
    entry = architecture(name)
    config = replace(entry.presets[0].model, words="titles", word_vectors=vectors)
    _check(_made(entry, config, data), data.n_movies)


@pytest.mark.parametrize("name", ["house", "lstm", "autorec"])
def test_what_is_kept_is_forgotten_when_a_weight_changes(name: str, data: TrainingData) -> None:
    entry = architecture(name)
    model = _made(entry, entry.presets[-1].model, data)
    before, _ = model.predict_catalogue(_state(model, 3), data.n_movies)
    _shake(model)
    _check(model, data.n_movies)
    other = _made(entry, entry.presets[-1].model, data, seed=7)
    model.load_state_dict(other.state_dict())
    _check(model, data.n_movies)
    assert not torch.equal(model.predict_catalogue(_state(model, 3), data.n_movies)[0], before)


@pytest.mark.parametrize("name", ["lstm", "autorec"])
@pytest.mark.parametrize("batch", [1, 64])
def test_what_is_kept_is_forgotten_by_training(name: str, batch: int, data: TrainingData) -> None:
    """Whichever optimiser the batch size asks for."""
    entry = architecture(name)
    model = _made(entry, entry.presets[0].model, data)
    optimiser = make_optimiser(model, TrainingConfig(batch_size=batch, learning_rate=0.1))
    users, movies = torch.arange(8), torch.arange(8)
    for _ in range(2):
        _check(model, data.n_movies)
        model.train()
        optimiser.learn(Batch(users, movies, torch.full((8,), 5.0), torch.zeros(8)))
        optimiser.step()
        optimiser.settle()
    _check(model, data.n_movies)


def test_the_movies_side_is_computed_once(data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = architecture("autorec")
    model = _made(entry, entry.presets[0].model, data)
    asked = []
    real = model.movie_side
    monkeypatch.setattr(model, "movie_side", lambda movies: (asked.append(len(movies)), real(movies))[1])
    for user in range(3):
        model.predict_catalogue(_state(model, user), data.n_movies)
    assert asked == [data.n_movies]


def test_a_side_too_large_to_keep_is_computed_again(data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KEPT_NUMBERS", 100)
    monkeypatch.setattr(catalogue, "CATALOGUE_BATCH", 10)
    entry = architecture("gru")
    model = _made(entry, entry.presets[0].model, data)
    _check(model, data.n_movies)
    assert len(model.kept_sides) == 0


def test_an_average_predicts_the_catalogue_by_its_members(data: TrainingData) -> None:
    members = tuple(
        Member(name, name, name, architecture(name).presets[0].model, weight)
        for name, weight in (("vbfm", 0.5), ("lstm", 0.3), ("dot", 0.2))
    )
    entry = architecture("average")
    model = entry.build(AverageConfig(members), data, torch.Generator().manual_seed(0))
    for number, network in enumerate(model.networks):
        _shake(network, number)
    _check(model, data.n_movies)
    assert model.predict_catalogue(_state(model, 0), data.n_movies)[1] is not None


@pytest.mark.parametrize("name", ["dense", "house"])
def test_several_people_are_predicted_as_one_after_another(
    name: str, data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE_BATCH", 7)
    entry = architecture(name)
    model = _made(entry, entry.presets[0].model, data)
    states = [_state(model, user) for user in (3, 5, 3)]
    predicted, variances = finish(model.predict_people(states, 60))
    assert predicted.shape == (3, 60)
    for place, state in enumerate(states):
        alone, variance = model.predict_catalogue(state, 60)
        assert torch.equal(predicted[place], alone)
        assert (variance is None) == (variances is None)
        assert variance is None or torch.equal(variances[place], variance)
