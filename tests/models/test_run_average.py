"""The average as a network: what it makes of its members' layers, states, variances and vectors."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.run_average import AVERAGE, Average, AverageConfig, Member
from movierec_gui.settings import from_mapping, to_mapping


def config_of(**weights: float) -> AverageConfig:
    """Members by their architectures' names, with an underscore for a hyphen."""
    names = {name.replace("_", "-"): weight for name, weight in weights.items()}
    return AverageConfig(
        tuple(
            Member(f"run-{name}", name, name, architecture(name).presets[0].model, weight)
            for name, weight in names.items()
        )
    )


def build(config: AverageConfig, data: TrainingData) -> Average:
    model = AVERAGE.build(config, data, torch.Generator().manual_seed(1))
    assert isinstance(model, Average)
    for member in model.members:
        member.fit(data)
    return model.eval()


@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_it_keeps_the_contract_with_every_architecture_as_a_member(name: str, size: int, data: TrainingData) -> None:
    model = build(config_of(**{name: 0.6, "global_mean" if name == "biases" else "biases": 0.4}), data)
    users, movies = torch.arange(size) % data.n_users, torch.arange(size) % data.n_movies
    layers = model.layers(model.user_state(users), movies)
    assert tuple(layers) == model.layer_names() == ("members", PREDICTION)
    assert model.default_layer in layers
    assert layers["members"].shape == (size, 2)
    assert torch.equal(layers[PREDICTION][:, 0], model(users, movies))
    each = torch.stack([member.predict(users, movies) for member in model.members], dim=1)
    assert torch.allclose(layers["members"], each)
    assert torch.allclose(model.predict(users, movies), each @ torch.tensor([0.6, 0.4]), atol=1e-5)
    vectors, sides = model.movie_vectors(), model.user_vectors()
    assert (vectors is None) == (sides is None)
    if size == 7:
        state = model.fold_in(movies, torch.full((7,), data.scale[1]), torch.arange(data.n_users))
        assert model.predict_state(state, movies).shape == (7,)


def test_members_are_clipped_before_they_are_averaged(data: TrainingData) -> None:
    model = build(config_of(dot=0.5, global_mean=0.5), data)
    dot = model.members[0]
    dot.mean.data.fill_(100.0)
    predicted = model(torch.tensor([0]), torch.tensor([0]))
    assert predicted.item() == pytest.approx(0.5 * data.scale[1] + 0.5 * data.mean, abs=1e-4)


def test_a_new_user_is_folded_into_each_member(data: TrainingData) -> None:
    model = build(config_of(biases=0.5, dot=0.5), data)
    movies, users = torch.arange(6), torch.arange(data.n_users)
    ratings = torch.full((6,), data.scale[1])
    folded = [member.fold_in(movies, ratings, users) for member in model.members]
    assert torch.equal(model.fold_in(movies, ratings, users), torch.cat(folded))
    assert model.fold_in(movies[:0], ratings[:0], users).shape == torch.cat(folded).shape


def test_the_variance_is_that_of_the_members_that_know_theirs(data: TrainingData) -> None:
    users, movies = torch.arange(5), torch.arange(5)
    without = build(config_of(biases=0.5, dot=0.5), data)
    assert without.predictive_variance(without.user_state(users), movies) is None
    for weight in (0.7, 0.0):
        model = build(config_of(vbfm=weight, dot=1 - weight), data)
        vbfm = model.members[0]
        alone = vbfm.predictive_variance(vbfm.user_state(users), movies)
        assert torch.allclose(model.predictive_variance(model.user_state(users), movies), alone)
    both = build(config_of(vbfm=0.75, house=0.25), data)
    first, second = (member.predictive_variance(member.user_state(users), movies) for member in both.members)
    assert torch.allclose(both.predictive_variance(both.user_state(users), movies), 0.75 * first + 0.25 * second)


def test_vectors_stand_side_by_side_times_the_weights(data: TrainingData) -> None:
    model = build(config_of(dot=0.25, biases=0.5, dense=0.25), data)
    dot, _, dense = model.members
    assert torch.equal(model.movie_vectors(), 0.25 * torch.cat([dot.movie_vectors(), dense.movie_vectors()], dim=1))
    assert len(model.user_vectors()) == data.n_users
    assert build(config_of(biases=0.5, global_mean=0.5), data).movie_vectors() is None


def test_only_the_members_weights_are_stored(data: TrainingData) -> None:
    config = config_of(dot=0.5, biases=0.5)
    model, other = build(config, data), build(config, data)
    model.members[0].movie_embedding.weight.data.fill_(0.3)
    assert all(name.startswith("networks.") for name in model.state_dict())
    other.load_state_dict(model.state_dict())
    users, movies = torch.arange(5), torch.arange(5)
    assert torch.equal(model(users, movies), other(users, movies))
    assert model.n_parameters() == sum(member.n_parameters() for member in model.members)


def test_the_settings_come_back_from_text() -> None:
    inner = config_of(dot=0.5, biases=0.5)
    config = AverageConfig((Member("run-1", "both", "average", inner, 0.9), *config_of(dense=0.1).members))
    text = json.dumps(to_mapping(config))
    assert from_mapping(AverageConfig, json.loads(text)) == config
    assert np.isclose(sum(member["weight"] for member in asdict(config)["members"]), 1.0)


@pytest.mark.parametrize(
    "members", [[], [{"architecture": "no such"}], [{"architecture": "dot"}], [1], "ab", [{"architecture": 1}]]
)
def test_damaged_settings_are_refused(members: object) -> None:
    with pytest.raises((UserError, KeyError, TypeError, ValueError)):
        from_mapping(AverageConfig, {"members": members})
