"""Whatever computes for long takes the number of threads that its settings say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.training.comparing.contestants import article_splits
from movierec_gui.training.comparing.estimate import time_cells
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.estimate import estimate
from movierec_gui.training.fitting import begin_fit
from movierec_gui.training.lr_finder import find_learning_rate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.judging import inner_splits, judge
from movierec_gui.training.trainer import train

WORK: dict[str, Callable[[Dataset, RunSpec, Path], Any]] = {
    "an estimate": lambda dataset, spec, folder: list(estimate(dataset, spec)),
    "a comparison's": lambda dataset, spec, folder: list(time_cells(dataset, [spec], article_splits([0])[0])),
    "a rate test": lambda dataset, spec, folder: list(islice(find_learning_rate(dataset, spec, 60), 2)),
    "a trial": lambda dataset, spec, folder: list(judge(dataset, spec, inner_splits(dataset, spec.split, 1))),
    "a fit": lambda dataset, spec, folder: begin_fit(dataset, spec),
    "a training": lambda dataset, spec, folder: list(train(dataset, spec, RunStore(folder))),
}


@pytest.fixture(autouse=True)
def threads_stay() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", WORK)
def test_the_number_of_threads_is_that_of_the_settings(name: str, tiny_dataset: Dataset, tmp_path: Path) -> None:
    spec = preset_spec("biases" if name != "a rate test" else "dot")
    torch.set_num_threads(1)
    WORK[name](tiny_dataset, replace(spec, training=replace(spec.training, epochs=1, threads=2)), tmp_path)
    assert torch.get_num_threads() == 2
