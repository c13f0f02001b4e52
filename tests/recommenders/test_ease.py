"""EASE against its definition, both ways to invert, and with movies left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.base import NEVER
from movierec_gui.recommenders.ease import (
    EASE,
    LEAST_COUNTED,
    WEIGHTED_EASE,
    Ease,
    EaseConfig,
    WeightedEaseConfig,
    recent_weights,
)
from movierec_gui.recommenders.people import People, new_person


def learned(config: EaseConfig, data: TrainingData) -> Ease:
    made = Ease(config, data, torch.Generator())
    for _ in made.fit(data):
        pass
    return made


def by_definition(
    data: TrainingData,
    ridge: float,
    dropout: float = 0.0,
    person_power: float = 0.0,
    recent: float = 0.0,
) -> npt.NDArray[np.float64]:
    """[users, movies] scores, from one ridge regression for each movie on all the others."""
    x = np.zeros((data.n_users, data.n_movies))
    x[data.ratings.users, data.ratings.movies] = data.ratings.values.astype(np.float64) / 5
    weights = x.sum(1) ** person_power
    if recent:
        last = [data.ratings.timestamps[data.ratings.users == user].max() for user in range(data.n_users)]
        weights *= [0.5 ** (np.sum(last > one) / (recent * data.n_users)) for one in np.array(last)]
    weights /= weights.mean()
    squares = (x**2 * weights[:, None]).sum(0)
    penalty = ridge + dropout / (1 - dropout) * squares
    found = np.zeros_like(x)
    for movie in range(data.n_movies):
        others = np.delete(np.arange(data.n_movies), movie)
        part = x[:, others]
        normal = part.T @ (part * weights[:, None]) + np.diag(penalty[others])
        found[:, movie] = part @ np.linalg.solve(normal, part.T @ (weights * x[:, movie]))
    return found


SETTINGS: list[dict[str, Any]] = [
    {"signal": "stars", "ridge": 3.0},
    {"signal": "stars", "ridge": 3.0, "dropout": 0.4, "person_power": -0.5},
    {"signal": "stars", "ridge": 3.0, "person_power": -0.5, "recent": 0.2},
]


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("most", [10, 60], ids=["fewer movies than people", "more movies than people"])
def test_scores_are_those_of_a_regression_without_oneself(
    settings: dict[str, Any], most: int, data: TrainingData, people: People
) -> None:
    made = learned(EaseConfig(**settings, most_movies=most), data)
    scores = made.scores(people)
    taking_part = np.isfinite(scores[0])
    assert taking_part.sum() == min(most, (data.movie_counts > 0).sum())
    assert bool(len(made.weights)) == (most < data.n_users)
    if most == 60:
        expected = by_definition(data, **{name: value for name, value in settings.items() if name != "signal"})
        assert scores[:, taking_part] == pytest.approx(expected[:, taking_part], abs=1e-9)


def test_both_ways_to_invert_agree(data: TrainingData, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    of_people = learned(WeightedEaseConfig(), data)
    monkeypatch.setattr(Ease, "_fewer_people", lambda self, x: False)
    of_movies = learned(WeightedEaseConfig(), data)
    assert (len(of_people.weights), len(of_movies.core)) == (0, 0)
    assert of_movies.scores(people) == pytest.approx(of_people.scores(people), abs=1e-5)
    movies, person = np.array([3, 8, 59]), people.one(2)
    assert of_movies.why(person, movies) == pytest.approx(of_people.why(person, movies), abs=1e-5)


def test_scores_lean_on_the_latest_ratings_and_the_reasons_still_sum_up(data: TrainingData) -> None:
    movies, values = np.array([3, 8, 21]), np.array([5.0, 5.0, 5.0], np.float32)
    made = learned(WeightedEaseConfig(latest=4.0), data)
    forwards, backwards = (new_person(movies, values, moments) for moments in ([1, 2, 3], [3, 2, 1]))
    asked = np.array([0, 1, 40])
    shares = made.why(forwards, asked), made.why(backwards, asked)[:, ::-1]
    assert (np.abs(shares[0][:, 2]) > np.abs(shares[1][:, 2])).all()
    assert shares[0].sum(1) == pytest.approx(made.scores(forwards)[0, asked])
    plain = learned(WeightedEaseConfig(), data)
    assert plain.scores(forwards) == pytest.approx(plain.scores(backwards))


def test_recent_people_count_more_and_people_of_one_moment_the_same(data: TrainingData) -> None:
    ratings = data.ratings
    assert recent_weights(data, 0.0).tolist() == [1.0] * data.n_users
    unknown = replace(data, ratings=replace(ratings, timestamps=np.zeros_like(ratings.timestamps)))
    assert recent_weights(unknown, 0.2).tolist() == [1.0] * data.n_users
    pairs = ratings.users // 2  # two people stop at each moment, the last ones latest
    halving = 1 / data.n_users
    weights = recent_weights(replace(data, ratings=replace(ratings, timestamps=pairs.astype(np.int64))), halving)
    assert weights[-6:] == pytest.approx([1 / 16, 1 / 16, 1 / 4, 1 / 4, 1.0, 1.0])
    assert weights.min() == LEAST_COUNTED


def test_movies_without_training_ratings_are_never_listed(data: TrainingData, people: People) -> None:
    scores = learned(EaseConfig(), data).scores(people)
    assert (scores[:, data.movie_counts == 0] == NEVER).all()
    assert np.isfinite(scores[:, data.movie_counts > 0]).all()


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(EASE)
    expect_documented_settings(WEIGHTED_EASE)
