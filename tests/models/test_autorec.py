"""The auto-encoder: a rating never stands in the input that foretells it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRec, AutoRecConfig
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.fold_in import usual_state


@pytest.mark.parametrize("raters", [True, False])
def test_leaving_a_rating_out_equals_a_network_that_never_had_it(data: TrainingData, raters: bool) -> None:
    config = AutoRecConfig(hidden=6, raters=raters)
    whole = AutoRec(config, data, torch.Generator().manual_seed(0))
    for row in (0, 17, 400):
        kept = np.delete(np.arange(len(data.ratings)), row)
        without = AutoRec(config, replace(data, ratings=data.ratings.take(kept)), torch.Generator().manual_seed(0))
        without.raters.residuals += without.raters.mean - whole.raters.mean  # residuals of one and the same mean
        rating = data.ratings.take(np.array([row]))
        users, movies = torch.from_numpy(rating.users).long(), torch.from_numpy(rating.movies).long()
        left_out = whole._encode(movies, (users, torch.from_numpy(rating.values)))
        torch.testing.assert_close(left_out, without._encode(movies, None), atol=1e-5, rtol=1e-4)


def test_a_movie_nobody_rated_is_known_by_its_features(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    model.eval()
    unrated = torch.tensor([59])
    layers = model.layers(model.user_state(torch.tensor([0])), unrated)
    torch.testing.assert_close(layers["hidden"], torch.tanh(model.feature_encoder(model.features[unrated])))
    assert torch.isfinite(layers[PREDICTION]).all()


@pytest.mark.parametrize("count", [1, 5, 50])
def test_the_closed_form_folds_in_as_the_search_does(data: TrainingData, count: int) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    model.fit(data)
    torch.nn.init.normal_(model.user_bias.weight, generator=torch.Generator().manual_seed(1))
    movies, ratings = torch.arange(count), 1.0 + torch.arange(count) % 5
    found = model.fold_in(movies, ratings, torch.arange(40))
    searched = RatingModel.fold_in(model, movies, ratings, torch.arange(40))
    torch.testing.assert_close(found, searched, atol=1e-3, rtol=1e-2)


def test_nobody_is_as_usual(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    nobody = model.fold_in(torch.empty(0, dtype=torch.long), torch.empty(0), torch.arange(40))
    torch.testing.assert_close(nobody, usual_state(model, torch.arange(40)).centre)
