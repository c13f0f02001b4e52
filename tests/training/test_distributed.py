"""Several processes make the network that one process makes, end together, and say so where they cannot."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import Architecture
from movierec_gui.models.batch import Batch, as_batch
from movierec_gui.progress import finish
from movierec_gui.training import optimisers
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.devices import choose_device
from movierec_gui.training.distributed import ALONE, WorkerLostError, Workers, found_workers
from movierec_gui.training.events import EpochEnded
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.runs import FAILED, FINISHED, STOPPED, RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train

SCRIPT = Path(__file__).with_name("train_together.py")
LOCAL = {"OMP_NUM_THREADS": "1", "MASTER_ADDR": "127.0.0.1"}
WHERE = ("--standalone", "--local-addr", "127.0.0.1", "--nproc-per-node", "2")
BY_TABLE, BY_ROW = 10**6, 0
"""Values of NUMBERS_PER_RATING with which either form of Adam is taken."""


def test_a_process_is_alone_unless_it_is_told_otherwise() -> None:
    assert found_workers({}) == found_workers({"RANK": "0", "WORLD_SIZE": "1"}) == ALONE
    assert not ALONE.several
    place = {"MASTER_ADDR": "here", "MASTER_PORT": "1", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}
    assert found_workers({"RANK": "3", "WORLD_SIZE": "4", **place}) == Workers(3, 4, 1, 2)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"WORLD_SIZE": "2"}, "RANK, MASTER_ADDR, MASTER_PORT"),
        ({"WORLD_SIZE": "2", "RANK": "x", "MASTER_ADDR": "a", "MASTER_PORT": "1"}, "no whole number"),
        ({"WORLD_SIZE": "2", "RANK": "2", "MASTER_ADDR": "a", "MASTER_PORT": "1"}, "no process 2 of 2"),
    ],
)
def test_a_place_that_makes_no_sense_is_explained(environment: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        found_workers(environment)


class Unfinished:
    """An operation that gloo waits for without end, or that fails."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def wait(self, _patience: timedelta) -> None:
        raise RuntimeError("Connection closed by peer" if self.fails else "Operation timed out!")

    def is_completed(self) -> bool:
        return self.fails


def test_an_operation_that_never_ends_is_given_up_once_a_process_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(0, 2)
    monkeypatch.setattr(torch.distributed, "all_reduce", lambda *_, **__: Unfinished(fails=True))
    with pytest.raises(WorkerLostError, match="is gone"):
        workers.sum_(torch.zeros(1))
    assert not workers.stuck.is_set()
    monkeypatch.setattr(torch.distributed, "all_reduce", lambda *_, **__: Unfinished())
    workers.lost.set()
    with pytest.raises(WorkerLostError, match="is gone"):
        workers.sum_(torch.zeros(1))
    assert workers.stuck.is_set()


@pytest.mark.parametrize("ratings", [7, 2, 1])
def test_a_batch_is_divided_evenly_and_wholly(ratings: int) -> None:
    columns = (torch.arange(ratings), torch.arange(ratings) * 2)
    parts = [Workers(rank, 3).part(columns) for rank in range(3)]
    assert max(len(part[0]) for part in parts) - min(len(part[0]) for part in parts) <= 1
    for number, column in enumerate(columns):
        assert torch.equal(torch.cat([part[number] for part in parts]), column)


