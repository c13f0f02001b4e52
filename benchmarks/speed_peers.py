"""The programs that ``epoch_speed.py`` times: each trains the same network, an epoch whenever it is asked to.

    python benchmarks/speed_peers.py PROGRAM task.npz

Reads ``epoch`` or ``error`` from standard input, one a line, and answers each with a line of JSON: the seconds of one
more epoch, by the clock and of the processor, or the mean squared error on the validation part. Neither validating nor
saving counts as part of an epoch. The first answer, unasked, is the version in use. The
task holds the columns of both parts and the network's settings, so that a peer needs nothing of this program.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

Epoch = Callable[[], tuple[float, float]]
"""Trains an epoch; returns its seconds by the clock and of the processor."""
Error = Callable[[], float]


@dataclass(frozen=True)
class Task:
    """The data to train on: columns users, movies (int64) and ratings (float32) of both parts, and the network."""

    train: tuple[Any, Any, Any]
    validation: tuple[Any, Any, Any]
    n_users: int
    n_movies: int
    network: dict[str, Any]
    """architecture, cell, factors, hidden, directions, embedding_dropout, hidden_dropout, batch_norm, seed."""

    def error(self, predicted: Any) -> float:
        """Mean squared error of clipped predictions [n] on the validation part."""
        clipped = np.clip(np.asarray(predicted, np.float64).reshape(-1), 0.5, 5.0)
        return float(np.square(clipped - self.validation[2]).mean())


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Seconds so far by the clock, and of the processor."""
        return time.perf_counter() - self._clock, time.process_time() - self._processor


COLUMNS = ("users", "movies", "ratings")
BATCH, RATE, SPREAD = 64, 1e-3, 0.05


def movierec_autograd(task: Task) -> tuple[Epoch, Error]:
    """This program's own loop and network with the gradients that torch finds and torch's fused Adam on all weights."""
    from movierec_gui.training import optimisers

    optimisers.NUMBERS_PER_RATING = sys.maxsize
    return movierec(task)


def movierec(task: Task) -> tuple[Epoch, Error]:
    """This program's own training loop, pulled an epoch at a time, on the bundled data and its own split."""
    import tempfile
    from dataclasses import replace

    from movierec_gui.data.sources import load_bundled
    from movierec_gui.progress import finish
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.events import EpochEnded
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trainer import train

    spec = preset_spec(task.network["architecture"], seed=task.network["seed"])
    spec = replace(spec, training=replace(spec.training, epochs=1000, batch_size=BATCH, threads=1, device="cpu"))
    folder = tempfile.TemporaryDirectory()
    events = train(finish(load_bundled()), spec, RunStore(Path(folder.name)))
    errors: list[float] = []

    def epoch() -> tuple[float, float]:
        stopwatch = Stopwatch()
        seconds = stopwatch.read()
        for event in events:
            if isinstance(event, EpochEnded):
                errors.append(event.record.validation["mse"])
                return seconds
            seconds = stopwatch.read()
        raise RuntimeError("the training ended early")

    return epoch, lambda: errors[-1]


def torch_fused(task: Task) -> tuple[Epoch, Error]:
    """The plain loop with ``Adam(fused=True)``."""
    return torch_tensors(task, fused=True)


def torch_flushed(task: Task) -> tuple[Epoch, Error]:
    """The same with numbers next to zero taken for zero: the memory of rarely used rows fades into them."""
    import torch

    torch.set_flush_denormal(True)
    return torch_tensors(task, fused=True)


def torch_gates(task: Task) -> tuple[Epoch, Error]:
    """``torch_fused`` with the recurrent layer written as what it computes of a sequence of length one."""
    return torch_tensors(task, fused=True, gates=True)


def torch_tensors(task: Task, fused: bool = False, gates: bool = False) -> tuple[Epoch, Error]:
    """A plain loop over shuffled tensors, torch's recurrent layers, torch's Adam with its defaults."""
    import torch

    users, movies, ratings = (torch.from_numpy(column) for column in task.train)

    def batches() -> Iterator[Any]:
        for index in torch.randperm(len(ratings)).split(BATCH):
            yield users[index], movies[index], ratings[index]

    return _torch_loop(task, batches, fused, gates)


