"""Training and prediction on a device beside the processor, without one.

The device is torch's ``meta``, whose tensors stand for real ones on the processor here: a dispatch mode carries out
every operation on those, refuses it where it mixes devices as a GPU would, and notes where the host has to wait for the
device.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

from movierec_gui.analysis.activations import slice_network
from movierec_gui.analysis.explanations import explain_new_user, explain_prediction
from movierec_gui.analysis.predictions import new_user_predictions, user_predictions
from movierec_gui.analysis.similarity import similar_movies
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import Architecture
from movierec_gui.progress import finish
from movierec_gui.training import passes, trainer
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.fitting import GradientFit, new_fit
from movierec_gui.training.intervals import rating_spread
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.runs import FINISHED, RunStore
from movierec_gui.training.trained import open_run

# torch takes the device for what it stands in for, whose tensors hold nothing.
pytestmark = pytest.mark.filterwarnings("ignore:for .* copying from a non-meta parameter:UserWarning")

DEVICE = torch.device("meta")
EVERY = pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
WAITS = ("_local_scalar_dense", "nonzero", "_unique2", "unique_dim", "masked_select", "equal", "repeat_interleave")
BATCH = 256
"""Three batches and a part of one: each operation is carried out by hand."""
COPIES = ("_to_copy", "to", "copy_")


class There(torch.Tensor):
    """A tensor on the device: it holds a real one."""

    held: Tensor

    @staticmethod
    def __new__(cls, real: Tensor) -> There:
        with torch.inference_mode(False):  # a view of an ordinary tensor is none of inference
            made: There = torch.Tensor._make_wrapper_subclass(
                cls, real.shape, strides=real.stride(), storage_offset=real.storage_offset(), dtype=real.dtype,
                device=DEVICE,
            )  # fmt: skip
        made.held = real
        return made

    def tolist(self) -> Any:
        return self.held.tolist()

    @classmethod
    def __torch_dispatch__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return carry_out(function, args, kwargs or {}, Counter())


class OtherDevice(TorchDispatchMode):
    """While it is on, whatever is made on the device is a ``There``."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: Counter[str] = Counter()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return carry_out(function, args, kwargs or {}, self.waits)


def carry_out(function: Any, args: Any, kwargs: Any, waits: Counter[str]) -> Any:
    name = function.overloadpacket.__name__
    values, _ = tree_flatten((args, kwargs))
    tensors = [value for value in values if isinstance(value, Tensor)]
    there = [value for value in tensors if isinstance(value, There)]
    named = [value for value in values if isinstance(value, torch.device)]
    to_device = named[0] == DEVICE if named else bool(there)
    if function.overloadpacket in (torch.ops.aten.to,) and len(tensors) == 2:  # .to(other)
        to_device = isinstance(tensors[1], There)
    if there and name not in COPIES:
        mixed = [value for value in tensors if not isinstance(value, There) and value.dim() > 0]
        assert not mixed, f"{function} mixes devices"
    for value in values:
        if isinstance(value, torch.Generator) and (there or to_device):
            assert value.device == DEVICE, f"{function} draws from a generator of another device"
    if there and (
        (name in WAITS and kwargs.get("output_size") is None)
        or (name in COPIES and not to_device)
        or (name == "index" and any(mask.dtype in (torch.bool, torch.uint8) for mask in tensors[1:]))
    ):
        waits[name] += 1

    def real(value: Any) -> Any:
        if isinstance(value, There):
            return value.held
        return torch.device("cpu") if isinstance(value, torch.device) else value

    result = function(*tree_map(real, args), **tree_map(real, kwargs))
    if name.endswith("_") and not name.endswith("__"):
        return args[0] if isinstance(args[0], Tensor) else result
    wrap = to_device and name != "_local_scalar_dense"
    return tree_map(lambda value: There(value) if isinstance(value, Tensor) and wrap else value, result)


