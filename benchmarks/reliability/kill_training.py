"""Kill trainings at random points, resume them, and compare them with undisturbed ones, bit for bit.

    python benchmarks/reliability/kill_training.py --kills 200
    python benchmarks/reliability/kill_training.py --names house recvae --kills 100 --seed 1

Every architecture and every recommender is trained on a tiny dataset in a process of its own, which a SIGKILL ends: at
an event of the training, just before or just after a file of the store is replaced, or, every other time, at a random
moment by the clock. Then comes what the next start does: leftovers are swept, and all runs are listed. The training is
resumed and killed again up to two times, and at last resumed and left to end. A try survives if

- after each kill nothing is damaged, the finished run beside it is as it was, and at most one epoch is lost;
- at the end the weights are those of an undisturbed run, and the history and the figures too, but for their seconds.

A training of a network killed before its first checkpoint cannot be resumed, as the program says: it begins again, and
such a kill is counted apart. Checkpoints are stored after each step or epoch here, instead of each few seconds. Needs
``os.fork``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a pool of threads would not survive the fork

import numpy as np
import scipy.optimize  # noqa: F401 - here, or every process that is forked imports it anew
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training import checkpoints, list_trainer
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.leftovers import sweep_home
from movierec_gui.training.list_runs import ListSpec, ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.record_store import FINISHED
from movierec_gui.training.runs import CHECKPOINT_FILE, WEIGHTS_FILE, RunStore
from movierec_gui.training.tensor_files import EPOCHS
from movierec_gui.training.trainer import train

USERS, MOVIES, RATINGS = 30, 50, 600
MOST_DEATHS = 3
SHORT = {
    "house": {"folds": 2, "steps": 6, "passes": 2, "head_passes": 2, "fits": 1},
    "house-context": {"folds": 2, "steps": 6, "passes": 2, "head_passes": 2, "fits": 1},
    "vbfm": {"steps": 25},
    "recvae": {"epochs": 4, "hidden": 8, "code": 4},
    "sequence": {"epochs": 4, "width": 8, "length": 10},
}
"""Settings of those that would take long."""
NETWORKS = tuple(entry.name for entry in ARCHITECTURES)
LISTS = tuple(entry.name for entry in RECOMMENDERS)
PRESETS = tuple(
    f"{entry.name}:{preset.name}" for entry in (*ARCHITECTURES, *RECOMMENDERS) for preset in entry.presets[1:]
)
"""Further presets, killed where they are named."""


@dataclass(frozen=True)
class Trial:
    """A training that was killed and resumed until it ended."""

    name: str
    run: str
    undisturbed: str
    deaths: tuple[str, ...]
    """Where it was killed."""
    early: int
    """Kills before the first checkpoint, after which it began again."""
    fault: str
    """What did not survive; empty where everything did."""


class Training(ABC):
    """One kind of training on the tiny dataset, in a store of its kind."""

    store: Any
    """Its store; those of both kinds lie in one home."""

    def __init__(self, dataset: Dataset, name: str) -> None:
        self.dataset, self.name = dataset, name

    @abstractmethod
    def events(self, run_name: str, resume: str) -> Iterable[Any]:
        """Train, or go on."""

    @abstractmethod
    def shown(self, record: Any) -> dict[str, Any]:
        """All that a finished run's record and history tell, without seconds, times and ids."""

    def find(self, run_name: str) -> Any:
        """A run's record by its name, if there is one."""
        return next((record for record in self.store.list() if record.name == run_name), None)

    def epochs_kept(self, run_id: str) -> int:
        """From where the run would go on."""
        if not self.store.has(run_id, CHECKPOINT_FILE):
            return 0
        return int(self.store.read_tensors(run_id, CHECKPOINT_FILE)[1][EPOCHS])

    def tensors(self, run_id: str) -> dict[str, torch.Tensor]:
        """Of all files, by file and name, but for the clock."""
        return {
            f"{name} in {file}": tensor
            for file in (WEIGHTS_FILE, CHECKPOINT_FILE)
            if self.store.has(run_id, file)
            for name, tensor in self.store.read_tensors(run_id, file)[0].items()
            if name != "clock"
        }


