"""Out-of-fold features: each held-out rating is described, by experts that did not see it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.house.columns import Layout
from movierec_gui.models.house.expert_pair import PairConfig
from movierec_gui.models.house.experts import ExpertConfig
from movierec_gui.models.house.out_of_fold import FoldFit, OutOfFold

CONFIG = ExpertConfig(PairConfig(BayesConfig(4, 10), AutoRecConfig(hidden=4), 2), neighbours=4, moments=False)


def empty(data: TrainingData) -> torch.Tensor:
    return torch.full((len(data.ratings), Layout(data.genres.shape[1], 0).width), float("nan"))


def fold_features(data: TrainingData, held_out: np.ndarray) -> torch.Tensor:
    features = empty(data)
    steps = list(FoldFit(CONFIG, data, held_out, features, torch.Generator().manual_seed(1)).steps())
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    return features


def test_a_fold_describes_its_held_out_ratings_and_no_others(data: TrainingData) -> None:
    held_out = np.arange(0, len(data.ratings), 3)
    features = fold_features(data, held_out)
    assert torch.isfinite(features[held_out]).all()
    rest = np.setdiff1d(np.arange(len(data.ratings)), held_out)
    assert torch.isnan(features[rest]).all()


def test_held_out_ratings_do_not_show_in_their_own_features(data: TrainingData) -> None:
    held_out = np.arange(0, len(data.ratings), 3)
    values = np.array(data.ratings.values)
    values[held_out] = 6 - values[held_out]
    turned = replace(data, ratings=replace(data.ratings, values=values))
    assert torch.equal(fold_features(data, held_out)[held_out], fold_features(turned, held_out)[held_out])


def test_all_folds_together_describe_every_rating_once(data: TrainingData) -> None:
    features = empty(data)
    fit = OutOfFold(CONFIG, 3, data, features, torch.Generator().manual_seed(1))
    known = 0
    for step in fit.steps():
        now = int(torch.isfinite(features).all(dim=1).sum())
        assert now >= known, step
        known = now
    assert known == len(data.ratings)
