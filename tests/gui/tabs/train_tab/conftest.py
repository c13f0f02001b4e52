"""A workspace with a store of its own, and a trainer of three lines that tests open and shut."""

import threading
from dataclasses import replace

import pytest

from movierec_gui.gui.tabs.train_tab.queue import QueuedRun
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.events import EpochEnded, EpochRecord, StepsTrained, TrainingStarted
from movierec_gui.training.runs import FINISHED, RunRecord, RunStore
from movierec_gui.training.trainer import train


@pytest.fixture
def workspace(qtbot, tmp_path, tiny_dataset):
    made = Workspace(RunStore(tmp_path / "runs"))
    made.set_dataset(tiny_dataset)
    yield made
    made.stop_jobs()
    qtbot.waitUntil(lambda: not made.jobs)


def tiny_spec(name="dense", epochs=2):
    spec = preset_spec(name)
    return replace(spec, training=replace(spec.training, epochs=epochs, threads=1))


@pytest.fixture
def spec():
    return tiny_spec()


@pytest.fixture
def stored_run(workspace, spec):
    """A finished run of two epochs in the workspace's store."""
    return finish(train(workspace.dataset, spec, workspace.store, "stored"))


def errors(mse):
    return {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}


class FakeTrainer:
    """Reports what a training reports, one event per ``let_go`` where it is gated, and learns nothing."""

    def __init__(self, gated=False, error=None):
        self.gate = threading.Semaphore(0)
        self.gated, self.error = gated, error
        self.trained, self.closed = [], []

    def let_go(self, events=1):
        self.gate.release(events)

    def __call__(self, run, store):
        self.trained.append(run.name)
        with store.training_lock(run.resume) if run.resume else store.claim(run.spec.architecture) as run_id:
            return (yield from self._events(run, run_id, store))

    def _events(self, run, run_id, store):
        record = RunRecord(
            run_id, run.name, run.spec, run.dataset.name, run.dataset.content_hash, "2026-01-01T00:00:00+00:00",
            parts={"train": 800, "validation": 90, "test": 250},
        )  # fmt: skip
        store.write(record)
        history = []
        try:
            yield TrainingStarted(run_id, 2, 800, 90, 7, "cpu", Progress("Training", 0, 2))
            for epoch in (1, 2):
                self._wait()
                yield StepsTrained(run_id, epoch - 0.5, 2.0 / epoch, 1000.0, Progress("Training", epoch - 0.5, 2))
                if self.error is not None and epoch == 2:
                    raise self.error
                self._wait()
                history.append(EpochRecord(epoch, 1.5 / epoch, errors(1.0 / epoch), 1e-3, 0.5))
                store.write_history(run_id, history)
                yield EpochEnded(run_id, history[-1], epoch, Progress("Training", epoch, 2))
        except GeneratorExit:
            self.closed.append(run.name)
            raise
        record = replace(record, status=FINISHED, best_epoch=2, validation=errors(0.5), test=errors(0.6), seconds=1.0)
        store.write(record)
        return record

    def _wait(self):
        if self.gated:
            self.gate.acquire(timeout=20)


@pytest.fixture
def make_trainer():
    """The fake trainer's class."""
    return FakeTrainer


@pytest.fixture
def queued(workspace, spec):
    """Makes a run for the queue."""

    def make(name="run", resume=""):
        return QueuedRun(spec, workspace.dataset, name, resume)

    return make
