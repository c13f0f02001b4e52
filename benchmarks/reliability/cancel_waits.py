"""Measures how long each long task goes on after somebody asks it to stop: the longest stretch between two events.

    python benchmarks/reliability/cancel_waits.py
    python benchmarks/reliability/cancel_waits.py --tasks "train house" "list slim" map --above 0.2

A task is a generator: its caller cancels it with the next event, and its ``finally`` follows. Every task is pulled to
its end here, on the bundled data with one thread, and the processor time between two events is taken, from the first
pull on; the last stretch holds what follows a cancel, too. Processor time, since on a machine that others use as well
the clock tells about them. Told is the longest stretch, the events around it, and the line of the program that it was
in most of the time. Architectures that make gradient steps run for one epoch, models that fit themselves to their end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from movierec_gui.analysis.activations import slice_network
from movierec_gui.analysis.list_likeness import measure_likeness
from movierec_gui.analysis.list_source import ListSource
from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.analysis.run_depth.depth import look_at_lists, look_into
from movierec_gui.analysis.watch_list import open_maker
from movierec_gui.data.cache import write_cached
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled
from movierec_gui.data.splits import SplitConfig
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.running import open_article, run_steps
from movierec_gui.report.project.facts import new_facts, reference_to
from movierec_gui.report.project.opening import open_project
from movierec_gui.report.project.parts import Choice, Place
from movierec_gui.report.project.saving import save_project
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.running import run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.lr_finder import find_learning_rate
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.running import SearchPlan, run_search
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train

Task = Callable[[Path], Generator[Any, None, Any]]
PACKAGE = "movierec_gui"
LOOK_EVERY = 0.02
LONG = 0.75
"""Processor seconds between two events that are too many."""


@dataclass(frozen=True)
class Wait:
    """The longest stretch of a task."""

    task: str
    seconds: float
    """Of the processor."""
    events: int
    whole: float
    """Processor seconds of the whole task."""
    before: str
    """The event before it, and the one after it."""
    after: str
    line: str
    """Where in the program it was most of the time."""


class Looker(threading.Thread):
    """Looks again and again in which line of the program the main thread is."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.main = threading.get_ident()
        self.lines: Counter[str] = Counter()
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(LOOK_EVERY):
            frame = sys._current_frames().get(self.main)  # noqa: SLF001 - there is no other way
            while frame is not None and PACKAGE not in frame.f_code.co_filename:
                frame = frame.f_back
            if frame is not None:
                path = frame.f_code.co_filename
                self.lines[f"{path[path.rindex(PACKAGE) :]}:{frame.f_lineno}"] += 1


def longest(name: str, work: Generator[Any, None, Any], looker: Looker) -> Wait:
    """Pull a task to its end."""
    worst, before, line, events, began = 0.0, "the start", "", 0, time.process_time()
    around = ("", "")
    running = True
    while running:
        looker.lines.clear()
        started = time.process_time()
        try:
            told = _told(next(work))
        except StopIteration:
            told, running = "the end", False
        if (seconds := time.process_time() - started) > worst:
            worst, around = seconds, (before, told)
            line = ", ".join(f"{place} ({count})" for place, count in looker.lines.most_common(2))
        events, before = events + 1, told
    return Wait(name, worst, events, time.process_time() - began, *around, line)


def _told(event: Any) -> str:
    progress = getattr(event, "progress", event)
    return f"{type(event).__name__} {getattr(progress, 'stage', '')!r} {getattr(progress, 'fraction', None) or 0:.3f}"


@cache
def data() -> Dataset:
    """The bundled data."""
    return finish(load_bundled())


def _spec(name: str) -> RunSpec:
    spec = preset_spec(name)
    epochs = spec.training.epochs if architecture(name).fits_itself else 1
    return replace(spec, training=replace(spec.training, epochs=epochs, threads=1, device="cpu"))


def _runs(place: Path) -> RunStore:
    return RunStore(place / "runs")


def _train(name: str, place: Path) -> Generator[Any, None, Any]:
    return train(data(), _spec(name), _runs(place))


def _list(name: str, place: Path) -> Generator[Any, None, Any]:
    return train_list(data(), default_spec(name), ListStore.beside(_runs(place)))


def _read(_place: Path) -> Generator[Any, None, Any]:
    return load_bundled()


def _read_kept(place: Path) -> Generator[Any, None, Any]:
    return write_cached(place, "copy", data())


def _compare(place: Path) -> Generator[Any, None, Any]:
    contestants = [Contestant("biases", preset_spec("biases")), Contestant("ease", default_spec("ease"))]
    return run_comparison(data(), contestants, article_splits([0]), ComparisonStore.beside(_runs(place)))


