"""How much processor time this build needs beside another one, turn by turn: fits, lists, epochs, maps.

    git archive 01faf78 | tar x -C /tmp/before
    OMP_NUM_THREADS=1 python benchmarks/against_build.py /tmp/before --name 01faf78
    OMP_NUM_THREADS=1 python benchmarks/against_build.py /tmp/before --name 01faf78 --work house:best lists

Each measurement runs in a process of its own: here, there, here, there, ... on the bundled data. A turn takes one
seed of the article's split and of the fit. A fit is timed with its validation errors, as the window has it; then the
test MSE and the share of test ratings in their 80 % intervals are taken, which nothing was chosen by. ``lists``
judges everybody's lists of one dense network. ``predict`` is one person's predictions over 87,585 movies by the house
model's preset best, quickly fit, the median of eleven people's, as in ``scale.py``. ``epoch`` is what a million
ratings of 32 take in the dense network's large-batch epoch, as there, but in one thread and for half a minute.
``window`` opens the window, with a home of its own and no display: the least seconds to its first picture in some
starts, and the megabytes that it holds once the bundled data and all libraries are there and it has rested. Every turn
is a line of ``results/speed-builds.jsonl``: seconds of the processor and by the clock of either build, and what they
found.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import scale
from measured import forget_peak, machine, peak_megabytes, store

WORK = ("house:fast", "house:best", "lists", "predict", "epoch", "map", "window")
MAPPED_RATINGS, LEARNED_RATINGS = 25_000_000, 32_000_000
EPOCH_SECONDS = 30.0
"""After these an epoch is left: its steps are alike."""
HERE, THERE = "here", "there"
STARTS = 7
"""Starts of the window in a turn: whatever else runs on the machine adds to one, so that the least counts."""


def main() -> None:
    """Measure each kind of work and keep a line of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="folder of the other build's source")
    parser.add_argument("--name", default="", help="what the other build is called in the results")
    parser.add_argument("--work", nargs="+", choices=WORK, default=WORK, help="what is measured (default: all)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], help="a turn each (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where made-up ratings are, or go and stay")
    parser.add_argument("--one", nargs=2, metavar=("WORK", "SEED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], int(options.one[1]), options.folder)))
        return
    sources = {HERE: Path(__file__).resolve().parent.parent, THERE: options.build.resolve()}
    for work in options.work:
        for seed in options.seeds:
            before, turn = machine(), dict[str, dict[str, Any]]()
            for side, source in sources.items():
                turn[side] = in_a_process(work, seed, source, options.folder)
                print(f"{work} seed {seed} {side:5} {turn[side]}", flush=True)
            store("speed-builds", {"work": work, "build": options.name, "seed": seed, **turn, "machine": before})
            shares = {key: turn[HERE][key] / turn[THERE][key] for key in ("processor", "clock")}
            print(
                f"{work} seed {seed}: {', '.join(f'{key} {share:.2f}' for key, share in shares.items())} of the other"
            )


def in_a_process(work: str, seed: int, source: Path, folder: Path | None) -> dict[str, Any]:
    """One measurement by the build whose source is in a folder."""
    command = [sys.executable, __file__, str(source), "--one", work, str(seed)]
    command += ["--folder", str(folder)] if folder else []
    with tempfile.TemporaryDirectory() as home:
        found = os.environ | {"PYTHONPATH": str(source), "MOVIEREC_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        if work == "window":
            return open_window(found)
        output = subprocess.run(command, check=True, capture_output=True, text=True, env=found).stdout
    measured: dict[str, Any] = json.loads(output.splitlines()[-1])
    return measured


def open_window(environment: dict[str, str]) -> dict[str, float]:
    """The least times to the first picture of several starts, and the memory of one window at rest."""
    found: list[dict[str, float]] = []
    for what in [*["picture"] * STARTS, "rest"]:
        begun = {"MOVIEREC_BEGUN": str(time.monotonic())}
        output = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "opened_window.py"), what],
            check=True, capture_output=True, text=True, env=environment | begun,
        ).stdout  # fmt: skip
        found.append(json.loads(output.splitlines()[-1]))
    *starts, rest = found
    return {key: min(start[key] for start in starts) for key in ("clock", "processor")} | rest


def predict() -> dict[str, float]:
    """Predict every movie of a large catalogue for one person."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Path(folder) / "catalogue"
        scale.made(catalogue, scale.CATALOGUE_RATINGS, scale.CATALOGUE_SIZE)
        found = scale.one_predict(argparse.Namespace(folder=catalogue, what=scale.CORRECTED))
    return {"clock": found["ms"] / 1e3, "processor": found["processor_ms"] / 1e3, "movies": found["movies"]}


def learn(folder: Path | None) -> dict[str, float]:
    """Train the dense network on made-up ratings in large batches: seconds for a million ratings, and the peak."""
    with tempfile.TemporaryDirectory() as temporary:
        made_up = (folder or Path(temporary)) / f"{LEARNED_RATINGS // 1_000_000}M"
        scale.made(made_up, LEARNED_RATINGS)
        found = scale.one_epoch(argparse.Namespace(folder=made_up, seconds=EPOCH_SECONDS), threads=1)
    seconds = {"clock": 1e6 / found["ratings_per_second"], "processor": found["processor_ns_per_rating"] / 1e3}
    return seconds | {"peak_mb": found["peak_mb"]}


def lay_out(seed: int, folder: Path | None) -> dict[str, Any]:
    """Lay out the movies of made-up ratings from their text, with the divergence that the map tells at its end."""
    from movierec_gui.analysis.projections import MapConfig, raw_map
    from movierec_gui.data.sources import load_dataset
    from movierec_gui.progress import finish

    with tempfile.TemporaryDirectory() as temporary:
        made_up = (folder or Path(temporary)) / f"{MAPPED_RATINGS // 1_000_000}M"
        scale.made(made_up, MAPPED_RATINGS)
        dataset = finish(load_dataset(made_up))
    forget_peak()
    held = peak_megabytes()
    start = time.perf_counter(), time.process_time()
    found = finish(raw_map(dataset, MapConfig(seed=seed)))
    return _seconds(start) | {"divergence": found.kl, "movies": len(found), "memory_mb": peak_megabytes() - held}


def measure(work: str, seed: int, folder: Path | None) -> dict[str, Any]:
    """Run one kind of work here, without the imports and the reading of the data."""
    if work == "predict":
        return predict()
    if work == "epoch":
        return learn(folder)
    if work == "map":
        return lay_out(seed, folder)
    from movierec_gui.data.sources import load_bundled
    from movierec_gui.progress import finish
    from movierec_gui.training.comparing.contestants import article_splits
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.fitting import begin_fit
    from movierec_gui.training.intervals import calibrate, check
    from movierec_gui.training.list_tests import of_split
    from movierec_gui.training.metrics import evaluate
    from movierec_gui.training.ranking import list_figures

    dataset = finish(load_bundled())
    name, _, preset = ("dense" if work == "lists" else work).partition(":")
    spec = replace(preset_spec(name, preset), split=article_splits([seed])[0])
    training = replace(spec.training, seed=seed, epochs=1 if work == "lists" else spec.training.epochs)
    fit, split = begin_fit(dataset, replace(spec, training=training))
    validation, test = (dataset.ratings.take(rows) for rows in (split.validation, split.test))
    start = time.perf_counter(), time.process_time()
    for _ in fit.events(lambda model: evaluate(model, validation)):
        pass
    if work == "lists":
        asked = of_split(dataset, split)
        start = time.perf_counter(), time.process_time()
        found = asdict(list_figures(fit.model, asked))
        return _seconds(start) | found
    seconds = _seconds(start)
    intervals = calibrate(fit.model, validation)
    covered = check(intervals, fit.model, test) if intervals else None
    return seconds | {"mse": evaluate(fit.model, test)["mse"], "covered": covered.coverage if covered else None}


def _seconds(start: tuple[float, float]) -> dict[str, float]:
    return {"clock": time.perf_counter() - start[0], "processor": time.process_time() - start[1]}


if __name__ == "__main__":
    main()
