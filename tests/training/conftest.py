from dataclasses import replace

import pytest

from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train


@pytest.fixture
def tiny_run(tiny_dataset, tmp_path):
    """A store with one finished run of two epochs, and its record."""
    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=2, threads=1))
    store = RunStore(tmp_path / "runs")
    return store, finish(train(tiny_dataset, spec, store, "tiny run"))
