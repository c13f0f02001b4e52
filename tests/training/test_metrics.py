"""Errors of predicted ratings."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.training import metrics


def test_metrics_of_a_known_case() -> None:
    figures = metrics.measure(np.array([3.0, 4.0]), np.array([4.0, 1.0]))
    assert figures == pytest.approx({"mse": 5.0, "rmse": 5.0**0.5, "mae": 2.0})


def test_nothing_to_compare_gives_no_figures() -> None:
    assert metrics.measure(np.empty(0), np.empty(0)) == {}


def test_evaluation_in_batches_equals_evaluation_at_once(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    entry = architecture("dense")
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    whole = metrics.predict_ratings(model, tiny_dataset.ratings)
    monkeypatch.setattr(metrics, "EVALUATION_BATCH", 7)
    np.testing.assert_allclose(metrics.predict_ratings(model, tiny_dataset.ratings), whole, rtol=1e-6)
    assert len(whole) == len(tiny_dataset.ratings)