@pytest.fixture(name="other")
def _other(monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherDevice]:
    """The device is there, and training that asks for any takes it."""
    make, generator = torch.tensor, torch.Generator

    class Generator(generator):  # type: ignore[misc, valid-type]
        """One of the processor's that says where it was made for."""

        def __new__(cls, device: Any = "cpu") -> Generator:
            made: Generator = super().__new__(cls)
            made.where = torch.device(device)
            return made

        @property
        def device(self) -> torch.device:
            return self.where

    def tensor(data: Any, *, device: Any = None, **options: Any) -> Tensor:
        made = make(data, **options)  # torch.tensor passes dispatch modes by
        return made if device is None else made.to(device)

    monkeypatch.setattr(torch, "Generator", Generator)
    monkeypatch.setattr(torch, "tensor", tensor)
    monkeypatch.setattr(trainer, "choose_device", lambda name, workers: DEVICE)
    with OtherDevice() as mode:
        yield mode


def quick(name: str, **training: object) -> RunSpec:
    # torch's recurrent cells turn tensors in place, which those of the test cannot do.
    spec = preset_spec(name, "attention" if name == "sequential" else "")
    if name.startswith("house"):
        spec = replace(spec, model=replace(spec.model, steps=5, passes=1, folds=2, head_passes=1))
    if name == "vbfm":
        spec = replace(spec, model=replace(spec.model, steps=5))
    return replace(spec, training=replace(spec.training, epochs=2, batch_size=BATCH, threads=1, **training))


@pytest.mark.slow
@EVERY
def test_a_run_is_trained_and_asked_on_the_device(
    entry: Architecture, other: OtherDevice, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store = RunStore(tmp_path / "runs")
    (started, *_) = list(trainer.train(tiny_dataset, quick(entry.name), store))
    (record,) = store.list()
    assert record.status == FINISHED
    run = open_run(store, record.id, tiny_dataset)
    assert record.device == started.device == ("cpu" if run.model.fits_itself else DEVICE.type)
    if run.model.fits_itself:
        return
    expected = predict_ratings(run.model, tiny_dataset.ratings)
    run.model.to(DEVICE)
    assert run.model.device == DEVICE
    np.testing.assert_allclose(predict_ratings(run.model, tiny_dataset.ratings), expected, atol=1e-5)
    rating_spread(run.model, tiny_dataset.ratings)
    user_predictions(run, 1)
    new_user_predictions(run, np.array([1, 2, 3]), np.array([5.0, 1.0, 3.0]))
    finish(slice_network(run, run.model.default_layer))
    finish(explain_prediction(run, 1, 5, limit=2))
    finish(explain_new_user(run, np.array([1, 2, 3]), np.array([5.0, 1.0, 3.0]), 7, limit=2))
    if run.model.movie_vectors() is not None:
        similar_movies(run, 1)


@pytest.mark.parametrize("words", ["tags", "titles"])
@pytest.mark.parametrize("vectors", [0, 2])
def test_words_follow_the_device(
    words: str, vectors: int, other: OtherDevice, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    spec = quick("lstm")
    spec = replace(spec, model=replace(spec.model, words=words, word_vectors=vectors))
    assert finish(trainer.train(tiny_dataset, spec, RunStore(tmp_path))).status == FINISHED


@EVERY
def test_no_batch_waits_for_the_device(
    entry: Architecture, other: OtherDevice, tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "REPORT_SECONDS", 1e9)
    spec = quick(entry.name)
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, spec.split))
    fit = new_fit(spec, data, DEVICE)
    if not isinstance(fit, GradientFit):
        return
    other.waits.clear()
    list(passes.gradient_pass(fit.model, fit.optimiser, fit.ratings, BATCH, fit.generator))
    batches = -(-len(fit.ratings) // BATCH)
    report = {"_local_scalar_dense": 1}
    # How many ratings a batch's movies or users have decides the size of what is summed: it has to be known.
    bags = {"_local_scalar_dense": 1 + batches, "_unique2": batches}
    assert other.waits == (bags if entry.name in ("svdpp", "autorec") else report)
