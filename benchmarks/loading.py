"""How long a dataset takes to open, beside pandas reading the same ratings file, at several sizes.

    python benchmarks/loading.py /tmp/movielens-like --sizes 1 10 25 32 --repeats 3

Writes ``<millions>M`` folders with ``generate_ratings.py`` where they are missing. Each measurement runs in a process
of its own and the three take turns: first load (text to dataset, checked, with movies and tags, a copy kept), second
load (the copy found by content), and ``pandas.read_csv`` of ``ratings.csv`` alone with its types given and the
identifiers numbered, unchecked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from generate_ratings import generate
from measured import peak_megabytes

FIRST, SECOND, PANDAS = "first", "second", "pandas"


def main() -> None:
    """Measure and print a line per size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the datasets are, or go")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="millions of ratings (default: 1 10)")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--one", choices=(FIRST, SECOND, PANDAS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.folder)))
        return
    print(f"{'ratings':>8} {'':>7} {'seconds':>9} {'spread':>13} {'ns/rating':>10} {'peak MB':>8} {'× pandas':>9}")
    for millions in options.sizes:
        folder = options.folder / f"{millions}M"
        if not (folder / "tags.csv").exists():
            generate(folder, millions * 1_000_000, seed=millions)
        compare(folder, millions, options.repeats)


def compare(folder: Path, millions: int, repeats: int) -> None:
    """Take turns and print the medians of one size."""
    turns: dict[str, list[tuple[float, float]]] = {FIRST: [], SECOND: [], PANDAS: []}
    for _ in range(repeats):
        for what, results in turns.items():
            results.append(in_a_process(what, folder))
    for what, results in turns.items():
        seconds = [result[0] for result in results]
        peak = max(result[1] for result in results)
        ratios = [reference[0] / own for reference, own in zip(turns[PANDAS], seconds, strict=True)]
        print(
            f"{millions:>7}M {what:>7} {statistics.median(seconds):>9.2f} {spread(seconds):>13} "
            f"{statistics.median(seconds) / millions * 1e3:>10.0f} {peak:>8.0f} {statistics.median(ratios):>9.2f}",
            flush=True,
        )


def spread(seconds: Sequence[float]) -> str:
    """Lowest and highest."""
    return f"{min(seconds):.2f}–{max(seconds):.2f}"


def in_a_process(what: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one measurement."""
    command = [sys.executable, __file__, str(folder), "--one", what]
    seconds, peak = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return seconds, peak


def measure(what: str, folder: Path) -> tuple[float, float]:
    """Run one measurement here: seconds without imports, and the process's peak memory in megabytes."""
    kept = folder.parent / "kept" / folder.name
    if what == PANDAS:
        import pandas as pd

        start = time.perf_counter()
        types = {"userId": "int32", "movieId": "int32", "rating": "float32", "timestamp": "int64"}
        frame = pd.read_csv(folder / "ratings.csv", dtype=types)
        pd.factorize(frame["userId"])
        pd.factorize(frame["movieId"])
    else:
        from movierec_gui.data.sources import load_dataset
        from movierec_gui.progress import finish

        if what == FIRST:
            shutil.rmtree(kept, ignore_errors=True)
        start = time.perf_counter()
        finish(load_dataset(folder, kept))
    return time.perf_counter() - start, peak_megabytes()


if __name__ == "__main__":
    main()
