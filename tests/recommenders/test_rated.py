"""A rating model as a recommender."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.stats
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.factors import DotProduct, FactorConfig
from movierec_gui.recommenders import rated as module
from movierec_gui.recommenders.people import NEW, People, new_person
from movierec_gui.recommenders.rated import ChanceOfLiking, Predicted, Rated, half_step, prior_users


@pytest.fixture(name="rated")
def _rated(data: TrainingData) -> Rated:
    model = DotProduct(FactorConfig(factors=3), data, torch.Generator().manual_seed(0))
    model.fit(data)
    return Rated(model, data.n_movies, data.user_counts)


def test_known_people_are_scored_by_their_trained_state(rated: Rated, people: People, data: TrainingData) -> None:
    scores = rated.scores(people)
    with torch.inference_mode():
        expected = rated.model(torch.full((data.n_movies,), 7), torch.arange(data.n_movies))
    assert np.array_equal(scores[7], expected.double().numpy())


def test_new_people_are_folded_in(rated: Rated, people: People) -> None:
    new = rated.scores(people.one(7).as_new())
    assert new.shape == (1, 60)
    assert np.isfinite(new).all()
    assert [progress.fraction for progress in rated.fit(None)] == [1.0]  # type: ignore[arg-type]
    assert rated.state().keys() == dict(rated.model.state_dict()).keys()


def test_known_and_new_people_are_scored_beside_each_other(rated: Rated, people: People) -> None:
    two = replace(people, known=np.where(np.arange(len(people)) == 5, NEW, people.known))
    scores = rated.scores(two)
    assert np.array_equal(scores[[4, 6]], rated.scores(people)[[4, 6]])
    assert np.array_equal(scores[5], rated.scores(people.one(5).as_new())[0])


def test_a_rating_counts_by_what_the_score_is_without_it(rated: Rated, people: People) -> None:
    person, movies = people.one(7), np.array([1, 5])
    shares = rated.why(person, movies)
    whole = rated.scores(person.as_new())[0, movies]
    lacking = rated.scores(person.without_each().one(2))[0, movies]
    assert shares[:, 2] == pytest.approx(whole - lacking)


def test_whoever_has_the_very_ratings_of_the_joined_person_is_the_last_user(data: TrainingData, rated: Rated) -> None:
    ratings = {3: 4.0, 8: 2.5}
    joined = SimpleNamespace(is_rating_as=lambda given: given == ratings)
    together = Rated(rated.model, data.n_movies, data.user_counts, joined)  # type: ignore[arg-type]
    last = data.n_users - 1
    same, other = new_person([8, 3], [2.5, 4.0]), new_person([8, 3], [2.5, 4.5])
    with torch.inference_mode():
        expected = rated.model(torch.full((data.n_movies,), last), torch.arange(data.n_movies)).double().numpy()
    assert np.array_equal(together.scores(same)[0], expected)
    assert np.array_equal(together.scores(other), rated.scores(other))
    known = replace(same, known=np.array([2]))
    assert np.array_equal(together.scores(known), rated.scores(known))
    assert not np.array_equal(rated.scores(same)[0], expected)


@pytest.mark.parametrize(
    ("users", "chosen"), [(5_000, 5_000), (5_001, 2_501), (10_000, 5_000), (10_001, 3_334), (0, 0)]
)
def test_of_many_users_every_so_manieth_says_what_people_are_like(users: int, chosen: int) -> None:
    assert len(prior_users(np.ones(users, np.int64))) == chosen


def test_of_many_ratings_some_spread_evenly_tell_the_error(
    rated: Rated, data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRAIN_SAMPLE", 5)
    n = len(data.ratings)
    chosen = data.ratings.take(np.array([0, (n - 1) // 4, (n - 1) // 2, 3 * (n - 1) // 4, n - 1]))
    users, movies = torch.from_numpy(chosen.users).long(), torch.from_numpy(chosen.movies).long()
    errors = rated.model.predict(users, movies).numpy() - chosen.values
    chance = ChanceOfLiking(rated.model, data)
    person = new_person([1, 4], [5.0, 2.0])
    predicted = chance.predicted(person)
    assert predicted.spread is None
    least = 4 - half_step(data.ratings.values)
    expected = scipy.stats.norm.logcdf((predicted.mean - least) / np.sqrt(np.mean(errors**2)))
    assert chance.of_predicted(predicted) == pytest.approx(expected, rel=1e-4)


def test_a_model_that_never_errs_is_sure_and_no_more(data: TrainingData, rated: Rated) -> None:
    chance = ChanceOfLiking(rated.model, data)
    chance._errors = lambda: 0.0  # type: ignore[method-assign, assignment]
    least = 4 - half_step(data.ratings.values)
    found = chance.of_predicted(Predicted(np.array([least, least + 2e-3, 5.0]), None))
    assert found == pytest.approx(scipy.stats.norm.logcdf([0.0, 2.0, 1e6]), abs=1e-6)


def test_a_variance_of_nothing_is_taken_for_the_smallest(data: TrainingData) -> None:
    chance = ChanceOfLiking(Sure(), data)
    least = 4 - half_step(data.ratings.values)
    assert chance.logarithm(new_person([], []))[0, 0] == pytest.approx(scipy.stats.norm.logcdf((5.0 - least) / 1e-3))
    predicted = chance.predicted(new_person([], []))
    assert predicted.spread is not None
    assert predicted.spread == pytest.approx(np.full(data.n_movies, 1e-3))


class Sure(RatingModel):
    """Says 7 of everything, beyond the scale, and that it never errs."""

    def __init__(self) -> None:
        super().__init__((0.5, 5.0))
        self.register_buffer("unit", torch.ones(()))

    def user_state(self, users: Tensor) -> Tensor:
        return torch.empty(len(users), 0)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: torch.full((len(movies), 1), 7.0)}

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor:
        return torch.zeros(len(movies))
