"""Whatever a network was left in, predictions are made without dropout, and it is left in evaluation mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.analysis.activations import slice_network
from movierec_gui.analysis.explanations import explain_prediction
from movierec_gui.analysis.fold_in import fold_in_user
from movierec_gui.analysis.predictions import bias_baseline, new_user_predictions, user_predictions, user_state
from movierec_gui.models.fold_in import usual_state
from movierec_gui.models.outline import network_outline
from movierec_gui.progress import finish
from movierec_gui.recommenders.people import new_person
from movierec_gui.recommenders.rated import Rated
from movierec_gui.training.intervals import rating_spread
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.trained import TrainedRun

USERS, MOVIES = torch.arange(6), torch.arange(6) * 4
ASKED: dict[str, Callable[[TrainedRun], Any]] = {
    "pairs": lambda run: run.model.predict(USERS, MOVIES),
    "a state": lambda run: run.model.predict_state(torch.ones(run.model.user_state(USERS).shape[1]), MOVIES),
    "the catalogue": lambda run: run.model.predict_catalogue(torch.ones(run.model.user_state(USERS).shape[1]), 60)[0],
    "ratings": lambda run: predict_ratings(run.model, run.data.ratings),
    "a layer": lambda run: finish(slice_network(run)).values,
    "a user": lambda run: user_predictions(run, 3)["predicted"].to_numpy(),
    "somebody new": lambda run: new_user_predictions(run, [1, 4], [5.0, 1.0])["predicted"].to_numpy(),
    "why": lambda run: finish(explain_prediction(run, 3, 5, limit=1)).folded,
    "lists": lambda run: Rated(run.model, 60, run.data.user_counts).scores(new_person([1, 4], [5.0, 1.0])),
    "biases": lambda run: bias_baseline(run).predict(USERS, MOVIES),
    "the usual state": lambda run: usual_state(run.model, USERS).centre,
    "a folded state": lambda run: fold_in_user(run, [1, 4], [5.0, 1.0]),
    "nobody's state": lambda run: fold_in_user(run, [], []),
    "a user's state": lambda run: user_state(run.model, 3),
    "names": lambda run: np.array([len(name) for name in run.model.layer_names()]),
    "the outline": lambda run: np.array([layer.parameters for layer in network_outline(run.model)]),
}


@pytest.fixture(scope="module")
def runs(make_run: Any, tiny_dataset: Any) -> list[TrainedRun]:
    return [make_run(tiny_dataset, name) for name in ("dense", "lstm", "sequential")]


@pytest.mark.parametrize("name", ASKED)
def test_nothing_is_silenced_in_a_prediction(name: str, runs: list[TrainedRun]) -> None:
    for run in runs:
        run.model.eval()
        expected = np.asarray(ASKED[name](run))
        run.model.train()
        found = np.asarray(ASKED[name](run))
        assert found == pytest.approx(expected, abs=1e-6)
        assert not run.model.training or name == "biases"


def test_the_spread_of_ratings_is_that_of_a_network_at_rest(make_run: Any, tiny_dataset: Any) -> None:
    run = make_run(tiny_dataset, "vbfm")
    run.model.train()
    assert rating_spread(run.model, run.data.ratings) is not None
    assert not run.model.training


def test_an_outline_leaves_what_is_inferred_without_gradients(make_run: Any, tiny_dataset: Any) -> None:
    model = make_run(tiny_dataset, "biases").model
    network_outline(model)
    assert not any(tensor.requires_grad for tensor in model.learned().values())
