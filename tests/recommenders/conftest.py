"""Recommenders that have learned from the tiny data, one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.recommenders.base import Recommender, RecommenderKind
from movierec_gui.recommenders.people import Histories, People

SMALL: dict[str, dict[str, Any]] = {
    "recvae": {"epochs": 2, "hidden": 8, "code": 4},
    "sequence": {"epochs": 1, "width": 8, "length": 10},
    "als": {"factors": 4, "passes": 2},
    "slim": {"neighbours": 10},
}
"""Settings that make a fit short."""
Fit = Callable[..., Recommender]


@pytest.fixture(scope="session")
def data(tiny_dataset: Dataset) -> TrainingData:
    return training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))


@pytest.fixture(scope="session")
def people(data: TrainingData) -> People:
    """All users, as they were in training."""
    return Histories(data.ratings, data.n_users).of(np.arange(data.n_users))


@pytest.fixture(scope="session")
def fit(data: TrainingData) -> Fit:
    """Fits a recommender of a kind to the tiny data, from a seed."""

    def make(kind: RecommenderKind, seed: int = 0, **changes: Any) -> Recommender:
        config = kind.config(**(SMALL.get(kind.name, {}) | changes))
        made = kind.build(config, data, torch.Generator().manual_seed(seed))
        for progress in made.fit(data):
            assert progress.fraction is None or 0 <= progress.fraction <= 1
        return made

    return make


@pytest.fixture(scope="session")
def fitted(fit: Fit) -> Fit:
    """The same, each kind fitted once; tests read it only."""
    kept: dict[str, Recommender] = {}

    def make(kind: RecommenderKind) -> Recommender:
        if kind.name not in kept:
            kept[kind.name] = fit(kind)
        return kept[kind.name]

    return make


@pytest.fixture(scope="session")
def small() -> dict[str, dict[str, Any]]:
    return SMALL
