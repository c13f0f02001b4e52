"""The house model: experts, correction, uncertainty and new users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.house import HOUSE, HOUSE_CONTEXT, House, HouseConfig
from movierec_gui.models.house.columns import OfExperts

SMALL = {"factors": 4, "hidden": 8, "passes": 200, "neighbours": 8, "head": 8, "head_passes": 3, "fits": 2}


def fitted(data: TrainingData, **settings: int) -> House:
    generator = torch.Generator().manual_seed(0)
    model = House(HouseConfig(**SMALL | settings), data, generator)
    model.steps = list(model.own_fit(data, generator).steps())
    return model


@pytest.fixture(name="model", scope="module")
def _model(request: pytest.FixtureRequest) -> House:
    from movierec_gui.data.features import training_data
    from movierec_gui.data.splits import SplitConfig, split_ratings

    dataset = request.getfixturevalue("tiny_dataset")
    return fitted(training_data(dataset, split_ratings(dataset, SplitConfig())), folds=2)


def test_progress_only_grows_and_every_announced_epoch_ends(model: House) -> None:
    fractions = [step.fraction for step in model.steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert sum(step.epoch_ended for step in model.steps) == model.fit_epochs == 4


def test_without_folds_the_prediction_is_the_mean_of_the_experts_and_what_is_carried_over(data: TrainingData) -> None:
    model = fitted(data, folds=0)
    state, movies = model.user_state(torch.arange(5)), torch.arange(5)
    model.eval()
    layers = model.layers(state, movies)
    said = OfExperts(*model.experts.layout.features(layers["features"]).experts.unbind(1))
    torch.testing.assert_close(layers["prediction"][:, 0], said.prediction)
    torch.testing.assert_close(said.prediction, layers["experts"].mean(-1) + said.carried)
    assert said.carried.abs().max() > 0.01
    assert model.fit_epochs == 1
    assert (model.predictive_variance(state, movies) > 0).all()


def test_the_fits_differ_and_are_averaged(model: House) -> None:
    model.eval()
    state, movies = model.user_state(torch.arange(5)), torch.arange(5)
    parts = model.experts.parts(state).pairs
    alone = [pair.predictions(part, movies) for pair, part in zip(model.experts.pairs, parts, strict=True)]
    assert not torch.allclose(alone[0], alone[1])
    torch.testing.assert_close(model.layers(state, movies)["experts"], (alone[0] + alone[1]) / 2)


def test_it_finds_the_checkerboard(model: House, tiny_answer: np.ndarray) -> None:
    users, movies = (grid.flatten() for grid in torch.meshgrid(torch.arange(40), torch.arange(59), indexing="ij"))
    predicted = model.predict(users, movies).numpy().reshape(40, 59)
    assert np.mean((predicted - tiny_answer[:, :59]) ** 2) < 0.3


def test_a_new_user_is_folded_into_every_part(model: House, tiny_answer: np.ndarray) -> None:
    before = {name: values.clone() for name, values in model.state_dict().items()}
    movies = torch.arange(40)
    state = model.fold_in(movies, torch.from_numpy(tiny_answer[7, :40].copy()), torch.arange(40))
    assert state.shape == model.user_state(torch.tensor([0]))[0].shape
    predicted = model.predict_state(state, torch.arange(40, 59)).numpy()
    assert np.mean((predicted - tiny_answer[7, 40:59]) ** 2) < 1.0
    for name, values in model.state_dict().items():
        assert torch.equal(values, before[name]), name


def test_the_same_seed_gives_the_same_model(data: TrainingData) -> None:
    first, again = fitted(data, folds=0), fitted(data, folds=0)
    for name, values in first.state_dict().items():
        assert torch.equal(values, again.state_dict()[name]), name


def test_weights_of_runs_of_older_versions_are_taken_over(model: House, data: TrainingData) -> None:
    """Alone, and below another name, as in an average of runs; there the correction's stood beside the experts'."""
    stored = {name.removeprefix("correction."): values for name, values in model.state_dict().items()}
    assert {"first.weight", "last.bias", "centre"} <= set(stored)
    opened = House(model.config, data, torch.Generator())
    opened.load_state_dict(stored)
    averaged = torch.nn.ModuleList([House(model.config, data, torch.Generator())])
    averaged.load_state_dict({f"0.{name}": values for name, values in stored.items()})
    users, movies = torch.arange(5), torch.arange(5)
    for again in (opened, averaged[0]):
        assert torch.equal(again.predict(users, movies), model.predict(users, movies))


def test_weights_of_another_network_are_refused(model: House, data: TrainingData) -> None:
    stored = model.state_dict()
    del stored["correction.first.weight"]
    with pytest.raises(RuntimeError, match=r"correction\.first\.weight"):
        House(model.config, data, torch.Generator()).load_state_dict(stored)


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(HOUSE)
    expect_documented_settings(HOUSE_CONTEXT)
