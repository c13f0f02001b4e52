"""SVD++: the sum over what a user rated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.factors import FactorConfig
from movierec_gui.models.implicit import SVDPP, ImplicitFactors


def test_the_users_vector_is_own_factors_plus_the_rated_movies_over_the_root_of_their_number(
    data: TrainingData,
) -> None:
    model = ImplicitFactors(FactorConfig(factors=3), data, torch.Generator().manual_seed(0))
    users = torch.tensor([5, 2, 5])
    found = model.user_vector(users)
    for row, user in enumerate(users.tolist()):
        rated = torch.from_numpy(data.ratings.movies[data.ratings.users == user]).long()
        expected = model.user_embedding.weight[user] + model.seen[rated].sum(0) / len(rated) ** 0.5
        torch.testing.assert_close(found[row], expected)


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("svdpp", 1)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("svdpp")


def test_a_user_without_ratings_has_the_own_factors_alone(data: TrainingData) -> None:
    fewer = replace(data, ratings=data.ratings.take(np.flatnonzero(data.ratings.users != 7)))
    model = ImplicitFactors(FactorConfig(factors=3), fewer, torch.Generator().manual_seed(0))
    assert torch.equal(model.user_vector(torch.tensor([7]))[0], model.user_embedding.weight[7])


def test_the_second_factors_start_small(data: TrainingData) -> None:
    seen = ImplicitFactors(FactorConfig(factors=20), data, torch.Generator().manual_seed(0)).seen.detach()
    assert 0.04 < float(seen.abs().max()) <= 0.05
    assert abs(float(seen.mean())) < 0.01


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(SVDPP)
