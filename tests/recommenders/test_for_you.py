"""For you: its scale, its parts, a rating model handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import scipy.stats
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.baselines import BiasConfig, Biases
from movierec_gui.recommenders.base import NEVER, Recommender, best_movies
from movierec_gui.recommenders.for_you import (
    DISCOVERIES,
    FOR_YOU,
    FURTHER,
    POWER,
    WELL_KNOWN,
    ForYou,
    ForYouConfig,
    _as_powers,
)
from movierec_gui.recommenders.people import People, new_person
from movierec_gui.recommenders.rated import ChanceOfLiking, half_step, prior_users

Fit = Callable[..., Recommender]


def test_discoveries_are_rated_less_often_than_what_is_well_known(fitted: Fit, people: People) -> None:
    made = cast(ForYou, fitted(FOR_YOU))
    basis = made.basis(people)
    shown = [
        made.counts[best_movies(made.with_discovery(basis, place), people, 10)].mean()
        for place in (4 * WELL_KNOWN, 0.0, 4 * DISCOVERIES)
    ]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] > shown[2]


def test_the_scale_moves_from_where_the_settings_are(fitted: Fit, people: People) -> None:
    made = cast(ForYou, fitted(FOR_YOU))
    default = made.with_discovery(made.basis(people), ForYouConfig().discovery)
    assert np.array_equal(default, made.scores(people))


def test_the_scale_starts_without_a_jump_and_takes_more_off_what_is_rated_more(fitted: Fit, people: People) -> None:
    made = cast(ForYou, fitted(FOR_YOU))
    basis, usual = made.basis(people), made.discovery
    beyond = made.with_discovery(basis, usual + 1e-9)
    assert np.array_equal(best_movies(beyond, people, 10), best_movies(made.scores(people), people, 10))
    listed = made.counts > 0
    near, far = (made.with_discovery(basis, usual + step) for step in (0.1, 0.3))
    expected = np.tile(FURTHER * 0.2 * np.log(made.counts[listed] + 1), (len(people), 1))
    np.testing.assert_allclose(near[:, listed] - far[:, listed], expected)
    assert (far[:, ~listed] == NEVER).all()


@pytest.mark.parametrize("movies", [4, 40])
def test_powers_keep_the_order_and_the_slope_at_the_tenth(movies: int) -> None:
    scores = np.stack([np.linspace(-1, -9, movies), np.linspace(5, 3, movies)])
    scores[:, -1] = NEVER
    powers = _as_powers(scores)
    assert (np.diff(powers[:, :-1]) < 0).all()
    assert (powers[:, -1] == NEVER).all()
    tenth = min(9, movies - 1)
    if movies > 10:
        moved = scores.copy()
        moved[:, 20] += 1e-6
        step = 1e-6 * np.exp(POWER * (scores[:, 20] - scores[:, tenth]))
        np.testing.assert_allclose(_as_powers(moved)[:, 20] - powers[:, 20], step, rtol=1e-3)


def test_movies_that_nobody_rated_in_training_are_never_listed(fitted: Fit, people: People, data: TrainingData) -> None:
    scores = fitted(FOR_YOU).scores(people)
    assert (scores[:, data.movie_counts == 0] == NEVER).all()
    assert np.isfinite(scores[:, data.movie_counts > 0]).all()


def test_a_tendency_to_like_even_movies_shows(fitted: Fit, data: TrainingData) -> None:
    loves_even = new_person([0, 2, 4, 6, 1, 3, 5], [5, 5, 4.5, 5, 1, 1, 1.5])
    listed = best_movies(fitted(FOR_YOU).scores(loves_even), loves_even, 10)[0]
    assert np.mean(listed % 2 == 0) >= 0.8
    assert cast(ForYou, fitted(FOR_YOU)).expected_ratings(loves_even).shape == (data.n_movies,)


def test_a_finished_rating_model_is_taken_as_it_is(fitted: Fit, data: TrainingData, people: People) -> None:
    finished = cast(ForYou, fitted(FOR_YOU))
    other = ForYou(ForYouConfig(), data, torch.Generator().manual_seed(5))
    other.use(ChanceOfLiking(finished._rating_model, data))
    stages = [progress.stage for progress in other.fit(data)]
    assert stages == ["gathering", "inverting"]
    assert np.array_equal(other.scores(people), finished.scores(people))


def test_a_rating_model_without_a_variance_errs_everywhere_as_in_training(data: TrainingData, people: People) -> None:
    model = Biases(BiasConfig(), data, torch.Generator())
    model.fit(data)
    chance, person = ChanceOfLiking(model, data), people.one(0)
    users, movies = torch.from_numpy(data.ratings.users).long(), torch.from_numpy(data.ratings.movies).long()
    error = (model.predict(users, movies) - torch.from_numpy(data.ratings.values)).double().square().mean().sqrt()
    least = 4 - half_step(data.ratings.values)
    expected = scipy.stats.norm.logcdf((chance.ratings(person) - least) / float(error))
    assert chance.logarithm(person)[0] == pytest.approx(expected, abs=1e-5)


def test_biases_do_for_very_large_data(fit: Fit, people: People) -> None:
    made = fit(FOR_YOU, rating_model="biases")
    assert best_movies(made.scores(people), people, 10).min() >= 0


def test_half_a_step_is_half_the_usual_distance_of_ratings() -> None:
    assert half_step(np.array([0.5, 1, 1.5, 3, 3.5], np.float32)) == pytest.approx(0.25)
    assert half_step(np.array([1, 2, 3, 4, 5, 1], np.float32)) == pytest.approx(0.5)
    assert half_step(np.array([3, 3], np.float32)) == 0.0


def test_the_users_that_say_what_people_are_like_are_spread_evenly() -> None:
    counts = np.ones(20_000, np.int64)
    counts[::2] = 0
    chosen = prior_users(counts)
    assert len(chosen) == 5_000
    assert (counts[chosen] > 0).all()
    assert len(np.unique(np.diff(chosen))) == 1


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(FOR_YOU)


def test_factors_join_with_a_weight_and_come_back_from_the_state(fit: Fit, data: TrainingData, people: People) -> None:
    plain, joined = (fit(FOR_YOU, rating_model="biases", factors=weight) for weight in (0.0, 0.5))
    assert not any(name.startswith("als.") for name in plain.state())
    before, after = plain.scores(people), joined.scores(people)
    listed = np.isfinite(before)
    assert np.array_equal(listed, np.isfinite(after))
    assert not np.allclose(before[listed], after[listed])
    again = FOR_YOU.build(FOR_YOU.config(rating_model="biases", factors=0.5), data, torch.Generator().manual_seed(1))
    again.load_state(joined.state())
    assert np.array_equal(again.scores(people), joined.scores(people))
