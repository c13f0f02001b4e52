"""A Bayesian machine and an auto-encoder side by side."""

from __future__ import annotations

import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.bayes_factors import BayesConfig, BayesFit
from movierec_gui.models.house.expert_fits import AutoRecFit
from movierec_gui.models.house.expert_pair import ExpertPair, PairConfig


def fitted(data: TrainingData) -> ExpertPair:
    config = PairConfig(BayesConfig(4, 40), AutoRecConfig(hidden=8), 200)
    generator = torch.Generator().manual_seed(0)
    pair = ExpertPair(config, data, generator)
    for fit in (BayesFit(pair.bayes, data, generator, alone=False), AutoRecFit(pair.autorec, config, data, generator)):
        for _ in fit.steps():
            pass
    return pair.eval()


def test_each_predicts_from_its_own_part_of_the_state(data: TrainingData) -> None:
    pair, users, movies = fitted(data), torch.arange(6), torch.arange(6)
    state = pair.user_state(users)
    assert state.shape == (6, pair.state_width)
    alone = [one.layers(one.user_state(users), movies)[PREDICTION] for one in (pair.bayes, pair.autorec)]
    torch.testing.assert_close(pair.predictions(state, movies), torch.cat(alone, dim=1))
    torch.testing.assert_close(pair.variance(state, movies), pair.bayes.spread(pair.bayes.user_state(users), movies))


def test_both_have_learned(data: TrainingData) -> None:
    pair = fitted(data)
    ratings = data.ratings
    users, movies = (torch.from_numpy(index).long() for index in (ratings.users, ratings.movies))
    values = torch.from_numpy(ratings.values)
    errors = (pair.predictions(pair.user_state(users), movies) - values[:, None]).square().mean(0)
    assert (errors < 0.8 * values.var()).all()


def test_the_side_of_the_movies_tells_the_same(data: TrainingData) -> None:
    pair, movies = fitted(data), torch.arange(data.n_movies)
    state = pair.user_state(torch.tensor([3]))
    predictions, variance = pair.from_side(state[0], pair.movie_side(movies))
    states = state.expand(len(movies), -1)
    torch.testing.assert_close(predictions, pair.predictions(states, movies), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(variance, pair.variance(states, movies), atol=1e-5, rtol=1e-5)


def test_a_new_user_is_folded_into_both(data: TrainingData) -> None:
    pair = fitted(data)
    movies, ratings, users = torch.tensor([0, 1]), torch.tensor([5.0, 1.0]), torch.arange(data.n_users)
    state = pair.fold_in(movies, ratings, users)
    assert state.shape == (pair.state_width,)
    told = pair.predictions(state.expand(2, -1), movies)  # of both
    assert (told[0] > told[1]).all()
