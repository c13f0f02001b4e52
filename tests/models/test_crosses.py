"""Wide & deep with crosses: what the wide part adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.batch import Batch
from movierec_gui.models.crosses import WIDE_DEEP_CROSSES, CrossesConfig, WideDeepCrosses


def test_the_wide_part_adds_user_movie_and_the_users_taste_for_the_movies_genres(data: TrainingData) -> None:
    model = WideDeepCrosses(CrossesConfig(), data, torch.Generator().manual_seed(0))
    model.eval()
    movie = 10  # two genres
    genres = np.flatnonzero(data.genres[movie])
    assert len(genres) == 2
    users, movies = torch.tensor([1]), torch.tensor([movie])
    plain = model(users, movies).item()
    with torch.no_grad():
        model.user_wide.weight[1, 0] = 0.5
        model.user_wide.weight[1, 1 + genres[0]] = 1.0
        model.movie_wide.weight[movie] = 0.25
    assert np.isclose(model(users, movies).item(), plain + 0.5 + 0.25 + 1.0 / 2**0.5, atol=1e-5)


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("wide-deep-crosses", 1)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("wide-deep-crosses")


def test_the_penalty_is_on_the_wide_weights_alone(data: TrainingData) -> None:
    free, bound = (
        WideDeepCrosses(CrossesConfig(penalty=penalty, dropout=0.0), data, torch.Generator().manual_seed(0))
        for penalty in (0.0, 0.5)
    )
    for model in (free, bound):
        with torch.no_grad():
            model.user_wide.weight[1] = torch.arange(1.0, 5.0)
            model.movie_wide.weight[10] = 2.0
    users, movies, ratings = torch.tensor([1, 2]), torch.tensor([10, 11]), torch.tensor([4.0, 3.0])
    batch = Batch(users, movies, ratings, users)
    more = bound.loss(batch) - free.loss(batch)
    assert np.isclose(more.item(), 0.5 * (1 + 4 + 9 + 16 + 4) / 2, atol=1e-4)


def test_the_layers_are_as_wide_as_the_settings_say(data: TrainingData) -> None:
    model = WideDeepCrosses(CrossesConfig(factors=6, hidden=5), data, torch.Generator().manual_seed(0))
    layers = model.layers(model.user_state(torch.arange(3)), torch.arange(3))
    assert [values.shape[1] for values in layers.values()] == [12, 5, 3, 1]


def test_a_movie_without_genres_crosses_with_nothing(data: TrainingData) -> None:
    bare = replace(data, genres=np.zeros_like(data.genres))
    model = WideDeepCrosses(CrossesConfig(), bare, torch.Generator().manual_seed(0)).eval()
    users, movies = torch.tensor([1]), torch.tensor([10])
    before = model(users, movies)
    model.user_wide.weight.data[1, 1:] = 3.0
    assert torch.equal(model(users, movies), before)
    assert torch.isfinite(before).all()


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(WIDE_DEEP_CROSSES)
