"""The most probable state of a new person: the known answer where the prediction is linear, the prior where none."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.fold_in import ERROR_VARIANCE, UsualState, most_probable_state, usual_state


def test_a_linear_prediction_gives_the_ridge_regression() -> None:
    draws = torch.Generator().manual_seed(0)
    inputs, ratings = torch.randn(20, 3, generator=draws), torch.randn(20, generator=draws)
    prior = UsualState(torch.tensor([0.5, -1.0, 0.0]), torch.tensor([0.2, 1.0, 2.0]))
    scaled = inputs * prior.spread
    precision = scaled.T @ scaled + ERROR_VARIANCE * torch.eye(3)
    expected = prior.centre + prior.spread * torch.linalg.solve(precision, scaled.T @ (ratings - inputs @ prior.centre))
    found = most_probable_state(prior, lambda states: (states * inputs).sum(1), ratings)
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)


def test_without_ratings_it_is_the_usual_one() -> None:
    prior = UsualState(torch.tensor([0.5]), torch.tensor([0.2]))
    assert most_probable_state(prior, lambda states: states[:, 0], torch.empty(0)) is prior.centre


@pytest.mark.parametrize(("name", "width"), [("dot", 21), ("global-mean", 0)])
def test_the_usual_state_is_that_of_the_given_users(name: str, width: int, data: TrainingData) -> None:
    entry = architecture(name)
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    users = torch.arange(5)
    centre, spread = usual_state(model, users)
    assert centre.shape == spread.shape == (width,)
    if width:
        torch.testing.assert_close(centre, model.user_state(users).mean(0))
        assert (spread > 0).all()
