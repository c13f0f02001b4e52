"""The contract that every entry of the registry keeps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import PREDICTION, Architecture, RatingModel
from movierec_gui.models.batch import Batch

EVERY = pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])


def build(entry: Architecture, data: TrainingData, preset: int = 0) -> RatingModel:
    model = entry.build(entry.presets[preset].model, data, torch.Generator().manual_seed(1))
    model.fit(data)
    return model


@EVERY
@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_batch_of_pairs_gives_as_many_predictions_on_the_scale(
    entry: Architecture, data: TrainingData, size: int
) -> None:
    model = build(entry, data)
    users, movies = torch.arange(size) % data.n_users, torch.arange(size) % data.n_movies
    predicted = model.predict(users, movies)
    assert predicted.shape == (size,)
    low, high = data.scale
    assert ((predicted >= low) & (predicted <= high)).all()


@EVERY
def test_the_registry_says_which_models_fit_themselves(entry: Architecture, data: TrainingData) -> None:
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(1))
    assert entry.fits_itself == model.fits_itself


@EVERY
def test_layers_are_named_in_order_and_end_with_the_prediction(entry: Architecture, data: TrainingData) -> None:
    model = build(entry, data)
    users, movies = torch.arange(5), torch.arange(5)
    model.eval()
    layers = model.layers(model.user_state(users), movies)
    assert tuple(layers) == model.layer_names()
    assert model.layer_names()[-1] == PREDICTION
    assert model.default_layer in layers
    assert all(len(values) == 5 and values.dim() == 2 for values in layers.values())
    assert torch.equal(layers[PREDICTION][:, 0], model(users, movies))


@EVERY
def test_gradients_reach_every_parameter(entry: Architecture, data: TrainingData) -> None:
    for number in range(len(entry.presets)):
        model = build(entry, data, number)
        if model.fits_itself:
            continue
        model.train()
        batch = Batch(*(torch.tensor(column) for column in pairs(data)))
        # Several batches: dropout may silence a one-node layer in one of them.
        for _ in range(5):
            model.loss(batch).backward()
        for name, parameter in model.named_parameters():
            assert parameter.grad is not None, name
            assert parameter.grad.abs().sum() > 0, name


@EVERY
def test_the_generator_alone_decides_the_initial_weights(entry: Architecture, data: TrainingData) -> None:
    first, again = build(entry, data), build(entry, data)
    for name, values in first.state_dict().items():
        assert torch.equal(values, again.state_dict()[name]), name


@EVERY
def test_folding_in_follows_the_ratings_and_leaves_the_weights(entry: Architecture, data: TrainingData) -> None:
    model = build(entry, data)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    movies = torch.arange(12)
    users = torch.arange(data.n_users)
    likes = model.fold_in(movies, torch.full((12,), data.scale[1]), users)
    hates = model.fold_in(movies, torch.full((12,), data.scale[0]), users)
    everything = torch.arange(data.n_movies)
    high, low = model.predict_state(likes, everything), model.predict_state(hates, everything)
    assert high.shape == (data.n_movies,)
    assert high.mean() >= low.mean()
    assert model.fold_in(movies[:0], torch.empty(0), users).shape == likes.shape
    for name, values in model.state_dict().items():
        assert torch.equal(values, before[name]), name


@EVERY
def test_vectors_are_one_row_a_movie_and_a_user(entry: Architecture, data: TrainingData) -> None:
    model = build(entry, data)
    movies, users = model.movie_vectors(), model.user_vectors()
    assert (movies is None) == (users is None)
    if movies is not None and users is not None:
        assert len(movies) == data.n_movies
        assert len(users) == data.n_users


@EVERY
def test_presets_name_training_settings_that_exist(entry: Architecture) -> None:
    from movierec_gui.training.config import preset_spec

    for preset in entry.presets:
        assert preset_spec(entry.name, preset.name).model == preset.model
    with pytest.raises(UserError):
        entry.preset("no such preset")


def test_an_unknown_architecture_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'lstm'"):
        architecture("lstmm")


def pairs(data: TrainingData) -> tuple[np.ndarray, ...]:
    ratings = data.ratings
    columns = (ratings.users.astype(np.int64), ratings.movies.astype(np.int64), ratings.values, ratings.timestamps)
    return tuple(column[:400] for column in columns)
