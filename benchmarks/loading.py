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
from pathlib import Path
from typing import NamedTuple

from generate_ratings import generate
from measured import peak_megabytes, spread

FIRST, SECOND, PANDAS = "first", "second", "pandas"


class Figures(NamedTuple):
    """What one measurement needed."""

    clock: float
    processor: float
    """Seconds."""
    peak: float
    """Megabytes."""


def main() -> None:
    """Measure and print a line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the datasets are, or go")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="millions of ratings (default: 1 10)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--build", action="append", default=[], metavar="NAME=FOLDER", help="another build's source")
    parser.add_argument("--ratings-only", action="store_true", help="without movies, tags and links")
    parser.add_argument("--one", choices=(FIRST, SECOND, PANDAS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.folder)))
        return
    builds = dict(build.split("=", 1) for build in options.build)
    titles = ("clock, s", "processor, s", "peak MB", "/ pandas", "/ this")
    print(" ".join((f"{'ratings':>8} {'':>8}", *(f"{title:>18}" for title in titles))))
    for millions in options.sizes:
        folder = options.folder / f"{millions}M"
        if not (folder / "tags.csv").exists():
            generate(folder, millions * 1_000_000, seed=millions)
        compare(_ratings_alone(folder) if options.ratings_only else folder, millions, options.repeats, builds)


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


def in_a_process(what: str, folder: Path, source: str) -> Figures:
    """One measurement by this build, or by the one whose source is in a folder."""
    command = [sys.executable, __file__, str(folder), "--one", what]
    found = os.environ | ({"PYTHONPATH": source} if source else {})
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=found).stdout
    return Figures(*json.loads(output))


def measure(what: str, folder: Path) -> Figures:
    """Run one measurement here, without the imports."""
    # Each build keeps a copy of its own.
    kept = folder.parent / "kept" / f"{folder.name}-{os.environ.get('PYTHONPATH', '').replace('/', '-')}"
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

        if what == FIRST:
            shutil.rmtree(kept, ignore_errors=True)
        start = time.perf_counter(), time.process_time()
        finish(load_dataset(folder, kept))
    return Figures(time.perf_counter() - start[0], time.process_time() - start[1], peak_megabytes())


if __name__ == "__main__":
    main()
