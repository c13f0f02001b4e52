"""How long a dataset takes to open, beside pandas reading the same ratings file and other builds of this program.

    python benchmarks/loading.py /tmp/movielens-like --sizes 1 10 25 32 --repeats 3
    git archive c86baa3 | tar x -C /tmp/before
    python benchmarks/loading.py /tmp/movielens-like --sizes 32 --build before=/tmp/before

Writes ``<millions>M`` folders with ``generate_ratings.py`` where they are missing. Each measurement runs in a process
of its own and all take turns: first load (text to dataset, checked, with movies and tags, a copy kept), the same by
other builds, second load (the copy found by content), and ``pandas.read_csv`` of ``ratings.csv`` alone with its types
given and the identifiers numbered, unchecked. Printed are seconds by the clock and of the processor, and how many times
as much as pandas, and as this build, each needs of the processor, turn by turn: on a busy machine the clock tells
little. ``--ratings-only`` opens a folder without movies, tags and links.

``--stages`` tells instead where a first opening spends its time: for every stage seconds by the clock, seconds of the
processor in the main thread and in the others, and the share of pandas' clock, which is measured in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from generate_ratings import generate
from measured import peak_megabytes, spread

FIRST, SECOND, PANDAS, STAGES = "first", "second", "pandas", "stages"


class Figures(NamedTuple):
    """What one measurement needed."""

    clock: float
    processor: float
    """Seconds."""
    peak: float
    """Megabytes."""


class Spent(NamedTuple):
    """What was needed between the event that began a stage and the next one of another, in seconds."""

    clock: float = 0.0
    main: float = 0.0
    """Of the processor, by the thread that asks for the dataset."""
    others: float = 0.0
    """Of the processor, by all others together."""

    def plus(self, since: Spent, until: Spent) -> Spent:
        """With what passed between two readings of the clocks."""
        return Spent(*(mine + end - begin for mine, begin, end in zip(self, since, until, strict=True)))


def main() -> None:
    """Measure and print a line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the datasets are, or go")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="millions of ratings (default: 1 10)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--build", action="append", default=[], metavar="NAME=FOLDER", help="another build's source")
    parser.add_argument("--ratings-only", action="store_true", help="without movies, tags and links")
    parser.add_argument("--stages", action="store_true", help="where a first opening spends its time")
    parser.add_argument("--one", choices=(FIRST, SECOND, PANDAS, STAGES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps((measure_stages if options.one == STAGES else partial(measure, options.one))(options.folder)))
        return
    builds = dict(build.split("=", 1) for build in options.build)
    titles = ("clock, s", "processor, s", "peak MB", "/ pandas", "/ this")
    if not options.stages:
        print(" ".join((f"{'ratings':>8} {'':>8}", *(f"{title:>18}" for title in titles))))
    for millions in options.sizes:
        folder = options.folder / f"{millions}M"
        if not (folder / "tags.csv").exists():
            generate(folder, millions * 1_000_000, seed=millions)
        folder = _ratings_alone(folder) if options.ratings_only else folder
        if options.stages:
            tell_stages(folder, millions, options.repeats)
        else:
            compare(folder, millions, options.repeats, builds)


def compare(folder: Path, millions: int, repeats: int, builds: Mapping[str, str]) -> None:
    """Take turns and print the medians of one size."""
    ways = {FIRST: (FIRST, ""), **{name: (FIRST, source) for name, source in builds.items()}}
    ways |= {SECOND: (SECOND, ""), PANDAS: (PANDAS, "")}
    turns: dict[str, list[Figures]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, (what, source) in ways.items():
            turns[name].append(in_a_process(what, folder, source))
    for name, results in turns.items():
        print(
            f"{millions:>7}M {name:>8} {spread([turn.clock for turn in results]):>18} "
            f"{spread([turn.processor for turn in results]):>18} {max(turn.peak for turn in results):>18.0f} "
            f"{_ratios(results, turns[PANDAS]):>18} {_ratios(results, turns[FIRST]):>18}",
            flush=True,
        )


def tell_stages(folder: Path, millions: int, repeats: int) -> None:
    """Take turns with pandas and print the medians of every stage."""
    turns: list[dict[str, Spent]] = []
    pandas: list[float] = []
    for _ in range(repeats):
        found = {name: Spent(*spent) for name, spent in _output(STAGES, folder).items()}
        turns.append(found | {"in all": Spent(*map(sum, zip(*found.values(), strict=True)))})
        pandas.append(in_a_process(PANDAS, folder).clock)
    titles = ("clock, s", "main thread, s", "others, s", "/ pandas")
    print(f"{f'{millions} million ratings':>40} " + " ".join(f"{title:>20}" for title in titles))
    for name in dict.fromkeys(name for turn in turns for name in turn):
        spent = [turn.get(name, Spent()) for turn in turns]
        shares = [one.clock / clock for one, clock in zip(spent, pandas, strict=True)]
        columns = (*zip(*spent, strict=True), shares)
        print(f"{name:>40} " + " ".join(f"{spread(list(column)):>20}" for column in columns), flush=True)
    print(f"{'pandas, the ratings alone':>40} {spread(pandas):>20}", flush=True)


def _ratios(own: list[Figures], other: list[Figures]) -> str:
    """How many times the other's processor time, turn by turn, and by the least of each."""
    turns = spread([mine.processor / theirs.processor for mine, theirs in zip(own, other, strict=True)])
    least = min(turn.processor for turn in own) / min(turn.processor for turn in other)
    return f"{turns}, least {least:.2f}"


def _ratings_alone(folder: Path) -> Path:
    """A folder with the same ratings and nothing else."""
    alone = folder.with_name(f"{folder.name}-ratings")
    alone.mkdir(exist_ok=True)
    if not (alone / "ratings.csv").exists():
        os.link(folder / "ratings.csv", alone / "ratings.csv")
    return alone


def in_a_process(what: str, folder: Path, source: str = "") -> Figures:
    """One measurement by this build, or by the one whose source is in a folder."""
    return Figures(*_output(what, folder, source))


def _output(what: str, folder: Path, source: str = "") -> Any:
    """What a process of its own measures."""
    command = [sys.executable, __file__, str(folder), "--one", what]
    found = os.environ | ({"PYTHONPATH": source} if source else {})
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=found).stdout)


