"""The training loop: errors fall, seeds decide, runs survive whatever stops them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.training.config import RunSpec, TrainingConfig, preset_spec
from movierec_gui.training.events import EpochEnded, StepsTrained, TrainingStarted
from movierec_gui.training.metrics import evaluate, predict_ratings
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    FAILED,
    FINISHED,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RunStore,
)
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def quick(name: str, **training: object) -> RunSpec:
    spec = preset_spec(name)
    values = {"epochs": 4, "batch_size": 32, "learning_rate": 0.01, "schedule": "constant", "threads": 1} | training
    short = {"passes": 3, "folds": 2, "head_passes": 4, "fits": 1} if name.startswith("house") else {}
    return replace(spec, model=replace(spec.model, **short), training=replace(spec.training, **values))


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_a_run_lowers_the_error_and_reopens_to_identical_predictions(
    entry, tiny_dataset: Dataset, store: RunStore
) -> None:
    events = []
    work = train(tiny_dataset, quick(entry.name, epochs=6, keep_best=True), store)
    record = _collect(work, events)
    assert isinstance(events[0], TrainingStarted)
    epochs = [event.record for event in events if isinstance(event, EpochEnded)]
    assert record.status == FINISHED
    assert epochs == list(store.read_history(record.id)) or [e.epoch for e in epochs] == list(range(1, len(epochs) + 1))
    if len(epochs) > 1:
        # The house model's first error is at the ratings that its parts were fitted to, the later ones are out of fold.
        first = 1 if entry.name.startswith("house") else 0
        assert epochs[-1].train_mse < epochs[first].train_mse
        assert any(isinstance(event, StepsTrained) for event in events)
    assert record.validation["mse"] == pytest.approx(min(epoch.validation["mse"] for epoch in epochs), rel=1e-5)
    run, again = (open_run(store, record.id, tiny_dataset) for _ in range(2))
    assert np.array_equal(
        predict_ratings(run.model, tiny_dataset.ratings), predict_ratings(again.model, tiny_dataset.ratings)
    )
    assert evaluate(run.model, tiny_dataset.ratings.take(run.split.test)) == pytest.approx(record.test)
    # The history has what the kept weights are worth here, and the run has it from there.
    assert evaluate(run.model, tiny_dataset.ratings.take(run.split.validation)) == pytest.approx(record.validation)


def test_the_same_seed_gives_the_same_curve_and_another_seed_does_not(tiny_dataset: Dataset, store: RunStore) -> None:
    curves = []
    for seed in (1, 1, 2):
        record = finish(train(tiny_dataset, quick("lstm", seed=seed), store))
        curves.append([epoch.validation["mse"] for epoch in store.read_history(record.id)])
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]


@pytest.mark.parametrize(("name", "averaging"), [("lstm", 0.0), ("dense", 0.0), ("dot", 0.0), ("lstm", 0.7)])
def test_a_killed_run_resumes_to_the_weights_of_an_uninterrupted_one(
    name: str, averaging: float, tiny_dataset: Dataset, store: RunStore
) -> None:
    spec = quick(name, keep_best=False, averaging=averaging)
    whole = finish(train(tiny_dataset, spec, store))
    killed = train(tiny_dataset, spec, store)
    run_id = ""
    for event in killed:
        run_id = event.run_id
        if isinstance(event, EpochEnded) and event.record.epoch == 2:
            break
    killed.close()
    store.write(replace(store.read(run_id), status=RUNNING))  # as a killed program leaves it
    assert [record.id for record in store.interrupted()] == [run_id]
    resumed = finish(train(tiny_dataset, spec, store, resume=run_id))
    assert resumed.id == run_id
    assert [epoch.epoch for epoch in store.read_history(run_id)] == [1, 2, 3, 4]
    expected, _ = store.read_tensors(whole.id, WEIGHTS_FILE)
    actual, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    for tensor in expected:
        assert torch.equal(expected[tensor], actual[tensor]), tensor


def test_averaged_weights_are_judged_kept_and_predicted_with(tiny_dataset: Dataset, store: RunStore) -> None:
    plain, averaged = (
        finish(train(tiny_dataset, quick("dense", keep_best=False, averaging=window), store)) for window in (0.0, 0.5)
    )
    errors = [store.read_history(record.id)[-1].validation["mse"] for record in (plain, averaged)]
    assert errors[0] != errors[1]
    assert averaged.validation["mse"] == pytest.approx(errors[1], rel=1e-5)
    tensors, _ = store.read_tensors(averaged.id, CHECKPOINT_FILE)
    kept, _ = store.read_tensors(averaged.id, WEIGHTS_FILE)
    own, _ = store.read_tensors(plain.id, WEIGHTS_FILE)
    for name, weights in kept.items():
        assert torch.equal(weights, tensors[f"model.{name}"]), name
        assert torch.equal(own[name], tensors[f"own.{name}"]), name  # the steps themselves are the same
        assert not torch.equal(own[name], weights), name


def test_stopping_keeps_the_best_epoch_and_its_test_error(tiny_dataset: Dataset, store: RunStore) -> None:
    work = train(tiny_dataset, quick("dense", epochs=50), store)
    for event in work:
        if isinstance(event, EpochEnded) and event.record.epoch == 3:
            break
    work.close()
    (record,) = store.list()
    assert record.status == STOPPED
    assert 1 <= record.best_epoch <= 3
    assert record.test["mse"] > 0
    assert not store.is_training(record.id)


def test_stopping_before_the_first_epoch_leaves_a_run_without_figures(tiny_dataset: Dataset, store: RunStore) -> None:
    work = train(tiny_dataset, quick("dense"), store)
    next(work)
    work.close()
    (record,) = store.list()
    assert (record.status, record.best_epoch, record.validation) == (STOPPED, 0, {})
    with pytest.raises(UserError, match="Train it again"):
        open_run(store, record.id, tiny_dataset)


def test_the_best_epoch_is_kept_and_patience_ends_the_run(tiny_dataset: Dataset, store: RunStore) -> None:
    record = finish(train(tiny_dataset, quick("dense", epochs=200, patience=3, learning_rate=0.05), store))
    errors = [epoch.validation["mse"] for epoch in store.read_history(record.id)]
    assert len(errors) < 200
    assert record.best_epoch == int(np.argmin(errors)) + 1 == len(errors) - 3


def test_a_loss_that_blows_up_is_reported_and_the_run_marked(tiny_dataset: Dataset, store: RunStore) -> None:
    ratings = replace(tiny_dataset.ratings, values=tiny_dataset.ratings.values * np.float32(1e25))
    with pytest.raises(UserError, match="blew up"):
        finish(train(replace(tiny_dataset, ratings=ratings), quick("dense"), store))
    assert [record.status for record in store.list()] == [FAILED]


def test_a_run_on_other_data_is_refused(tiny_dataset: Dataset, bundled_dataset: Dataset, store: RunStore) -> None:
    record = finish(train(tiny_dataset, quick("biases"), store))
    with pytest.raises(UserError, match="trained on other data"):
        open_run(store, record.id, bundled_dataset)


def test_without_validation_the_last_epoch_is_kept(tiny_dataset: Dataset, store: RunStore) -> None:
    spec = replace(quick("dense"), split=SplitConfig(test=0.2, validation=0.0))
    record = finish(train(tiny_dataset, spec, store))
    assert record.best_epoch == 4
    assert record.validation == {}


def test_a_device_that_is_not_there_is_refused_before_anything_is_stored(
    tiny_dataset: Dataset, store: RunStore
) -> None:
    absent = "mps" if not torch.backends.mps.is_available() else "cuda"
    with pytest.raises(UserError, match="not available here"):
        finish(train(tiny_dataset, quick("dense", device=absent), store))
    assert store.list() == ()


def test_settings_out_of_range_never_start() -> None:
    with pytest.raises(UserError, match="Allowed: 1 to"):
        TrainingConfig(epochs=0)


def _collect(work, events: list[object]):
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return end.value


# Trains every architecture for two epochs on a table of ratings, house model with its correction included.
TRAIN_ALL = """
import sys
from pathlib import Path
from movierec_gui.data.sources import load_dataset
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.house import ContextHouseConfig, HouseConfig
from movierec_gui.progress import finish
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train

SHORT = {"house": HouseConfig, "house-context": ContextHouseConfig}
folder = Path(sys.argv[1])
dataset = finish(load_dataset(folder / "ratings.csv", folder / "kept"))
for entry in ARCHITECTURES:
    short = SHORT.get(entry.name)
    config = short(folds=2, steps=5, passes=1, head_passes=2) if short else entry.presets[0].model
    finish(train(dataset, RunSpec(entry.name, config, training=TrainingConfig(epochs=2)), RunStore(folder / "runs")))
print(sorted({"sympy", "torch._dynamo", "torch._inductor"} & set(sys.modules)))
"""


@pytest.mark.slow
def test_no_architecture_waits_for_torchs_compiler(tiny_dataset: Dataset, tmp_path: Path) -> None:
    ratings = tiny_dataset.ratings
    rows = zip(ratings.users, ratings.movies, ratings.values, ratings.timestamps, strict=True)
    lines = "\n".join(f"{user},{movie},{value},{time}" for user, movie, value, time in rows)
    (tmp_path / "ratings.csv").write_text(f"userId,movieId,rating,timestamp\n{lines}\n", encoding="utf-8")
    command = [sys.executable, "-c", TRAIN_ALL, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout.strip() == "[]", done.stderr