def test_each_process_has_its_own_gpu_and_mps_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    second = Workers(1, 2, 1, 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto", second).type == "cpu"
    with pytest.raises(UserError, match="cannot train on the device 'mps'"):
        choose_device("mps", second)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("auto", second) == torch.device("cuda", 1)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(UserError, match="2 processes for 1 CUDA devices"):
        choose_device("cuda", second)


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_the_losses_of_parts_make_that_of_the_whole(entry: Architecture, tiny_dataset: Dataset) -> None:
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    if model.fits_itself:
        return
    model.fit(data)
    model.eval()
    rows = data.ratings.take(np.arange(10))
    batch = as_batch(rows).wide()
    parts = [Batch(*Workers(rank, 3).part(batch.columns())) for rank in range(3)]
    weighted = [model.loss(part) * len(part) / 10 for part in parts]
    torch.testing.assert_close(torch.stack(weighted).sum(), model.loss(batch))


def write_folder(folder: Path, tiny_dataset: Dataset) -> Path:
    """The tiny data as a folder of MovieLens in ``data``."""
    data = folder / "data"
    data.mkdir()
    movies, ratings = tiny_dataset.movies, tiny_dataset.ratings
    lines = [f"{movies.ids[m]},{movies.label(m)},{'|'.join(movies.genres_of(m))}" for m in range(len(movies))]
    (data / "movies.csv").write_text("\n".join(["movieId,title,genres", *lines]) + "\n", encoding="utf-8")
    columns = (tiny_dataset.user_ids[ratings.users], movies.ids[ratings.movies], ratings.values, ratings.timestamps)
    lines = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    (data / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(name="folder")
def _folder(tiny_dataset: Dataset, tmp_path: Path) -> Path:
    return write_folder(tmp_path, tiny_dataset)


def quick(name: str, dropout: bool, **training: object) -> RunSpec:
    spec = preset_spec(name)
    off = {} if dropout else {field: 0.0 for field in vars(spec.model) if field.endswith("dropout")}
    values = {"epochs": 3, "batch_size": 32, "learning_rate": 0.01, "threads": 1, "device": "cpu", **training}
    return replace(spec, model=replace(spec.model, **off), training=replace(spec.training, **values))


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **LOCAL, **more}


@contextmanager
def started(arguments: Sequence[object], **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process, of which nothing is left at the end."""
    command = [sys.executable, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment(**more), start_new_session=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def together(arguments: Sequence[object]) -> tuple[int, str, str]:
    """Two processes under torchrun: exit status, standard output and error."""
    with started(["-m", "torch.distributed.run", *WHERE, *arguments]) as process:
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err


@contextmanager
def both(arguments: Sequence[object]) -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str]]]:
    """Two processes that know of each other, without torchrun."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    first, second = (
        {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank), "LOCAL_WORLD_SIZE": "2", "MASTER_PORT": port}
        for rank in range(2)
    )
    with started(arguments, **first) as leader, started(arguments, **second) as other:
        yield leader, other


@dataclass(frozen=True)
class Together:
    """Runs that two processes trained, one that they went on with, and another one stopped where that was."""

    dataset: Dataset
    store: RunStore
    runs: list[tuple[int, RunSpec, str]]
    """With the value of NUMBERS_PER_RATING."""
    spec: RunSpec
    resumed: str
    stopped: str


