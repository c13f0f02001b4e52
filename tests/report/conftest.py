"""A tiny trained run and the findings of a report on it."""

from __future__ import annotations

import pytest

from movierec_gui.analysis.projections import MapConfig
from movierec_gui.data.dataset import Dataset
from movierec_gui.models.interaction import InteractionConfig
from movierec_gui.progress import finish
from movierec_gui.report.config import ReportConfig
from movierec_gui.report.findings import Findings, study
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    """A run store for the session."""
    return RunStore(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def run(tiny_dataset: Dataset, store: RunStore) -> TrainedRun:
    """A dense network of three nodes."""
    training = TrainingConfig(epochs=3, device="cpu", threads=1)
    spec = RunSpec("dense", InteractionConfig(factors=4, hidden=3), training=training)
    record = finish(train(tiny_dataset, spec, store, "A <small> run"))
    return open_run(store, record.id, tiny_dataset)


@pytest.fixture(scope="session")
def findings(run: TrainedRun, store: RunStore) -> Findings:
    """A report's findings on the run."""
    map_config = MapConfig(perplexity=6, iterations=10)
    return finish(study([run], store, ReportConfig(recommendations=4, top=5), map_config))
