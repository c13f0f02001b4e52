"""The house model: experts, correction, uncertainty and new users."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.house import FoldFit, House, HouseConfig
from movierec_gui.models.interval_factor import COVERAGE, of_training_ratings

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
    torch.testing.assert_close(layers["prediction"], layers["features"][:, :1])
    carried = layers["features"][:, 3]
    torch.testing.assert_close(layers["features"][:, 0], layers["experts"].mean(-1) + carried)
    assert carried.abs().max() > 0.01
    assert model.fit_epochs == 1
    assert (model.predictive_variance(state, movies) > 0).all()


def test_the_fits_differ_and_are_averaged(model: House) -> None:
    model.eval()
    state, movies = model.user_state(torch.arange(5)), torch.arange(5)
    alone = [pair.predictions(part, movies) for pair, part in model.experts._by_pair(state)]
    assert not torch.allclose(alone[0], alone[1])
    torch.testing.assert_close(model.layers(state, movies)["experts"], (alone[0] + alone[1]) / 2)


def test_it_finds_the_checkerboard(model: House, tiny_answer: np.ndarray) -> None:
    users, movies = (grid.flatten() for grid in torch.meshgrid(torch.arange(40), torch.arange(59), indexing="ij"))
    predicted = model.predict(users, movies).numpy().reshape(40, 59)
    assert np.mean((predicted - tiny_answer[:, :59]) ** 2) < 0.3


def test_a_fold_describes_its_held_out_ratings_and_no_others(data: TrainingData) -> None:
    model = fitted(data, folds=0)
    features = torch.full((len(data.ratings), model.experts.width), float("nan"))
    held_out = np.arange(0, len(data.ratings), 3)
    fit = FoldFit(model.experts.config, data, held_out, features, torch.Generator().manual_seed(1))
    shares = [step.fraction for step in fit.steps()]
    assert shares == sorted(shares)
    assert torch.isfinite(features[held_out]).all()
    rest = np.setdiff1d(np.arange(len(data.ratings)), held_out)
    assert torch.isnan(features[rest]).all()


def test_out_of_fold_errors_say_how_wide_intervals_are(data: TrainingData) -> None:
    model = fitted(data, folds=0)
    assert (model.interval_factor(), model.steps[-1].train_mse) == pytest.approx(of_training_ratings(model, data))
    features, ratings = torch.rand(500, model.experts.width), 1 + 4 * torch.rand(500)
    model.fit_variance(features, ratings)
    errors = model.correct(features).detach().clamp(*model.scale) - ratings
    spread = (model._variance_parts(features) @ model.variance_weights).sqrt()
    inside = errors.abs() <= model.interval_factor() * spread + 1e-6
    assert inside.float().mean() == pytest.approx(COVERAGE, abs=0.01)


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
