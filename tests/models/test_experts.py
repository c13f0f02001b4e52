"""The two experts and what they tell a correction."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.expert_fits import experts_fit
from movierec_gui.models.expert_pair import PairConfig
from movierec_gui.models.experts import ExpertConfig, Experts
from movierec_gui.models.moment_context import WIDTH


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
    known, left, of_user, context = experts.split_state(experts.state(users, moments))
    first, second = (pair.user_state(users) for pair in experts.pairs)
    torch.testing.assert_close(known, torch.cat([first, second], dim=-1))
    torch.testing.assert_close(left, experts.neighbours.users[users])
    torch.testing.assert_close(of_user, experts.statistics.users[users])
    assert context.shape == (len(users), WIDTH)


def test_the_moment_changes_features_but_not_the_experts(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=True), rows
    then, now = experts.state(users, moments), experts.state(users)
    predictions = experts.predictions(then, movies)
    torch.testing.assert_close(predictions, experts.predictions(now, movies))
    first, second = experts.features(then, movies, predictions), experts.features(now, movies, predictions)
    assert first.shape == (len(users), experts.width)
    torch.testing.assert_close(first[:, :-WIDTH], second[:, :-WIDTH])
    assert not torch.allclose(first[:, -WIDTH:], second[:, -WIDTH:])


def test_without_moments_there_is_no_context(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=False), rows
    torch.testing.assert_close(experts.state(users, moments), experts.state(users))
    state = experts.state(users)
    assert experts.split_state(state)[-1].shape[1] == 0
    assert experts.features(state, movies, experts.predictions(state, movies)).shape[1] == experts.width


def test_the_context_holds_the_experts_own_errors(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, moments) = fitted(data, moments=True), rows
    assert experts.context is not None
    mean = experts.predictions(experts.state(users, moments), movies).mean(-1)
    errors = torch.from_numpy(data.ratings.values) - mean
    order = np.lexsort((data.ratings.timestamps, data.ratings.users))
    torch.testing.assert_close(experts.context.signals[:, 0], errors[order], atol=1e-5, rtol=0)


def test_what_the_experts_leave_is_carried_over(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, _) = fitted(data, moments=False), rows
    state = experts.state(users)
    predictions = experts.predictions(state, movies)
    carried = experts.neighbours.carried(experts.split_state(state)[1], movies)
    features = experts.features(state, movies, predictions)
    torch.testing.assert_close(features[:, 0], predictions.mean(-1) + carried[:, 0])
    residuals = torch.from_numpy(data.ratings.values) - predictions.mean(-1)
    sums = torch.zeros(data.n_users, 8).index_add_(0, users, experts.neighbours.numbers[movies] * residuals[:, None])
    torch.testing.assert_close(experts.neighbours.users[:, :8], sums, atol=1e-4, rtol=1e-4)


def test_without_neighbours_nothing_is_carried(data: TrainingData, rows: tuple[torch.Tensor, ...]) -> None:
    experts, (users, movies, _) = fitted(data, moments=False, neighbours=0), rows
    state = experts.state(users)
    predictions = experts.predictions(state, movies)
    torch.testing.assert_close(experts.features(state, movies, predictions)[:, 0], predictions.mean(-1))
    side = experts.from_side(state[0], experts.movie_side(movies))
    assert side[:, 3:5].abs().max() == 0


@pytest.mark.parametrize("moments", [False, True])
def test_a_new_users_state_has_every_part(data: TrainingData, moments: bool) -> None:
    experts = fitted(data, moments)
    state = experts.fold_in(torch.tensor([0, 1]), torch.tensor([5.0, 1.0]), torch.arange(data.n_users))
    assert state.shape == experts.state(torch.tensor([0]))[0].shape
    assert torch.isfinite(state).all()
