"""SLIM against scikit-learn's elastic net."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.linear_model import ElasticNet

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.slim import SLIM, Slim, SlimConfig


@pytest.mark.parametrize(("sparsity", "ridge"), [(0.1, 1.0), (1.0, 5.0)])
def test_weights_are_those_of_an_elastic_net_without_negative_weights(
    data: TrainingData, sparsity: float, ridge: float
) -> None:
    config = SlimConfig(signal="stars", neighbours=60, sparsity=sparsity, ridge=ridge)
    slim = Slim(config, data, torch.Generator())
    for _ in slim.fit(data):
        pass
    x = np.zeros((data.n_users, data.n_movies))
    x[data.ratings.users, data.ratings.movies] = data.ratings.values / 5
    n = len(x)
    net = ElasticNet(
        alpha=(sparsity + ridge) / n, l1_ratio=sparsity / (sparsity + ridge), positive=True, fit_intercept=False,
        tol=1e-8, max_iter=10_000,
    )  # fmt: skip
    for movie in (0, 7, 30):
        others = x.copy()
        others[:, movie] = 0.0
        found = net.fit(others, x[:, movie]).coef_
        assert slim.similar[:, [movie]].toarray()[:, 0] == pytest.approx(found, abs=1e-3)


def test_a_large_penalty_leaves_nothing(data: TrainingData) -> None:
    slim = Slim(SlimConfig(sparsity=1e4), data, torch.Generator())
    for _ in slim.fit(data):
        pass
    assert slim.similar.nnz == 0


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(SLIM)
