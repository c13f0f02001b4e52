"""Kill trainings at random points, resume them, and compare them with undisturbed ones, bit for bit.

    python benchmarks/reliability/kill_training.py
    python benchmarks/reliability/kill_training.py --architectures house lstm --kills 100 --seed 1

Every architecture is trained on a tiny dataset in a process of its own, which a SIGKILL ends: at an event of the
training, just before or just after a file of the store is replaced, or, every other time, at a random moment by the
clock. It is resumed and killed again up to two times, and at last resumed and left to end. Weights have to be those of
an undisturbed run, and the history, but for its seconds, too. A training killed before its first checkpoint cannot be
resumed, as the program says: such a kill is counted apart.

A fit of a model of its own stores a checkpoint after each step here, instead of each few seconds. Needs ``os.fork``.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a pool of threads would not survive the fork

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.training import checkpoints
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.runs import CHECKPOINT_FILE, WEIGHTS_FILE, RunRecord, RunStore
from movierec_gui.training.trainer import train

USERS, MOVIES, RATINGS = 30, 50, 600
MOST_DEATHS = 3
SHORT = {
    "house": {"folds": 2, "steps": 6, "passes": 2, "head_passes": 2, "fits": 1},
    "house-context": {"folds": 2, "steps": 6, "passes": 2, "head_passes": 2, "fits": 1},
    "vbfm": {"steps": 25},
}
"""Settings of the models that would take long."""


@dataclass(frozen=True)
class Trial:
    """A training that was killed and resumed until it ended."""

    architecture: str
    run: str
    undisturbed: str
    deaths: tuple[str, ...]
    """Where it was killed."""
    early: int
    """Kills before the first checkpoint, after which it began again."""
    difference: str
    """Names of the differences from the undisturbed run; empty where there are none."""


def main() -> None:
    """Kill, resume, compare; ends with status 1 where a run did not survive."""
    options = _parse()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        dataset, store = _tiny_dataset(folder), RunStore(folder / "runs")
        trials = [
            trial
            for name in options.architectures
            for trial in kill_and_compare(dataset, name, store, options.kills, options.seed, options.by_clock)
        ]
    for name in options.architectures:
        mine = [trial for trial in trials if trial.architecture == name]
        survived = sum(not trial.difference for trial in mine)
        early, deaths = sum(trial.early for trial in mine), sum(len(trial.deaths) for trial in mine)
        line = f"{name:20} tried {len(mine):4}  survived {survived:4}  kills {deaths:4}"
        print(f"{line}, {early} of them before the first checkpoint", file=sys.stderr if options.json else sys.stdout)
    for trial in trials:
        if trial.difference:
            print(f"{trial.architecture} killed at {', '.join(trial.deaths)}: {trial.difference}", file=sys.stderr)
    if options.json:
        print(json.dumps([asdict(trial) for trial in trials]))
    sys.exit(any(trial.difference for trial in trials))


def kill_and_compare(
    dataset: Dataset, name: str, store: RunStore, kills: int, seed: int, by_clock: bool
) -> list[Trial]:
    """Train once undisturbed, and ``kills`` times disturbed."""
    spec, rng = _spec(name), np.random.default_rng([seed, zlib.crc32(name.encode())])
    started = time.perf_counter()
    points, _ = _forked(lambda tick: _train(dataset, spec, store, f"{name}, undisturbed", tick), 0, 0.0)
    whole, seconds = _find(store, f"{name}, undisturbed"), time.perf_counter() - started
    return [
        _trial(dataset, whole, store, f"{name}, {number}", rng, points, seconds if by_clock and number % 2 else 0.0)
        for number in range(kills)
    ]


def _trial(
    dataset: Dataset, whole: RunRecord, store: RunStore, name: str, rng: np.random.Generator, points: int, span: float
) -> Trial:
    deaths, early = list[str](), 0
    for _ in range(int(rng.integers(1, MOST_DEATHS + 1))):
        point, after = int(rng.integers(1, points + 1)), float(rng.uniform(0.0, span))
        _, death = _forked(
            lambda tick: _train(dataset, whole.spec, store, name, tick), 0 if span else point, after if span else 0.0
        )
        deaths += [death] if death else []
        if not _can_go_on(store, name):
            early += 1
    _forked(lambda tick: _train(dataset, whole.spec, store, name, tick), 0, 0.0)
    run = _find(store, name)
    architecture = whole.spec.architecture
    return Trial(architecture, run.id, whole.id, tuple(deaths), early, _difference(store, whole, run))


def _train(dataset: Dataset, spec: RunSpec, store: RunStore, name: str, tick: Callable[[str], None]) -> None:
    """In the process that is to die: train, or go on where it can; ``tick`` is called wherever it may die."""
    checkpoints.SECONDS_BETWEEN, checkpoints.LARGEST_SHARE = 0.0, float("inf")
    replacing = os.replace

    def replace_and_tick(source: Any, target: Any) -> None:
        tick(f"before {Path(target).name}")
        replacing(source, target)
        tick(f"after {Path(target).name}")

    os.replace = replace_and_tick
    run_id = _find(store, name).id if _can_go_on(store, name) else ""
    for event in train(dataset, spec, store, name, run_id):
        tick(type(event).__name__)


def _can_go_on(store: RunStore, name: str) -> bool:
    """Whether there is a run of that name with a checkpoint; one without is thrown away."""
    mine = [record for record in store.list() if record.name == name]
    for record in mine:
        if not store.has(record.id, CHECKPOINT_FILE):
            store.delete(record.id)
    return any(store.has(record.id, CHECKPOINT_FILE) for record in mine)


def _forked(work: Callable[[Callable[[str], None]], None], point: int, after: float) -> tuple[int, str]:
    """Work in another process that is killed at its ``point``-th tick, or ``after`` seconds; 0: it is left alone.

    Returns how often it ticked, and the last tick before it was killed, empty where it came to its end.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            count = 0

            def tick(where: str) -> None:
                nonlocal count
                count += 1
                os.write(writing, f"{where}\n".encode())
                if count == point:
                    os.kill(os.getpid(), signal.SIGKILL)

            work(tick)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        ticks = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return len(ticks), ticks[-1] if ticks else "the start"
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("A training failed: see above")
    return len(ticks), ""