def _search(place: Path) -> Generator[Any, None, Any]:
    plan = SearchPlan(preset_spec("biases"), (Dimension("model", "user_shrinkage", 1.0, 9.0),), most_trials=2)
    return run_search(data(), plan, SearchStore.beside(_runs(place)))


def _average(place: Path) -> Generator[Any, None, Any]:
    ids = [finish(train(data(), _spec(name), _runs(place))).id for name in ("biases", "dot")]
    return average_runs(data(), ids, _runs(place))


def _map(method: str, _place: Path) -> Generator[Any, None, Any]:
    return raw_map(data(), MapConfig(method=method))


def _compare_networks(place: Path) -> Generator[Any, None, Any]:
    contestants = [Contestant(name, _spec(name)) for name in ("lstm", "sequential")]
    return run_comparison(data(), contestants, article_splits([0]), ComparisonStore.beside(_runs(place)))


def _of_run(
    work: Callable[[TrainedRun], Generator[Any, None, Any]], name: str, place: Path
) -> Generator[Any, None, Any]:
    runs = _runs(place)
    return work(open_run(runs, finish(train(data(), _spec(name), runs)).id, data()))


def _lists_of(part: str, run: TrainedRun) -> Generator[Any, None, Any]:
    return look_at_lists(run, part)


def _find_rate(_place: Path) -> Generator[Any, None, Any]:
    return find_learning_rate(data(), preset_spec("lstm"))


def _maker(_place: Path) -> Generator[Any, None, Any]:
    return open_maker(data(), ListSource(), _runs(_place), None)


def _article(place: Path) -> Generator[Any, None, Any]:
    runs = _runs(place)
    config = ArticleConfig(seeds=1, epochs=1, iterations=50)
    return run_steps(data(), runs, open_article(data(), runs, SplitConfig(), config))


def _save(place: Path) -> Generator[Any, None, Any]:
    finish(_train("dense", place))
    facts = new_facts(reference_to(data(), bundled=True), None, "", "")
    return save_project(place / "whole.movierec", facts, Place(_runs(place), place, data().content_hash), Choice())


def _open(place: Path) -> Generator[Any, None, Any]:
    finish(_save(place))
    return open_project(place / "whole.movierec", Place(_runs(place / "new"), place / "new", data().content_hash))


TASKS: dict[str, Task] = {
    **{f"train {entry.name}": partial(_train, entry.name) for entry in ARCHITECTURES},
    **{f"list {entry.name}": partial(_list, entry.name) for entry in RECOMMENDERS},
    "read": _read, "keep a copy": _read_kept, "comparison": _compare, "search": _search, "average": _average,
    "comparison of networks": _compare_networks, "learning rates": _find_rate, "for you": _maker,
    "nodes": partial(_of_run, slice_network, "lstm"), "a run in depth": partial(_of_run, look_into, "lstm"),
    "everybody's lists": partial(_of_run, partial(_lists_of, "validation"), "lstm"),
    "likeness": partial(_of_run, measure_likeness, "lstm"),
    "article": _article, "project save": _save, "project open": _open,
    **{f"map {method}": partial(_map, method) for method in ("tsne", "pca")},
}  # fmt: skip


@contextlib.contextmanager
def looking() -> Iterator[Looker]:
    """Somebody who looks while this lasts."""
    looker = Looker()
    looker.start()
    try:
        yield looker
    finally:
        looker.stopped.set()
        looker.join()


def main() -> int:
    """Measure every task; returns 1 where one has a stretch that is too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", default=[], metavar="NAME", help="words in the names of tasks (all)")
    parser.add_argument("--above", type=float, default=LONG, help="processor seconds that are too many (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print everything, for programs")
    options = parser.parse_args()
    found = []
    with looking() as looker:
        for name, task in TASKS.items():
            if options.tasks and not any(word in name for word in options.tasks):
                continue
            with tempfile.TemporaryDirectory() as place:
                wait = longest(name, task(Path(place)), looker)
            found.append(wait)
            mark = "  <-- too long" if wait.seconds > options.above else ""
            print(f"{wait.task:22} {wait.seconds:6.2f} s of {wait.whole:6.1f}, {wait.events:6,} events{mark}",
                  file=sys.stderr if options.json else sys.stdout, flush=True)  # fmt: skip
            if mark:
                print(f"    from {wait.before} to {wait.after}\n    {wait.line}", flush=True)
    if options.json:
        print(json.dumps([asdict(wait) for wait in found]))
    return int(any(wait.seconds > options.above for wait in found))


if __name__ == "__main__":
    sys.exit(main())