@pytest.fixture(name="trained", scope="module")
def _trained(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Together:
    """All in one start of two processes: each imports torch."""
    folder = write_folder(tmp_path_factory.mktemp("together"), tiny_dataset)
    dataset = finish(load_dataset(folder / "data", folder / "cache"))
    store, spec, stopped = RunStore(folder / "runs"), quick("dense", dropout=False), []
    for _ in range(2):
        work = train(dataset, spec, store)
        for event in work:
            if isinstance(event, EpochEnded):
                stopped.append(event.run_id)
                break
        work.close()
    n = len(split_ratings(dataset, SplitConfig()).train)
    one_left = next(size for size in range(20, 60) if n % size == 1)  # a last batch of which one process has nothing
    tasks = [
        ("lstm", BY_TABLE, quick("lstm", dropout=False)),  # with batch normalisation
        ("lstm", BY_ROW, quick("lstm", dropout=False, batch_size=one_left, schedule="cosine")),
        ("sequential", BY_ROW, quick("sequential", dropout=False)),
        ("dense", BY_ROW, quick("dense", dropout=False, averaging=0.5)),
        ("autorec", BY_TABLE, quick("autorec", dropout=False, patience=1, epochs=6, learning_rate=0.05)),
        ("lstm", BY_TABLE, quick("lstm", dropout=True, epochs=8)),
    ]
    given = [
        {"spec": spec.to_mapping(), "numbers_per_rating": rows, "name": f"{name} {number}"}
        for number, (name, rows, spec) in enumerate(tasks)
    ]
    going_on = {"spec": spec.to_mapping(), "numbers_per_rating": BY_TABLE, "name": "", "resume": stopped[0]}
    status, out, err = together([SCRIPT, folder, json.dumps([*given, going_on])])
    assert status == 0, err
    *ids, resumed = json.loads(out)
    assert resumed == stopped[0]
    assert len(store.list()) == len(tasks) + 2
    runs = [(rows, spec, run_id) for (_, rows, spec), run_id in zip(tasks, ids, strict=True)]
    return Together(dataset, store, runs, spec, resumed, stopped[1])


@pytest.mark.slow
def test_two_processes_do_what_one_does(trained: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, store = trained.dataset, trained.store
    for rows, spec, run_id in trained.runs:
        monkeypatch.setattr(optimisers, "NUMBERS_PER_RATING", rows)
        alone, record = finish(train(dataset, spec, store)), store.read(run_id)
        assert (record.status, record.device, alone.device) == (FINISHED, "2 x cpu", "cpu")
        errors, expected = (
            np.array([(epoch.train_mse, epoch.validation["mse"]) for epoch in store.read_history(one)])
            for one in (run_id, alone.id)
        )
        same = spec.model == quick(spec.architecture, dropout=False).model
        np.testing.assert_allclose(errors, expected, rtol=2e-3 if same else 0.2)
        if same:
            predicted, other = (
                predict_ratings(open_run(store, one, dataset).model, dataset.ratings) for one in (run_id, alone.id)
            )
            np.testing.assert_allclose(predicted, other, atol=0.02)


@pytest.mark.slow
def test_a_stopped_run_is_resumed_by_two_processes_and_by_one(trained: Together) -> None:
    store = trained.store
    whole = finish(train(trained.dataset, trained.spec, store))
    alone = finish(train(trained.dataset, trained.spec, store, resume=trained.stopped))
    for record in (store.read(trained.resumed), alone):
        assert record.status == FINISHED
        assert record.test["mse"] == pytest.approx(whole.test["mse"], rel=2e-3)


@pytest.mark.slow
def test_the_command_line_trains_together_and_speaks_once(folder: Path) -> None:
    small = ("--set", "factors=4", "--set", "hidden=3", "--epochs", 2, "--device", "cpu", "--threads", 1)
    where = ("--data", folder / "data", "--runs", folder / "runs")
    status, out, err = together(["-m", "movierec_gui.cli", "train", "dense", *small, *where])
    assert status == 0, err
    (record,) = RunStore(folder / "runs").list()
    assert (out.count(f"{record.test['mse']:.4f}"), err.count("Epoch   2")) == (1, 1)
    assert "parameters on 2 x cpu" in err


@pytest.mark.slow
def test_what_cannot_be_trained_together_is_refused_in_words(folder: Path) -> None:
    command = ("-m", "movierec_gui.cli", "train", "vbfm", "--data", folder / "data", "--runs", folder / "runs")
    with both(command) as processes:
        (_, err), (_, silence) = (process.communicate(timeout=60) for process in processes)
    assert processes[0].returncode == 1
    assert "'Bayesian factorisation machine' cannot be trained by 2 processes" in err
    assert "Train it in one process" in err
    assert "Traceback" not in err + silence
    assert RunStore(folder / "runs").list() == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("end", ["a process is killed", "the user stops"])
def test_processes_end_together_and_keep_the_best_epoch(folder: Path, end: str) -> None:
    command = [
        "-m", "movierec_gui.cli", "train", "dense", "--epochs", 5000, "--device", "cpu", "--threads", 1,
        "--data", folder / "data", "--runs", folder / "runs",
    ]  # fmt: skip
    with both(command) as (leader, other):
        assert leader.stderr is not None
        for line in leader.stderr:
            if line.startswith("Epoch"):
                break
        if end == "the user stops":  # as a terminal does, to all
            other.send_signal(signal.SIGINT)
            leader.send_signal(signal.SIGINT)
        else:
            other.kill()
        _, err = leader.communicate(timeout=60)
        _, silence = other.communicate(timeout=60)
    (record,) = RunStore(folder / "runs").list()
    assert record.best_epoch >= 1
    assert "Traceback" not in err + silence
    if end == "the user stops":
        assert (leader.returncode, other.returncode, silence, record.status) == (130, 0, "", STOPPED)
    else:
        assert (leader.returncode, record.status) == (1, FAILED)
        assert "Another process of this training is gone" in err
