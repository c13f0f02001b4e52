"""The example of docs/adding-an-architecture.md: its file and its two lines make an architecture like any other."""

from __future__ import annotations

import importlib.util
import inspect
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui import models
from movierec_gui.analysis.fold_in import fold_in_user
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import Architecture
from movierec_gui.models.outline import network_outline
from movierec_gui.progress import finish
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train

PROJECT = Path(__file__).resolve().parent.parent
PAGE = (PROJECT / "docs" / "adding-an-architecture.md").read_text(encoding="utf-8")
(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
IMPORT, NAME = re.findall(r"^\+(.*\n)", PAGE, re.MULTILINE)
NAMED_FILE = "movierec_gui.models.neumf"


def contract() -> dict[str, Callable[..., None]]:
    """The tests that every entry of the registry passes, by name."""
    checks = runpy.run_path(str(PROJECT / "tests" / "models" / "test_architectures.py"))
    return {name: check for name, check in checks.items() if name.startswith("test_") and "entry" in _wanted(check)}


def _wanted(check: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(check).parameters)


def cases(check: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a check beside the entry and the data, as its marks name them."""
    marks = [mark for mark in check.pytestmark if mark.name == "parametrize" and mark.args[0] != "entry"]
    if not marks:
        yield {}
    for mark in marks:
        for value in mark.args[1]:
            yield {mark.args[0]: value}


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The page's file, imported under the name that it would have."""
    path = tmp_path / "neumf.py"
    path.write_text(CODE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(NAMED_FILE, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, NAMED_FILE, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def entry(written: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Architecture:
    """The page's architecture, registered by the page's two lines and no others."""
    assert models.__file__ is not None
    source = Path(models.__file__).read_text(encoding="utf-8")
    head = "ARCHITECTURES: tuple[Architecture, ...] = (\n"
    beside = "from movierec_gui.models.sequential import SEQUENTIAL\n"
    assert source.count(head) == source.count(beside) == 1
    changed: dict[str, Any] = {"__name__": "changed"}
    exec(source.replace(beside, IMPORT + beside).replace(head, head + NAME), changed)  # noqa: S102
    assert changed["ARCHITECTURES"] == (written.NEUMF, *models.ARCHITECTURES)
    monkeypatch.setattr(models, "ARCHITECTURES", changed["ARCHITECTURES"])
    return models.architecture("neumf")


@pytest.mark.parametrize("name", contract())
def test_the_example_keeps_the_contract(name: str, entry: Architecture, data: TrainingData) -> None:
    check = contract()[name]
    given = {"entry": entry, "data": data}
    for case in cases(check):
        check(**case, **{name: value for name, value in given.items() if name in _wanted(check)})


def test_what_is_kept_of_movies_predicts_as_the_layers_do(entry: Architecture, data: TrainingData) -> None:
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(1))
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.rand(parameter.shape, generator=torch.Generator().manual_seed(2))
    state = model.eval().user_state(torch.tensor([3]))[0]
    of_side, _ = model.predict_catalogue(state, data.n_movies)
    torch.testing.assert_close(of_side, model.predict_state(state, torch.arange(data.n_movies)))


def test_the_picture_shows_two_branches_that_meet(entry: Architecture, data: TrainingData) -> None:
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(1))
    layers = {layer.name: layer for layer in network_outline(model)}
    assert layers["hidden"].inputs == ("embeddings",)
    assert layers["joined"].inputs == ("products", "hidden")
    assert layers["prediction"].inputs == ("joined",)


def test_the_example_trains_and_opens_as_any_other(entry: Architecture, tiny_dataset: Dataset, tmp_path: Path) -> None:
    spec = preset_spec(entry.name)
    spec = replace(spec, training=replace(spec.training, epochs=1, batch_size=16, learning_rate=0.01, threads=1))
    assert RunSpec.from_mapping(spec.to_mapping()) == spec
    store = RunStore(tmp_path / "runs")
    record = finish(train(tiny_dataset, spec, store))
    run = open_run(store, record.id, tiny_dataset)
    validation = tiny_dataset.ratings.take(run.split.validation)
    assert evaluate(run.model, validation)["mse"] < np.var(validation.values)
    assert run.model.predict_state(fold_in_user(run, [0, 1], [5.0, 1.0]), torch.arange(3)).shape == (3,)