class OfNetwork(Training):
    """An architecture, with all that draws at random or remembers: dropout, averaging, plateaus."""

    def __init__(self, dataset: Dataset, name: str, home: Path) -> None:
        super().__init__(dataset, name)
        self.store = RunStore(home / "runs")

    def events(self, run_name: str, resume: str) -> Iterable[Any]:
        return train(self.dataset, _spec(self.name), self.store, run_name, resume)

    def shown(self, record: Any) -> dict[str, Any]:
        history = [replace(epoch, seconds=0.0) for epoch in self.store.read_history(record.id)]
        fields = ("status", "best_epoch", "validation", "test", "parameters", "parts")
        return {name: getattr(record, name) for name in fields} | {"history": history}


class OfList(Training):
    """A recommender."""

    def __init__(self, dataset: Dataset, name: str, home: Path) -> None:
        super().__init__(dataset, name)
        self.store = ListStore.beside(RunStore(home / "runs"))

    def events(self, run_name: str, resume: str) -> Iterable[Any]:
        return train_list(self.dataset, _list_spec(self.name), self.store, run_name, resume)

    def shown(self, record: Any) -> dict[str, Any]:
        fields = ("status", "epochs", "curve", "validation", "test", "parameters", "parts")
        return {name: _without_seconds(getattr(record, name)) for name in fields}


def main() -> None:
    """Kill, resume, compare; ends with status 1 where a training did not survive."""
    options = _parse()
    out = sys.stderr if options.json else sys.stdout
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory() as temporary:
        home = options.folder or Path(temporary)
        dataset = _tiny_dataset(home)
        for name in options.names:
            of_list = name.partition(":")[0] in LISTS
            training = OfList(dataset, name, home) if of_list else OfNetwork(dataset, name, home)
            mine = list(_trials(training, home, options))
            trials += mine
            survived, early = sum(not trial.fault for trial in mine), sum(trial.early for trial in mine)
            deaths = sum(len(trial.deaths) for trial in mine)
            line = f"{name:20} tried {len(mine):4}  survived {survived:4}  kills {deaths:4}"
            print(f"{line}, {early} of them before the first checkpoint", file=out, flush=True)
            for trial in mine:
                if trial.fault:
                    print(f"  killed at {', '.join(trial.deaths)}: {trial.fault}", file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps([asdict(trial) for trial in trials]))
    sys.exit(any(trial.fault for trial in trials))


def _trials(training: Training, home: Path, options: argparse.Namespace) -> Iterable[Trial]:
    """Train once undisturbed, and as often as asked disturbed."""
    rng = np.random.default_rng([options.seed, zlib.crc32(training.name.encode())])
    started = time.perf_counter()
    whole = f"{training.name}, undisturbed"
    points, _ = _forked(lambda tick: _train(training, whole, "", tick), 0, 0.0)
    seconds = time.perf_counter() - started
    expected = _seen(training, whole)
    for number in range(options.kills):
        span = seconds if options.by_clock and number % 2 else 0.0
        trial = _trial(training, home, whole, expected, f"{training.name}, {number}", rng, len(points), span)
        yield trial
        if not options.folder:  # a store of thousands would be listed again and again
            shutil.rmtree(training.store.path(trial.run), ignore_errors=True)


def _trial(
    training: Training, home: Path, whole: str, expected: Any, name: str, rng: np.random.Generator, points: int,
    span: float,
) -> Trial:  # fmt: skip
    deaths, early, ended, faults = list[str](), 0, 0, list[str]()
    resume = ""
    for _ in range(int(rng.integers(1, MOST_DEATHS + 1))):
        point, after = int(rng.integers(1, points + 1)), float(rng.uniform(0.0, span))
        ticks, killed = _forked(
            lambda tick, resume=resume: _train(training, name, resume, tick), 0 if span else point, after if span else 0
        )
        deaths += [ticks[-1] if ticks else "the start"] if killed else []
        ended = max([ended, *(int(tick.removeprefix("epoch ")) for tick in ticks if tick.startswith("epoch "))])
        faults += _after_a_start(training, home, whole, expected)
        record = training.find(name)
        if record is not None and record.status == FINISHED:
            resume = record.id
            break
        kept = training.epochs_kept(record.id) if record is not None else 0
        if kept < ended - 1:
            faults.append(f"{kept} of {ended} epochs are left")
        if record is not None and training.store.is_resumable(record):
            resume = record.id
        else:
            resume = ""
            if record is not None:
                shutil.rmtree(training.store.path(record.id))
        if not kept and killed:
            early, ended = early + 1, 0
    record = training.find(name)
    if record is None or record.status != FINISHED:
        _forked(lambda tick: _train(training, name, resume, tick), 0, 0.0)
    found = training.find(name)
    faults += _after_a_start(training, home, whole, expected)
    if difference := _difference(expected, _seen(training, name)):
        faults.append(difference)
    undisturbed = training.find(whole).id
    return Trial(training.name, found.id, undisturbed, tuple(deaths), early, "; ".join(faults))


