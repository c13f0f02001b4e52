"""What a killed run goes on from: when it is stored, what it holds, and what is said where it is damaged."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training import checkpoints
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.events import EpochEnded, StepsTrained, TrainingEvent
from movierec_gui.training.fitting import begin_fit
from movierec_gui.training.runs import CHECKPOINT_FILE, FINISHED, STOPPED, WEIGHTS_FILE, RunStore
from movierec_gui.training.trainer import train


def quick(name: str, **training: object) -> RunSpec:
    spec = preset_spec(name)
    values = {"epochs": 4, "batch_size": 64, "threads": 1, "device": "cpu", **training}
    return replace(spec, training=replace(spec.training, **values))


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def stopped(dataset: Dataset, spec: RunSpec, store: RunStore, when: Callable[[TrainingEvent], bool]) -> str:
    """The id of a run that was stopped at an event."""
    work = train(dataset, spec, store)
    for event in work:
        if when(event):
            work.close()
            return event.run_id
    raise AssertionError("it ended before")


def after_epoch(number: int) -> Callable[[TrainingEvent], bool]:
    return lambda event: isinstance(event, EpochEnded) and event.record.epoch == number


def assert_like(store: RunStore, run_id: str, whole: str) -> None:
    """The run has the weights and, but for its seconds, the history of an undisturbed one."""
    histories = [[replace(epoch, seconds=0.0) for epoch in store.read_history(one)] for one in (run_id, whole)]
    assert histories[0] == histories[1]
    found, expected = (store.read_tensors(one, WEIGHTS_FILE)[0] for one in (run_id, whole))
    assert all(torch.equal(found[name], expected[name]) for name in expected)


@pytest.fixture(name="taken")
def _taken(monkeypatch: pytest.MonkeyPatch, clock: Any) -> list[float]:
    """When each checkpoint was stored, by the clock, in seconds from now."""
    times, write, began = [], RunStore.write_tensors, clock.now

    def noted(store: RunStore, run_id: str, file: str, *more: Any) -> None:
        write(store, run_id, file, *more)
        if file == CHECKPOINT_FILE:
            times.append(clock.now - began)

    monkeypatch.setattr(RunStore, "write_tensors", noted)
    return times


def test_a_fit_of_its_own_is_stored_after_five_seconds_of_work(
    taken: list[float], clock: Any, walk: Any, monkeypatch: pytest.MonkeyPatch, tiny_dataset: Dataset, store: RunStore
) -> None:
    monkeypatch.setattr(walk, "on_step", lambda: [clock.work(), clock.work()])
    finish(train(tiny_dataset, quick("walk"), store))
    assert taken == [6.0, 12.0, 18.0, 20.0]  # epochs end after 6, 12 and 20 seconds


def test_a_pause_is_no_reason_to_store_it(
    taken: list[float], clock: Any, walk: Any, tiny_dataset: Dataset, store: RunStore
) -> None:
    for event in train(tiny_dataset, quick("walk"), store):
        if isinstance(event, StepsTrained):
            clock.now += 60.0
    assert taken == [3 * 60.0, 6 * 60.0, 10 * 60.0]  # the ends of the epochs


@pytest.mark.usefixtures("walk")
def test_large_checkpoints_take_a_tenth_of_the_time_at_most(
    clock: Any, monkeypatch: pytest.MonkeyPatch, tiny_dataset: Dataset, store: RunStore
) -> None:
    written = []

    def write_slowly(*_: Any) -> None:
        clock.now += 2.0
        written.append(fit.watch.seconds)

    fit, _ = begin_fit(tiny_dataset, quick("walk"))
    next(fit.events(lambda _model: {}))
    monkeypatch.setattr(RunStore, "write_tensors", write_slowly)
    kept = checkpoints.Checkpoints(store, "run", keep_best=False)
    for _ in range(60):
        fit.watch.seconds += 1.0
        kept.keep_step(fit)
    assert written == [5.0, 25.0, 45.0]


def test_gradient_steps_are_stored_between_epochs_only(
    taken: list[float], clock: Any, tiny_dataset: Dataset, store: RunStore
) -> None:
    began = clock.now
    for event in train(tiny_dataset, quick("dense"), store):
        if isinstance(event, StepsTrained):  # as many within an epoch as its time asks for
            clock.now = began + math.ceil(event.epoch)
    assert taken == [1.0, 2.0, 3.0, 4.0]


@pytest.fixture(name="every_step")
def _every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(checkpoints, "LARGEST_SHARE", float("inf"))


@pytest.mark.usefixtures("every_step", "walk")
@pytest.mark.parametrize("left", range(1, 11))
def test_a_fit_of_its_own_goes_on_from_any_step(left: int, tiny_dataset: Dataset, store: RunStore) -> None:
    whole = finish(train(tiny_dataset, quick("walk"), store))
    run_id = stopped(
        tiny_dataset, quick("walk"), store, lambda event: event.progress.fraction == pytest.approx(left / 10)
    )
    work = train(tiny_dataset, quick("walk"), store, resume=run_id)
    steps = [event.progress.fraction for event in work if isinstance(event, StepsTrained)]
    ends = left in (3, 6, 10)  # stopped at the step itself, before its epoch was stored
    assert steps == pytest.approx([number / 10 for number in range(left if ends else left + 1, 11)])
    assert store.read(run_id).status == FINISHED
    assert_like(store, run_id, whole.id)


@pytest.mark.usefixtures("every_step")
def test_the_seconds_of_an_epoch_that_was_left_go_on(
    clock: Any, walk: Any, monkeypatch: pytest.MonkeyPatch, tiny_dataset: Dataset, store: RunStore
) -> None:
    monkeypatch.setattr(walk, "on_step", clock.work)
    run_id = stopped(tiny_dataset, quick("walk"), store, lambda event: event.progress.fraction == 0.5)
    clock.now += 1000.0
    events = list(train(tiny_dataset, quick("walk"), store, resume=run_id))
    assert [epoch.seconds for epoch in store.read_history(run_id)] == [3.0, 3.0, 4.0]
    n = store.read(run_id).parts["train"]
    assert {round(event.ratings_per_second) for event in events if isinstance(event, StepsTrained)} == {round(0.3 * n)}


def test_a_model_that_begins_anew_has_no_epoch_behind_it(walk: Any, tiny_dataset: Dataset, store: RunStore) -> None:
    walk.begins_anew = True
    whole = finish(train(tiny_dataset, quick("walk"), store))
    run_id = stopped(tiny_dataset, quick("walk"), store, after_epoch(2))
    for _ in range(2):  # it can be left again and again
        work = train(tiny_dataset, quick("walk"), store, resume=run_id)
        assert next(work).progress.done == 0
        work.close()
        record = store.read(run_id)
        assert (record.status, record.best_epoch, record.validation) == (STOPPED, 0, {})
        assert store.read_history(run_id) == ()
    finish(train(tiny_dataset, quick("walk"), store, resume=run_id))
    assert_like(store, run_id, whole.id)


def test_epochs_after_the_checkpoint_are_dropped_once(tiny_dataset: Dataset, store: RunStore) -> None:
    whole = finish(train(tiny_dataset, quick("dense"), store))
    run_id = stopped(tiny_dataset, quick("dense"), store, after_epoch(2))
    store.write_history(run_id, store.read_history(whole.id)[:3])  # killed between the history and the checkpoint
    work = train(tiny_dataset, quick("dense"), store, resume=run_id)
    assert next(work).progress.done == 2
    assert [epoch.epoch for epoch in store.read_history(run_id)] == [1, 2]
    for _ in work:
        pass
    assert_like(store, run_id, whole.id)


@pytest.mark.parametrize("averaging", [0.0, 0.5])
def test_weights_that_a_killed_program_did_not_write_are_written_when_it_goes_on(
    averaging: float, tiny_dataset: Dataset, store: RunStore
) -> None:
    spec = quick("dense", keep_best=False, averaging=averaging)
    run_id = stopped(tiny_dataset, spec, store, after_epoch(2))
    kept, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    store.remove_file(run_id, WEIGHTS_FILE)
    work = train(tiny_dataset, spec, store, resume=run_id)
    next(work)
    work.close()
    record = store.read(run_id)
    assert (record.status, record.best_epoch) == (STOPPED, 2)
    again, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    assert all(torch.equal(kept[name], again[name]) for name in kept)


def test_the_weights_of_an_earlier_best_epoch_stay(tiny_dataset: Dataset, store: RunStore) -> None:
    spec = quick("dense", epochs=30, learning_rate=0.05)
    run_id = stopped(
        tiny_dataset, spec, store, lambda event: isinstance(event, EpochEnded) and event.best_epoch < event.record.epoch
    )
    kept, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    work = train(tiny_dataset, spec, store, resume=run_id)
    next(work)
    work.close()
    again, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    assert all(torch.equal(kept[name], again[name]) for name in kept)
    assert store.read(run_id).best_epoch == len(store.read_history(run_id)) - 1


Change = Callable[[dict[str, Tensor], dict[str, str]], object]

_DAMAGES: list[tuple[str, Change, str]] = [
    ("dense", lambda tensors, notes: tensors.pop("generator"), "no state of the random generator"),
    (
        "dense",
        lambda tensors, notes: tensors.pop(next(n for n in tensors if n.startswith("optimiser."))),
        "optimiser.* is missing",
    ),
    ("dense", lambda tensors, notes: tensors.clear(), "no state of the random generator"),
    ("dense", lambda tensors, notes: notes.clear(), "does not say how many epochs"),
    ("dense", lambda tensors, notes: notes.update(epochs="two"), "does not say how many epochs"),
    ("dense", lambda tensors, notes: notes.update(epochs="3"), "ends 3 epochs, which history.csv does not hold"),
    ("dense", lambda tensors, notes: tensors.update(generator=tensors["generator"].long()), "no state of the random"),
    (
        "dense",
        lambda tensors, notes: tensors.update({"model.output.bias": torch.zeros(7)}),
        r"model.output.bias is float32 \[7\] instead of float32 \[1\]",
    ),
    ("walk", lambda tensors, notes: tensors.pop("generator"), "no state of the random generator"),
    ("walk", lambda tensors, notes: tensors.pop("model.place"), "model.place is missing"),
    ("walk", lambda tensors, notes: tensors.update({"fit.undone": tensors.pop("fit.done")}), "KeyError: 'done'"),
]


@pytest.mark.usefixtures("walk")
@pytest.mark.parametrize(("name", "change", "message"), _DAMAGES)
def test_a_damaged_checkpoint_is_named_and_the_run_stays_as_it_is(
    name: str, change: Change, message: str, tiny_dataset: Dataset, store: RunStore
) -> None:
    run_id = stopped(tiny_dataset, quick(name), store, after_epoch(2))
    before = {path.name: path.read_bytes() for path in store.path(run_id).glob("*.*")}
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    change(tensors, notes)
    store.write_tensors(run_id, CHECKPOINT_FILE, tensors, notes)
    with pytest.raises(UserError, match=f"(?s)is damaged.*{message}.*Train anew with its settings"):
        finish(train(tiny_dataset, quick(name), store, resume=run_id))
    for file in before.keys() - {CHECKPOINT_FILE}:
        assert (store.path(run_id) / file).read_bytes() == before[file], file
    assert not store.is_training(run_id)


def test_a_run_that_was_begun_on_another_kind_of_device_says_so(tiny_dataset: Dataset, store: RunStore) -> None:
    run_id = stopped(tiny_dataset, quick("dense"), store, after_epoch(1))
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    tensors["generator"] = torch.zeros(16, dtype=torch.uint8)  # CUDA's
    store.write_tensors(run_id, CHECKPOINT_FILE, tensors, notes)
    with pytest.raises(UserError, match="another kind of device"):
        finish(train(tiny_dataset, quick("dense"), store, resume=run_id))


def test_a_checkpoint_of_an_older_version_is_gone_on_from(tiny_dataset: Dataset, store: RunStore) -> None:
    whole = finish(train(tiny_dataset, quick("dense"), store))
    run_id = stopped(tiny_dataset, quick("dense"), store, after_epoch(2))
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    del tensors["clock"]
    store.write_tensors(run_id, CHECKPOINT_FILE, tensors, notes)
    finish(train(tiny_dataset, quick("dense"), store, resume=run_id))
    assert_like(store, run_id, whole.id)


@pytest.mark.parametrize("keep_best", [False, True])
def test_a_training_writes_three_files_an_epoch_and_reads_none_before_its_end(
    keep_best: bool, files: Any, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    store, bests = RunStore(tmp_path), 0
    work = train(tiny_dataset, quick("dense", epochs=8, keep_best=keep_best, learning_rate=0.05), store, "one")
    files.watching = True
    for event in work:
        if isinstance(event, EpochEnded):
            bests += event.best_epoch == event.record.epoch
            epochs = {"history.csv": event.record.epoch, "checkpoint.safetensors": event.record.epoch}
            weights = {"weights.safetensors": bests if keep_best else event.record.epoch}
            written = {name: count for name, count in files.written.items() if name != "folder"}
            assert written == {"run.json": 1, **epochs, **weights}
            assert files.read["weights.safetensors"] == files.read["checkpoint.safetensors"] == 0
    assert bests < 8 or not keep_best
    assert files.written["run.json"] == 2
    assert files.read["weights.safetensors"] == 1
