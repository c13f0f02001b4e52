"""The two experts and what they tell a correction."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.house.columns import OfExperts
from movierec_gui.models.house.expert_fits import experts_fit
from movierec_gui.models.house.expert_pair import PairConfig
from movierec_gui.models.house.experts import ExpertConfig, Experts
from movierec_gui.models.house.moment_context import WIDTH


def fitted(data: TrainingData, moments: bool, neighbours: int = 8, fits: int = 2) -> Experts:
    pair = PairConfig(BayesConfig(4, 40), AutoRecConfig(hidden=8), 20)
    generator = torch.Generator().manual_seed(0)
    experts = Experts(ExpertConfig(pair, neighbours, moments), fits, data, generator)
    shares = [step.fraction for step in experts_fit(experts, data, generator).steps()]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    return experts.eval()


@pytest.fixture(name="rows")
def _rows(data: TrainingData) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    ratings = data.ratings
    return tuple(torch.from_numpy(column).long() for column in (ratings.users, ratings.movies, ratings.timestamps))


def test_the_parts_of_a_state_are_what_each_expert_knows(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, _, moments) = fitted(data, moments=True), rows
    known, left, of_user, context = experts.parts(experts.state(users, moments))
    for part, pair in zip(known, experts.pairs, strict=True):
        torch.testing.assert_close(part, pair.user_state(users))
    torch.testing.assert_close(left, experts.neighbours.users[users])
    torch.testing.assert_close(of_user, experts.statistics.users[users])
    assert context.shape == (len(users), WIDTH)


def test_the_moment_changes_features_but_not_the_experts(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=True), rows
    then, now = (experts.parts(state) for state in (experts.state(users, moments), experts.state(users)))
    predictions = experts.predictions(then, movies)
    torch.testing.assert_close(predictions, experts.predictions(now, movies))
    first, second = experts.features(then, movies, predictions), experts.features(now, movies, predictions)
    assert first.matrix().shape == (len(users), experts.layout.width)
    for group in set(first._fields) - {"context"}:
        torch.testing.assert_close(getattr(first, group), getattr(second, group))
    assert first.context.shape[1] == WIDTH
    assert not torch.allclose(first.context, second.context)


def test_without_moments_there_is_no_context(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=False), rows
    torch.testing.assert_close(experts.state(users, moments), experts.state(users))
    state = experts.parts(experts.state(users))
    assert state.context.shape[1] == 0
    features = experts.features(state, movies, experts.predictions(state, movies))
    assert features.matrix().shape[1] == experts.layout.width


def test_the_context_holds_the_experts_own_errors(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=True), rows
    assert experts.context is not None
    mean = experts.predictions(experts.parts(experts.state(users, moments)), movies).mean(-1)
    errors = torch.from_numpy(data.ratings.values) - mean
    order = np.lexsort((data.ratings.timestamps, data.ratings.users))
    torch.testing.assert_close(experts.context.signals[:, 0], errors[order], atol=1e-5, rtol=0)


def test_what_the_experts_leave_is_carried_over(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, _) = fitted(data, moments=False), rows
    state = experts.parts(experts.state(users))
    predictions = experts.predictions(state, movies)
    carried = experts.neighbours.carried(state.left, movies)
    said = OfExperts(*experts.features(state, movies, predictions).experts.unbind(1))
    torch.testing.assert_close(said.prediction, predictions.mean(-1) + carried[:, 0])
    torch.testing.assert_close(torch.stack([said.carried, said.support], dim=1), carried)
    torch.testing.assert_close(said.difference, predictions[:, 1] - predictions[:, 0])
    residuals = torch.from_numpy(data.ratings.values) - predictions.mean(-1)
    sums = torch.zeros(data.n_users, 8).index_add_(0, users, experts.neighbours.numbers[movies] * residuals[:, None])
    torch.testing.assert_close(experts.neighbours.users[:, :8], sums, atol=1e-4, rtol=1e-4)


def test_without_neighbours_nothing_is_carried(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, _) = fitted(data, moments=False, neighbours=0), rows
    state = experts.parts(experts.state(users))
    predictions = experts.predictions(state, movies)
    said = OfExperts(*experts.features(state, movies, predictions).experts.unbind(1))
    torch.testing.assert_close(said.prediction, predictions.mean(-1))
    of_first = experts.parts(experts.state(users)[0])
    said = OfExperts(*experts.from_side(of_first, experts.movie_side(movies))[0].unbind(1))
    assert said.carried.abs().max() == said.support.abs().max() == 0


def test_the_side_of_the_movies_gives_the_same_features(data: TrainingData) -> None:
    experts, movies = fitted(data, moments=False), torch.arange(data.n_movies)
    state = experts.state(torch.tensor([3]))
    states = experts.parts(state.expand(len(movies), -1))
    features = experts.features(states, movies, experts.predictions(states, movies))
    of_experts, apart = experts.from_side(experts.parts(state[0]), experts.movie_side(movies))
    torch.testing.assert_close(of_experts, features.experts, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(apart, features.apart)


@pytest.mark.parametrize("moments", [False, True])
def test_a_new_users_state_has_every_part(data: TrainingData, moments: bool) -> None:
    experts = fitted(data, moments)
    state = experts.fold_in(torch.tensor([0, 1]), torch.tensor([5.0, 1.0]), torch.arange(data.n_users))
    assert state.shape == experts.state(torch.tensor([0]))[0].shape
    assert torch.isfinite(state).all()
