"""Implicit ALS: each half step minimises the weighted error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.als import ALS, AlsConfig, ImplicitAls
from movierec_gui.recommenders.people import People


def made(data: TrainingData, **settings: float) -> ImplicitAls:
    config = AlsConfig(factors=4, **settings)  # type: ignore[arg-type]
    found = ImplicitAls(config, data, torch.Generator().manual_seed(1))
    for _ in found.fit(data):
        pass
    return found


@pytest.mark.parametrize("base", [0.0, 1.0], ids=["as implicit", "as the paper"])
def test_a_persons_factors_solve_the_weighted_normal_equations(data: TrainingData, people: People, base: float) -> None:
    als = made(data, passes=3, alpha=3.0, base=base, ridge=2.0, ridge_power=0.0)
    person = people.one(4)
    confidence = np.ones(data.n_movies)
    confidence[person.movies] = base + 3.0 * person.values.astype(np.float64) / 5
    watched = np.zeros(data.n_movies)
    watched[person.movies] = 1.0
    y = als.movie_factors
    factors = np.linalg.solve((y.T * confidence) @ y + 2.0 * np.eye(4), (y.T * confidence) @ watched)
    assert als.scores(person)[0] == pytest.approx(y @ factors)


def test_what_was_watched_scores_higher_after_more_passes(data: TrainingData, people: People) -> None:
    def contrast(als: ImplicitAls) -> float:
        scores = als.scores(people)
        seen = np.zeros(scores.shape, np.bool_)
        seen[people.owners, people.movies] = True
        return float(scores[seen].mean() - scores[~seen].mean())

    assert contrast(made(data, passes=8)) > contrast(made(data, passes=1)) > 0


def test_a_movie_without_ratings_has_no_factors(data: TrainingData) -> None:
    assert not made(data, passes=1).movie_factors[data.movie_counts == 0].any()


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(ALS)
