"""Time an epoch of the article's networks here and in other programs, turn by turn on the same machine.

    python benchmarks/epoch_speed.py --peers-python PATH/bin/python
    python benchmarks/epoch_speed.py --networks dense lstm --peers torch torch-fused torch-gates movierec-autograd

The peers need what ``benchmarks/requirements-speed-peers.txt`` lists, in an environment of their own whose Python is
named. Every program trains the same network on the same training ratings of the bundled data with batches of 64 and
Adam, one thread each, in a process of its own that stays and trains one more epoch whenever its turn comes: here, peer,
here, peer, ... The first epoch of each warms it up and is not counted. All have then trained for the same number of
epochs: their errors on the validation part stand side by side, this program's for several seeds, which shows the noise.

A line per network and peer goes to ``benchmarks/results/speed-epoch.jsonl``; ``docs/make_performance.py`` makes the
page from it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from measured import machine, ratio, store

from movierec_gui.data.sources import load_bundled
from movierec_gui.data.splits import split_ratings
from movierec_gui.progress import finish
from movierec_gui.settings import to_mapping
from movierec_gui.training.config import RunSpec, preset_spec

HERE = "movierec"
NETWORKS = {"dense": ("dense", 1), "lstm": ("lstm", 1), "bigru": ("gru", 2)}
"""Each architecture's cell and its directions."""
LIMITS = {
    "torch": 10.0,
    "torch-fused": 4.0,
    "torch-flushed": None,
    "torch-gates": None,
    "movierec-autograd": None,
    "torch-loader": 3.0,
    "keras": 5.0,
    "fastai": 10.0,
}
"""How many times faster than each peer this program is meant to be, where a limit is set."""
ONLY_FOR = {"fastai": ("dense",), "torch-gates": ("lstm",)}
"""Networks that a peer is a peer of; all where it is not listed."""
WITHOUT_ENVIRONMENT = ("movierec-autograd",)
"""Peers that are this program itself."""
OTHER_SEEDS = (1, 2)


def main() -> None:
    """Measure network by network."""
    options = _parse()
    for name in options.networks:
        peers = [peer for peer in options.peers if name in ONLY_FOR.get(peer, (name,))]
        with tempfile.TemporaryDirectory() as folder:
            measure(name, peers, options.rounds, options.peers_python, Path(folder))


def measure(name: str, peers: list[str], rounds: int, peers_python: str, folder: Path) -> None:
    """Train a network everywhere in turn, print the ratios and store them."""
    spec, state = preset_spec(name), machine()
    with ExitStack() as stack:
        children = {HERE: Child(stack, sys.executable, HERE, write_task(spec, 0, folder))}
        for peer in peers:
            python = sys.executable if peer in WITHOUT_ENVIRONMENT else peers_python
            children[peer] = Child(stack, python, peer, write_task(spec, 0, folder))
        turns: dict[str, list[tuple[float, float]]] = {program: [] for program in children}
        for _ in range(rounds + 1):
            for program, child in children.items():
                turns[program].append(child.ask("epoch"))
        seconds = {program: list(zip(*spent[1:], strict=True)) for program, spent in turns.items()}
        own_errors = [children[HERE].ask("error")]
        for seed in OTHER_SEEDS:
            again = Child(stack, sys.executable, HERE, write_task(spec, seed, folder))
            own_errors += [(again.ask("epoch"), again.ask("error"))[1] for _ in range(rounds + 1)][-1:]
        for peer in peers:
            error = children[peer].ask("error")
            row = {
                "network": name,
                "peer": peer,
                "limit": LIMITS[peer],
                "own_seconds": seconds[HERE][0],
                "peer_seconds": seconds[peer][0],
                "own_processor_seconds": seconds[HERE][1],
                "peer_processor_seconds": seconds[peer][1],
                "epochs": rounds + 1,
                "own_errors": own_errors,
                "peer_error": error,
                "versions": [children[HERE].version, children[peer].version],
                "machine": state,
            }
            store("speed-epoch", row)
            print(
                f"{name:6} beside {peer:12} × {ratio(seconds[HERE][0], seconds[peer][0])}, of processor time × "
                f"{ratio(seconds[HERE][1], seconds[peer][1])}; validation MSE after "
                f"{rounds + 1}: {min(own_errors):.4f}–{max(own_errors):.4f} here, {error:.4f} there",
                flush=True,
            )


class Child:
    """One program training one network in a process of its own; it ends with the stack."""

    def __init__(self, stack: ExitStack, python: str, program: str, task: Path) -> None:
        script = Path(__file__).with_name("speed_peers.py")
        environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [python, str(script), program, str(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        stack.enter_context(self._process)
        stack.callback(self._process.terminate)
        self.version: str = self._answer()

    def ask(self, what: str) -> Any:
        """Seconds of one more ``epoch`` (two of them), or the validation ``error``."""
        requests = self._process.stdin
        if requests is not None:
            requests.write(what + "\n")
            requests.flush()
        return self._answer()

    def _answer(self) -> Any:
        answers = self._process.stdout
        line = answers.readline() if answers is not None else ""
        if not line:
            sys.exit("A program ended early; its message stands above. --help tells what the peers need.")
        return json.loads(line)


def write_task(spec: RunSpec, seed: int, folder: Path) -> Path:
    """The training and validation ratings and the network's settings, as ``speed_peers.py`` reads them."""
    dataset = finish(load_bundled())
    split = split_ratings(dataset, spec.split)
    columns: dict[str, Any] = {}
    for part, rows in (("train", split.train), ("validation", split.validation)):
        ratings = dataset.ratings.take(rows)
        columns[f"{part}_users"], columns[f"{part}_movies"] = ratings.users.astype("i8"), ratings.movies.astype("i8")
        columns[f"{part}_ratings"] = ratings.values
    cell, directions = NETWORKS[spec.architecture]
    extra = {"architecture": spec.architecture, "cell": cell, "directions": directions, "seed": seed}
    path = folder / f"task-{seed}.npz"
    network = json.dumps(to_mapping(spec.model) | extra)
    np.savez(path, n_users=dataset.n_users, n_movies=dataset.n_movies, network=network, **columns)
    return path


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", choices=tuple(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--peers", nargs="+", choices=tuple(LIMITS), default=list(LIMITS))
    parser.add_argument("--peers-python", default=sys.executable, help="the Python of the peers (default: this one)")
    parser.add_argument("--rounds", type=int, default=6, help="counted epochs of each program (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
