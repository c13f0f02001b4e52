"""Opening stored runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.models.factors import FactorConfig
from movierec_gui.progress import finish
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train


def test_an_opened_run_errs_as_its_record_says_and_weights_of_another_network_are_named(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store = RunStore(tmp_path)
    spec = RunSpec("dot", FactorConfig(factors=4), training=TrainingConfig(epochs=1, batch_size=64))
    record = finish(train(tiny_dataset, spec, store))
    run = open_run(store, record.id, tiny_dataset)
    assert evaluate(run.model, tiny_dataset.ratings.take(run.split.test))["mse"] == pytest.approx(record.test["mse"])
    store.write(replace(record, spec=replace(spec, model=FactorConfig(factors=5))))
    with pytest.raises(UserError, match=f"weights of the run {record.id} do not fit"):
        open_run(store, record.id, tiny_dataset)
