"""Fits in memory: two ways, one contract; time that counts, states to go on from, and no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import Architecture, RatingModel
from movierec_gui.models.interaction import InteractionNetwork
from movierec_gui.progress import finish
from movierec_gui.training.averaging import average_runs
from movierec_gui.training.compare import Contestant, article_splits, compare
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.estimate import estimate
from movierec_gui.training.events import EpochEnded, StepsTrained
from movierec_gui.training.fitting import EpochFitted, Fit, GradientFit, SelfFit, StepsFitted, begin_fit
from movierec_gui.training.lr_finder import find_learning_rate
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train

SHORT = {"house": {"folds": 2, "steps": 5, "passes": 1, "head_passes": 2}, "vbfm": {"steps": 25}}
SHORT["house-context"] = SHORT["house"]


def quick(name: str, **training: object) -> RunSpec:
    spec = preset_spec(name)
    values = {"epochs": 3, "batch_size": 64, "threads": 1, "device": "cpu", **training}
    model = replace(spec.model, **SHORT.get(name, {}))
    return replace(spec, model=model, training=replace(spec.training, **values))


def begun(dataset: Dataset, spec: RunSpec) -> tuple[Fit, Callable[[RatingModel], dict[str, float]]]:
    """A fit and how to measure it."""
    fit, split = begin_fit(dataset, spec)
    validation = dataset.ratings.take(split.validation)
    return fit, lambda model: evaluate(model, validation)


def without_seconds(fit: Fit) -> list[Any]:
    return [replace(record, seconds=0.0) for record in fit.history]


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_both_ways_to_fit_keep_one_contract(entry: Architecture, tiny_dataset: Dataset) -> None:
    fit, measured = begun(tiny_dataset, quick(entry.name, averaging=0.5))
    assert isinstance(fit, SelfFit if fit.model.fits_itself else GradientFit)
    events = list(fit.events(measured))
    ends = [event for event in events if isinstance(event, EpochFitted)]
    assert [event.record for event in ends] == fit.history
    assert [record.epoch for record in fit.history] == list(range(1, fit.epochs + 1))
    assert [record.learning_rate > 0.0 for record in fit.history] == [not fit.model.fits_itself] * fit.epochs
    done = [event.progress.done for event in events]
    assert done == sorted(done)
    assert done[-1] == ends[-1].progress.total == fit.epochs
    with fit.judged():
        assert measured(fit.model) == fit.history[-1].validation


@pytest.mark.parametrize(
    ("name", "training"),
    [
        ("lstm", {"averaging": 0.5}),
        ("dense", {"schedule": "plateau", "learning_rate": 0.05}),
        ("dot", {"schedule": "steps"}),
        ("walk", {}),
    ],
)
@pytest.mark.usefixtures("walk")
def test_a_fit_goes_on_from_its_state_after_any_epoch(
    name: str, training: dict[str, object], tiny_dataset: Dataset
) -> None:
    spec = quick(name, **training)
    whole, measured = begun(tiny_dataset, spec)
    states = [
        ({key: value.clone() for key, value in whole.state().items()}, len(whole.history))
        for event in whole.events(measured)
        if isinstance(event, EpochFitted) or event.can_go_on
    ]
    assert len(states) == (10 if name == "walk" else 3)
    for state, epochs in states:
        again, _ = begun(tiny_dataset, spec)
        assert again.goes_on_from(state)
        again.load_state(state, whole.history[:epochs])
        for _ in again.events(measured):
            pass
        assert without_seconds(again) == without_seconds(whole)
        expected, found = whole.state(), again.state()
        assert expected.keys() == found.keys()
        for key in expected.keys() - {"clock"}:
            assert torch.equal(expected[key], found[key]), key


@pytest.mark.parametrize("anew", [False, True])
def test_a_model_without_a_state_of_its_fit_begins_anew(anew: bool, walk: Any, tiny_dataset: Dataset) -> None:
    walk.begins_anew = anew
    fit, measured = begun(tiny_dataset, quick("walk"))
    assert not fit.goes_on_from(fit.state())  # at its beginning
    next(fit.events(measured))
    assert fit.goes_on_from(fit.state()) is not anew


def test_a_model_that_fits_itself_draws_from_the_generator_that_built_it(walk: Any, tiny_dataset: Dataset) -> None:
    torch.manual_seed(1)
    spec = quick("walk", seed=3)
    fit, measured = begun(tiny_dataset, spec)
    next(fit.events(measured))
    generator = torch.Generator().manual_seed(3)
    assert fit.model.place == pytest.approx(3.0 + 0.1 * float(torch.randn((), generator=generator)))
    assert torch.equal(fit.state()["generator"], generator.get_state())


def test_a_loss_that_is_no_number_ends_the_fit(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InteractionNetwork, "loss", lambda self, *batch: torch.full((), torch.nan, requires_grad=True))
    fit, measured = begun(tiny_dataset, quick("dense"))
    with pytest.raises(UserError, match=r"blew up.*In epoch 1"):
        list(fit.events(measured))
    assert fit.history == []


def test_the_settings_of_early_stopping_end_the_fit(tiny_dataset: Dataset) -> None:
    fit, _ = begun(tiny_dataset, quick("dense", epochs=50, patience=2))
    errors = iter([1.0, 0.5, 0.6, 0.7, 0.1])
    for _ in fit.events(lambda _model: {"mse": next(errors)}):
        pass
    assert [record.validation["mse"] for record in fit.history] == [1.0, 0.5, 0.6, 0.7]


@pytest.fixture(name="working")
def _working(clock: Any, walk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch of the dense network takes a second by the clock, and so does each step of the walk."""
    learn = InteractionNetwork.learn

    def slow(self: InteractionNetwork, *batch: Tensor) -> Tensor:
        clock.work()
        return learn(self, *batch)

    monkeypatch.setattr(InteractionNetwork, "learn", slow)
    monkeypatch.setattr(walk, "on_step", clock.work)


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize("name", ["dense", "walk"])
def test_a_pause_is_nobodys_training_time(name: str, clock: Any, tiny_dataset: Dataset, tmp_path: Path) -> None:
    store, events = RunStore(tmp_path), []
    work = train(tiny_dataset, quick(name), store)
    try:
        while True:
            events.append(next(work))
            clock.now += 25.0  # paused at every event
    except StopIteration as end:
        record = end.value
    n = record.parts["train"]
    batches = -(-n // 64)
    expected = [3.0, 3.0, 4.0] if name == "walk" else [batches] * 3
    told = [event.record.seconds for event in events if isinstance(event, EpochEnded)]
    assert told == [epoch.seconds for epoch in store.read_history(record.id)] == expected
    assert record.seconds == store.read(record.id).seconds == sum(expected)
    speeds = {round(event.ratings_per_second) for event in events if isinstance(event, StepsTrained)}
    assert speeds == {round(0.3 * n) if name == "walk" else round(n / batches)}


@pytest.mark.usefixtures("working")
def test_a_pause_of_a_comparison_is_in_no_result(clock: Any, tiny_dataset: Dataset) -> None:
    work = compare(tiny_dataset, [Contestant("walk", quick("walk"))], article_splits([0]), ranking=False)
    try:
        while True:
            next(work)
            clock.now += 25.0
    except StopIteration as end:
        (result,) = end.value.results
    assert result.fit_seconds == [3.0, 6.0, 10.0][result.epoch - 1]


def test_a_pause_of_an_average_is_not_in_its_time(clock: Any, tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    members = [finish(train(tiny_dataset, quick(name), store)).id for name in ("biases", "global-mean")]
    work = average_runs(tiny_dataset, members, store)
    try:
        while True:
            next(work)
            clock.now += 25.0
    except StopIteration as end:
        record = end.value
    assert record.seconds == store.read_history(record.id)[0].seconds == 0.0


def test_a_comparison_touches_no_file(files: Any, tiny_dataset: Dataset) -> None:
    contestants = [Contestant(name, quick(name)) for name in ("dense", "vbfm", "biases")]
    files.watching = True
    finish(compare(tiny_dataset, contestants, article_splits([0])))
    assert (files.written, files.read) == (Counter(), Counter())


def test_neither_do_an_estimate_and_a_rate_test(files: Any, tiny_dataset: Dataset) -> None:
    files.watching = True
    for name in ("dense", "vbfm"):
        finish(estimate(tiny_dataset, quick(name)))
    finish(find_learning_rate(tiny_dataset, quick("dense"), steps=100))
    assert (files.written, files.read) == (Counter(), Counter())


@pytest.mark.usefixtures("walk")
def test_where_a_fit_can_be_left_is_told(tiny_dataset: Dataset) -> None:
    told = {}
    for name in ("walk", "dense"):
        fit, measured = begun(tiny_dataset, quick(name))
        steps = [event for event in fit.events(measured) if isinstance(event, StepsFitted)]
        told[name] = [event.can_go_on for event in steps]
    assert told["walk"] == [True, True, False, True, True, False, True, True, True, False]
    assert not any(told["dense"])


def test_a_validation_error_that_is_not_a_number_ends_the_fit(tiny_dataset: Dataset) -> None:
    fit, _ = begin_fit(tiny_dataset, quick("dense"))
    with pytest.raises(UserError, match=r"blew up.*In epoch 1"):
        list(fit.events(lambda _model: {"mse": float("nan")}))
    assert fit.history == []
