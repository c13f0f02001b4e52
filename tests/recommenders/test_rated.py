"""A rating model as a recommender."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.factors import DotProduct, FactorConfig
from movierec_gui.recommenders.people import NEW, People
from movierec_gui.recommenders.rated import Rated


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
