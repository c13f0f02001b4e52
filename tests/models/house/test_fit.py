"""The house model's fit: what is announced happens, and out-of-fold errors say how sure it is."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.house import House, HouseConfig
from movierec_gui.models.house.fit import HouseFit, fit_variance
from movierec_gui.models.house.variance import variance_parts
from movierec_gui.models.interval_factor import COVERAGE, of_training_ratings
from movierec_gui.models.own_fit import FitStep

SMALL = {"factors": 3, "steps": 6, "hidden": 4, "passes": 2, "neighbours": 4, "head": 8, "head_passes": 3}


def fitted(data: TrainingData, folds: int) -> tuple[House, list[FitStep]]:
    generator = torch.Generator().manual_seed(0)
    model = House(HouseConfig(**SMALL, folds=folds), data, generator)
    return model, list(HouseFit(model, data, generator).steps())


@pytest.mark.parametrize("folds", [0, 2])
def test_progress_only_grows_and_every_announced_epoch_ends(folds: int, data: TrainingData) -> None:
    model, steps = fitted(data, folds)
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert sum(step.epoch_ended for step in steps) == model.fit_epochs == (4 if folds else 1)


def test_with_one_fold_there_is_nothing_to_learn_a_correction_from(data: TrainingData) -> None:
    model, steps = fitted(data, folds=1)
    assert not model.correction.learned
    assert model.fit_epochs == sum(step.epoch_ended for step in steps) == 1


def test_without_folds_training_errors_say_how_wide_intervals_are(data: TrainingData) -> None:
    model, steps = fitted(data, folds=0)
    assert (model.interval_factor(), steps[-1].train_mse) == pytest.approx(of_training_ratings(model, data))


def test_out_of_fold_errors_say_how_wide_intervals_are(data: TrainingData) -> None:
    model, _ = fitted(data, folds=0)
    layout = model.experts.layout
    features, ratings = torch.rand(500, layout.width), 1 + 4 * torch.rand(500)
    fit_variance(model, features, ratings)
    errors = model.correction(features).prediction[:, 0].detach().clamp(*model.scale) - ratings
    groups = layout.features(features)
    deviations = (variance_parts(groups.experts, groups.user, groups.movie) @ model.variance_weights).sqrt()
    inside = errors.abs() <= model.interval_factor() * deviations + 1e-6
    assert inside.float().mean() == pytest.approx(COVERAGE, abs=0.01)


def test_the_correction_makes_the_out_of_fold_error_smaller(data: TrainingData) -> None:
    model, steps = fitted(data, folds=2)
    assert model.correction.learned
    errors = [step.train_mse for step in steps if step.epoch_ended and step.stage == "learning the correction"]
    assert errors[-1] < errors[0]