def _after_a_start(training: Training, home: Path, whole: str, expected: Any) -> list[str]:
    """What a start finds wrong: it sweeps what was left behind, and lists what there is."""
    sweep_home(home)
    problems = [f"damaged: {problem}" for problem in training.store.listing().problems]
    if not problems and (difference := _difference(expected, _seen(training, whole))):
        problems.append(f"the finished run beside it: {difference}")
    return problems


def _train(training: Training, name: str, resume: str, tick: Callable[[str], None]) -> None:
    """In the process that is to die: train, or go on; ``tick`` is called wherever it may die."""
    for module in (checkpoints, list_trainer):
        module.SECONDS_BETWEEN, module.LARGEST_SHARE = 0.0, float("inf")
    replacing = os.replace

    def replace_and_tick(source: Any, target: Any) -> None:
        tick(f"before {Path(target).name}")
        replacing(source, target)
        tick(f"after {Path(target).name}")

    os.replace = replace_and_tick
    for event in training.events(name, resume):
        ended = type(event).__name__ in ("EpochEnded", "ListEpochEnded")
        tick(f"epoch {event.record.epoch}" if ended else type(event).__name__)


def _forked(work: Callable[[Callable[[str], None]], None], point: int, after: float) -> tuple[list[str], bool]:
    """Work in another process that is killed at its ``point``-th tick, or ``after`` seconds; 0: it is left alone.

    Returns where it ticked, and whether it was killed before it came to its end.
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
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        ticks = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise SystemExit("A training failed: see above")
    return ticks, os.WIFSIGNALED(status)


def _seen(training: Training, name: str) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    record = training.find(name)
    return training.shown(record), training.tensors(record.id)


def _difference(expected: Any, found: Any) -> str:
    """The first thing that is not as in the undisturbed run."""
    (shown, tensors), (now_shown, now_tensors) = expected, found
    for field, value in shown.items():
        if now_shown[field] != value:
            return f"{field} is {now_shown[field]}, undisturbed {value}"
    for name in sorted(tensors.keys() | now_tensors.keys()):
        if name not in tensors or name not in now_tensors or not torch.equal(tensors[name], now_tensors[name]):
            return name
    return ""


def _without_seconds(value: Any) -> Any:
    return (
        {name: number for name, number in value.items() if "seconds" not in name} if isinstance(value, dict) else value
    )


def _spec(name: str) -> RunSpec:
    """Few and short epochs."""
    name, _, preset = name.partition(":")
    spec = preset_spec(name, preset)
    training = replace(
        spec.training, epochs=4, batch_size=64, learning_rate=0.01, schedule="plateau", averaging=0.7, threads=1,
        device="cpu",
    )  # fmt: skip
    return replace(spec, model=replace(spec.model, **SHORT.get(name, {})), training=training)


def _list_spec(name: str) -> ListSpec:
    spec = default_spec(name)
    return replace(spec, settings=replace(spec.settings, **SHORT.get(spec.recommender, {})))


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
    names = [*NETWORKS, *LISTS]
    known = {"choices": [*names, *PRESETS], "metavar": "NAME"}
    parser.add_argument("--names", nargs="+", default=names, help="or NAME:PRESET (every NAME)", **known)
    parser.add_argument("--kills", type=int, default=20, help="trainings of each that are killed (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of where they are killed")
    parser.add_argument("--no-clock", dest="by_clock", action="store_false", help="never kill by the clock")
    parser.add_argument("--folder", type=Path, help="an empty folder where the runs stay")
    parser.add_argument("--json", action="store_true", help="print every trial, for programs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