def _find(store: RunStore, name: str) -> RunRecord:
    return next(record for record in store.list() if record.name == name)


def _difference(store: RunStore, whole: RunRecord, run: RunRecord) -> str:
    """The first thing that is not as in the undisturbed run."""
    for field in ("status", "best_epoch", "validation", "test"):
        if getattr(whole, field) != getattr(run, field):
            return f"{field} is {getattr(run, field)}, undisturbed {getattr(whole, field)}"
    histories = [[replace(epoch, seconds=0.0) for epoch in store.read_history(record.id)] for record in (whole, run)]
    if histories[0] != histories[1]:
        return f"the history is {histories[1]}, undisturbed {histories[0]}"
    for file in (WEIGHTS_FILE, CHECKPOINT_FILE):
        expected, found = (store.read_tensors(record.id, file)[0] for record in (whole, run))
        for name in sorted((expected.keys() | found.keys()) - {"clock"}):
            if name not in expected or name not in found or not torch.equal(expected[name], found[name]):
                return f"{name} in {file}"
    return ""


def _spec(name: str) -> RunSpec:
    """Few and short epochs, with all that draws at random or remembers: dropout, averaging, plateaus."""
    spec = preset_spec(name)
    training = replace(
        spec.training, epochs=4, batch_size=64, learning_rate=0.01, schedule="plateau", averaging=0.7, threads=1,
        device="cpu",
    )  # fmt: skip
    return replace(spec, model=replace(spec.model, **SHORT.get(name, {})), training=training)


def _tiny_dataset(folder: Path) -> Dataset:
    rng = np.random.default_rng(0)
    pairs = rng.choice(USERS * MOVIES, RATINGS, replace=False)
    stars = rng.integers(1, 11, RATINGS) / 2
    times = 1_000_000_000 + rng.permutation(RATINGS) * 3600
    rows = zip(pairs // MOVIES, pairs % MOVIES, stars, times, strict=True)
    text = "\n".join(f"{user},{movie},{value},{second}" for user, movie, value, second in rows)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ratings.csv").write_text(f"userId,movieId,rating,timestamp\n{text}\n", encoding="utf-8")
    return finish(load_dataset(folder / "ratings.csv", folder / "kept"))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [entry.name for entry in ARCHITECTURES]
    parser.add_argument("--architectures", nargs="+", default=names, choices=names)
    parser.add_argument("--kills", type=int, default=20, help="trainings of each architecture that are killed")
    parser.add_argument("--seed", type=int, default=0, help="of where they are killed")
    parser.add_argument("--no-clock", dest="by_clock", action="store_false", help="never kill by the clock")
    parser.add_argument("--folder", type=Path, help="an empty folder where the runs stay")
    parser.add_argument("--json", action="store_true", help="print every trial, for programs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