def torch_loader(task: Task) -> tuple[Epoch, Error]:
    """The same loop over torch's DataLoader."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    columns = (torch.from_numpy(column) for column in task.train)
    loader = DataLoader(TensorDataset(*columns), batch_size=BATCH, shuffle=True)
    return _torch_loop(task, lambda: iter(loader))


def _torch_loop(
    task: Task, batches: Callable[[], Iterator[Any]], fused: bool = False, gates: bool = False
) -> tuple[Epoch, Error]:
    import torch

    torch.manual_seed(task.network["seed"])
    model = _torch_network(task, gates)
    adam = torch.optim.Adam(model.parameters(), lr=RATE, fused=fused or None)
    loss_of = torch.nn.MSELoss()

    def epoch() -> tuple[float, float]:
        model.train()
        stopwatch = Stopwatch()
        for users, movies, ratings in batches():
            adam.zero_grad()
            loss = loss_of(model(users, movies), ratings)
            loss.backward()
            adam.step()
        return stopwatch.read()

    def error() -> float:
        model.eval()
        with torch.no_grad():
            users, movies, _ = (torch.from_numpy(column) for column in task.validation)
            return task.error(model(users, movies).numpy())

    return epoch, error


def _torch_network(task: Task, gates: bool = False) -> Any:
    import torch
    from torch import nn

    n = task.network
    width = n["hidden"] * n["directions"]

    class OneStepLSTM(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gates = nn.Linear(2 * n["factors"], 3 * width)

        def forward(self, x: Any) -> Any:
            i, g, o = self.gates(x).chunk(3, dim=1)
            return torch.sigmoid(o) * torch.tanh(torch.sigmoid(i) * torch.tanh(g))

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.users = nn.Embedding(task.n_users, n["factors"])
            self.movies = nn.Embedding(task.n_movies, n["factors"])
            self.before = nn.Dropout(n["embedding_dropout"])
            if n["cell"] == "dense":
                self.cell = nn.Sequential(nn.Linear(2 * n["factors"], width), nn.ReLU())
            elif gates:
                self.cell = OneStepLSTM()
            else:
                kind = nn.LSTM if n["cell"] == "lstm" else nn.GRU
                two = n["directions"] == 2
                self.cell = kind(2 * n["factors"], n["hidden"], batch_first=True, bidirectional=two)
            self.norm = nn.BatchNorm1d(width) if n["batch_norm"] else nn.Identity()
            self.after = nn.Dropout(n["hidden_dropout"])
            self.output = nn.Linear(width, 1)
            for name, weight in self.named_parameters():
                if name.startswith(("users", "movies")):
                    nn.init.uniform_(weight, -SPREAD, SPREAD)
                elif not name.startswith("norm"):
                    nn.init.xavier_uniform_(weight) if weight.ndim == 2 else nn.init.zeros_(weight)

        def forward(self, users: Any, movies: Any) -> Any:
            x = self.before(torch.cat([self.users(users), self.movies(movies)], dim=1))
            plain = gates or n["cell"] == "dense"
            hidden = self.cell(x) if plain else self.cell(x.unsqueeze(1))[0][:, 0]
            return self.output(self.after(self.norm(hidden)))[:, 0]

    return Network()


def keras(task: Task) -> tuple[Epoch, Error]:
    """Keras on torch: the article's layers, ``compile`` and ``fit`` with their defaults."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras as k

    n = task.network
    k.utils.set_random_seed(n["seed"])
    user, movie = k.Input((1,), dtype="int64"), k.Input((1,), dtype="int64")
    start = k.initializers.RandomUniform(-SPREAD, SPREAD)
    tables = ((task.n_users, user), (task.n_movies, movie))
    x = k.layers.Concatenate()([k.layers.Embedding(m, n["factors"], start)(index) for m, index in tables])  # [B, 1, 2f]
    x = k.layers.Dropout(n["embedding_dropout"])(x)
    if n["cell"] == "dense":
        x = k.layers.Dense(n["hidden"], activation="relu")(k.layers.Flatten()(x))
    else:
        layer = (k.layers.LSTM if n["cell"] == "lstm" else k.layers.GRU)(n["hidden"])
        x = (k.layers.Bidirectional(layer) if n["directions"] == 2 else layer)(x)
    if n["batch_norm"]:
        x = k.layers.BatchNormalization()(x)
    x = k.layers.Dense(1)(k.layers.Dropout(n["hidden_dropout"])(x))
    model = k.Model([user, movie], x)
    model.compile(optimizer=k.optimizers.Adam(RATE), loss="mse")
    users, movies, ratings = (column.reshape(-1, 1) for column in task.train)

    def epoch() -> tuple[float, float]:
        stopwatch = Stopwatch()
        model.fit([users, movies], ratings, batch_size=BATCH, epochs=1, verbose=0)
        return stopwatch.read()

    def error() -> float:
        pair = [column.reshape(-1, 1) for column in task.validation[:2]]
        return task.error(model.predict(pair, batch_size=4096, verbose=0))

    return epoch, error