def measure(what: str, folder: Path) -> Figures:
    """Run one measurement here, without the imports."""
    if what == PANDAS:
        import pandas as pd

        start = time.perf_counter(), time.process_time()
        types = {"userId": "int32", "movieId": "int32", "rating": "float32", "timestamp": "int64"}
        frame = pd.read_csv(folder / "ratings.csv", dtype=types)
        pd.factorize(frame["userId"])
        pd.factorize(frame["movieId"])
    else:
        from movierec_gui.data.sources import load_dataset
        from movierec_gui.progress import finish

        kept = _kept(folder, anew=what == FIRST)
        start = time.perf_counter(), time.process_time()
        finish(load_dataset(folder, kept))
    return Figures(time.perf_counter() - start[0], time.process_time() - start[1], peak_megabytes())


def measure_stages(folder: Path) -> dict[str, Spent]:
    """What each stage of a first opening needs here."""
    from movierec_gui.data.sources import load_dataset

    stages: dict[str, Spent] = {}
    kept, stage, since = _kept(folder, anew=True), "", _clocks()
    for event in chain(load_dataset(folder, kept), [None]):
        now = _clocks()
        stages[stage] = stages.get(stage, Spent()).plus(since, now)
        stage, since = event.stage if event else "", now
    del stages[""]
    return stages


def _clocks() -> Spent:
    main = time.thread_time()
    return Spent(time.perf_counter(), main, time.process_time() - main)


def _kept(folder: Path, *, anew: bool) -> Path:
    """Where each build keeps copies of its own, emptied for a first opening."""
    kept = folder.parent / "kept" / f"{folder.name}-{os.environ.get('PYTHONPATH', '').replace('/', '-')}"
    if anew:
        shutil.rmtree(kept, ignore_errors=True)
    return kept


if __name__ == "__main__":
    main()
