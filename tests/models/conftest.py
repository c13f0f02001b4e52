"""The tiny data as a training part, for the models' tests."""

from __future__ import annotations

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings


@pytest.fixture
def data(tiny_dataset: Dataset) -> TrainingData:
    return training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