def fastai(task: Task) -> tuple[Epoch, Error]:
    """``collab_learner(use_nn=True)`` with the dense network's sizes; its loaders and callbacks as they come."""
    import pandas as pd
    from fastai.callback.core import Callback
    from fastai.collab import TabularCollab, collab_learner
    from fastai.data.block import TransformBlock
    from fastai.tabular.core import Categorify
    from fastai.torch_core import set_seed

    n = task.network
    set_seed(n["seed"])
    frames = [
        pd.DataFrame(dict(zip(("user", "movie", "rating"), part, strict=True)))
        for part in (task.train, task.validation)
    ]
    border = len(frames[0])
    rows = list(range(border + len(frames[1])))
    # As in CollabDataLoaders.from_df, which knows random splits only.
    table = TabularCollab(
        pd.concat(frames, ignore_index=True),
        [Categorify],
        ["user", "movie"],
        y_names=["rating"],
        y_block=TransformBlock(),
        splits=(rows[:border], rows[border:]),
    )
    loaders = table.dataloaders(bs=BATCH, device="cpu")
    sizes = {"user": n["factors"], "movie": n["factors"]}
    config = {"embed_p": n["embedding_dropout"], "ps": [n["hidden_dropout"]], "use_bn": False}
    learner = collab_learner(loaders, use_nn=True, emb_szs=sizes, layers=[n["hidden"]], config=config, wd=0.0)
    spent: list[tuple[float, float]] = []

    class Clock(Callback):
        def before_train(self) -> None:
            self.stopwatch = Stopwatch()

        def after_train(self) -> None:
            spent.append(self.stopwatch.read())

    learner.add_cb(Clock())

    def epoch() -> tuple[float, float]:
        with learner.no_bar(), learner.no_logging():
            learner.fit(1, RATE)
        return spent[-1]

    def error() -> float:
        with learner.no_bar(), learner.no_logging():
            return task.error(learner.get_preds(ds_idx=1)[0].numpy())

    return epoch, error


PROGRAMS: dict[str, Callable[[Task], tuple[Epoch, Error]]] = {
    "movierec": movierec,
    "movierec-autograd": movierec_autograd,
    "torch": torch_tensors,
    "torch-fused": torch_fused,
    "torch-flushed": torch_flushed,
    "torch-gates": torch_gates,
    "torch-loader": torch_loader,
    "keras": keras,
    "fastai": fastai,
}


def main() -> None:
    """Answer until standard input ends."""
    import torch

    answers, sys.stdout = sys.stdout, sys.stderr  # libraries may print
    torch.set_num_threads(1)
    name, path = sys.argv[1:]
    with np.load(path) as stored:
        parts = [tuple(stored[f"{part}_{column}"] for column in COLUMNS) for part in ("train", "validation")]
        sizes = (int(stored["n_users"]), int(stored["n_movies"]))
        task = Task(parts[0], parts[1], *sizes, json.loads(str(stored["network"])))
    epoch, error = PROGRAMS[name](task)
    package = name if name in ("keras", "fastai") else "torch"
    print(json.dumps(f"{package} {version(package)}"), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(epoch() if line.strip() == "epoch" else error()), file=answers, flush=True)


if __name__ == "__main__":
    main()
