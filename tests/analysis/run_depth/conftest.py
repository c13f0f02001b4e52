from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord
from movierec_gui.training.trained import TrainedRun


@pytest.fixture(scope="session")
def make_run(tiny_dataset):
    """A network with its initial weights, on a split that leaves half of the ratings out."""

    def make(seed=0, kind="dense", dataset=tiny_dataset, split=SplitConfig(validation=0.2, test=0.4)):  # noqa: B008
        spec = preset_spec(kind)
        parts = split_ratings(dataset, split)
        data = training_data(dataset, parts)
        model = architecture(kind).build(spec.model, data, torch.Generator().manual_seed(seed)).eval()
        record = RunRecord(
            f"r{seed}", f"run {seed}", spec, dataset.name, dataset.content_hash, "2026-01-01T00:00:00+00:00"
        )
        return TrainedRun(record, model, dataset, parts, data)

    return make


@pytest.fixture(scope="session")
def run(make_run):
    return make_run()


@pytest.fixture(scope="session")
def judged(run):
    return finish(judge_run(run))


@pytest.fixture
def rng():
    return np.random.default_rng(3)
