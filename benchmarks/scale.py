"""How time and memory grow with the data: from a million to thirty-two million ratings.

    python benchmarks/scale.py --peers-python PATH/bin/python      # 1, 10, 25 and 32 million
    python benchmarks/scale.py --sizes 1 --parts load epoch

Writes datasets of MovieLens' shape with ``generate_ratings.py`` into a temporary folder (``--folder`` keeps them), and
measures, each in a process of its own: ``load``, the first and the second opening and their peak memory, beside pandas
reading the ratings alone; ``epoch``, the dense network's ratings per second on two threads at a large batch (it stops
after ``--seconds``) beside one pass of Surprise's SVD, LensKit's BiasedMF and LIBMF, in turn; ``predict``, one user's
predictions for the whole catalogue: by every architecture on 87,000 movies with few ratings, by some of them at every
size, with the weights that they start from, since none of the time depends on what they are. The peers need
``benchmarks/requirements-speed-peers.txt`` in an environment of their own.

Each result is a line of ``benchmarks/results/speed-scale.jsonl``; what is there is not measured again without
``--again``. ``docs/make_performance.py`` makes the page and the curves.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from generate_ratings import generate
from loading import FIRST, PANDAS, SECOND
from loading import measure as measure_loading
from measured import machine, peak_megabytes, store, stored

RESULT, KEYS = "speed-scale", ("part", "program", "ratings")
PARTS = ("load", "epoch", "predict")
HERE, PEERS = "dense network", ("LIBMF", "LensKit BiasedMF", "Surprise SVD")
SLOW = {"Surprise SVD": 10, "LensKit BiasedMF": 10}
"""Millions of ratings above which a peer is left out: it would take minutes or memory beyond this machine's."""
THREADS, BATCH = 2, 65_536
CATALOGUE_RATINGS, CATALOGUE_SIZE = 200_000, 32_000_000
"""Predictions are timed on a large release's catalogue with few ratings, so that every architecture is soon fit."""
PREDICTED_AT_EVERY_SIZE = ("dense", "lstm", "autorec")
CORRECTED = "house:best"
QUICK = {"steps": 5, "passes": 1, "folds": 2, "head_passes": 1}
"""How the house model's preset best is fit here: with all of its parts, but not for its time."""
PEER_SECONDS = 300
BYTES_PER_RATING = 100


def main() -> None:
    """Measure what is missing."""
    options = _parse()
    if options.one:
        print(json.dumps(_MEASURES[options.one](options)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = options.folder or Path(temporary)
        for millions in options.sizes:
            folder = root / f"{millions}M"
            for part in options.parts:
                _PARTS[part](folder, millions * 1_000_000, options)
            if options.folder is None:
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(root / "kept", ignore_errors=True)
        if "predict" in options.parts:
            predict_everywhere(root / "catalogue", options)


def load_part(folder: Path, ratings: int, options: argparse.Namespace) -> None:
    """Both openings and pandas in turn."""
    if missing("load", PANDAS, ratings, options):
        turns: dict[str, list[Any]] = {FIRST: [], SECOND: [], PANDAS: []}
        made(folder, ratings)
        for _ in range(options.rounds):
            for what, results in turns.items():
                results.append(child("load", folder, options, what=what))
        for what, results in turns.items():
            record("load", what, ratings, results)


def epoch_part(folder: Path, ratings: int, options: argparse.Namespace) -> None:
    """This program and the peers in turn."""
    peers = [peer for peer in PEERS if ratings <= SLOW.get(peer, 1000) * 1_000_000 and options.peers_python]
    programs = [name for name in (HERE, *peers) if missing("epoch", name, ratings, options)]
    if programs:
        made(folder, ratings)
        child("columns", folder, options)
    turns: dict[str, list[Any]] = {name: [] for name in programs}
    failed: set[str] = set()
    for _ in range(options.rounds):
        for name, results in turns.items():
            if name == HERE:
                results.append(child("epoch", folder, options))
            elif name not in failed:
                result = peer_child(name, folder, options)
                results.extend(result)
                failed |= set() if result else {name}
    for name, results in turns.items():
        if results:
            record("epoch", name, ratings, results)


def predict_part(folder: Path, ratings: int, options: argparse.Namespace) -> None:
    """One user, the size's own catalogue, by a few architectures."""
    for name in PREDICTED_AT_EVERY_SIZE:
        if missing("predict", name, ratings, options):
            made(folder, ratings)
            record("predict", name, ratings, [child("predict", folder, options, what=name)])


def predict_everywhere(folder: Path, options: argparse.Namespace) -> None:
    """One user, the large catalogue, architecture by architecture."""
    from movierec_gui.models import ARCHITECTURES

    for name in (*(entry.name for entry in ARCHITECTURES), CORRECTED):
        if missing("predict", name, CATALOGUE_RATINGS, options):
            made(folder, CATALOGUE_RATINGS, CATALOGUE_SIZE)
            record("predict", name, CATALOGUE_RATINGS, [child("predict", folder, options, what=name)])


def missing(part: str, program: str, ratings: int, options: argparse.Namespace) -> bool:
    """Whether to measure this."""
    rows = stored(RESULT, *KEYS)
    return options.again or not any(tuple(row[key] for key in KEYS) == (part, program, ratings) for row in rows)


def made(folder: Path, ratings: int, catalogue_of: int = 0) -> None:
    """See that the dataset is there, and that it fits on the disk before it is written."""
    if (folder / "tags.csv").exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder.parent).free
    if free < ratings * BYTES_PER_RATING:
        sys.exit(
            f"{ratings:,} ratings take up to {ratings * BYTES_PER_RATING / 1e9:.1f} GB; {free / 1e9:.1f} GB are free"
        )
    generate(folder, ratings, seed=ratings // 1_000_000, catalogue_of=catalogue_of)


def child(measure: str, folder: Path, options: argparse.Namespace, what: str = "") -> Any:
    """One measurement in a fresh process of this program."""
    command = [sys.executable, __file__, "--one", measure, "--folder", str(folder), "--what", what]
    command += ["--seconds", str(options.seconds)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def peer_child(name: str, folder: Path, options: argparse.Namespace) -> list[Any]:
    """One pass of a peer in a fresh process; nothing where it is missing, fails or takes too long."""
    script = Path(__file__).with_name("scale_peers.py")
    command = [options.peers_python, str(script), name, str(folder / "columns.npz")]
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "LK_NUM_THREADS"), str(THREADS))
    try:
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=PEER_SECONDS, env=environment
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as problem:
        print(f"{name} is left out: {problem}", file=sys.stderr)
        return []
    return [json.loads(done.stdout.splitlines()[-1])]


def record(part: str, program: str, ratings: int, results: list[dict[str, float]]) -> None:
    """Keep and print a result: every figure of each turn."""
    figures = {key: [result[key] for result in results] for key in results[0]}
    row = {"part": part, "program": program, "ratings": ratings, **figures, "machine": machine()}
    store(RESULT, row)
    print(f"{ratings / 1e6:5.1f} M {part:8} {program:18}", end="")
    for key, values in figures.items():
        print(f"  {key} {statistics.median(values):,.4g} ({min(values):,.4g}–{max(values):,.4g})", end="")
    print(flush=True)


def one_load(options: argparse.Namespace) -> dict[str, float]:
    """Open the dataset."""
    seconds, spent, peak = measure_loading(options.what, options.folder)
    return {"seconds": seconds, "processor_seconds": spent, "peak_mb": peak}


def one_columns(options: argparse.Namespace) -> dict[str, float]:
    """Write the training part's columns for the peers, from the same split."""
    data = _opened(options.folder).ratings
    np.savez(options.folder / "columns.npz", users=data.users, movies=data.movies, ratings=data.values)
    return {"ratings": len(data)}


def one_epoch(options: argparse.Namespace, threads: int = THREADS) -> dict[str, float]:
    """Train the dense network until the epoch or the time is over; speed by the clock and by the processor."""
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.events import StepsTrained
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trainer import train

    dataset = _opened(options.folder)
    spec = preset_spec("dense", split=SplitConfig(test=0.0, validation=0.01))
    spec = replace(spec, training=replace(spec.training, epochs=1, batch_size=BATCH, threads=threads, device="cpu"))
    rows = 0.99 * len(dataset.ratings)
    with tempfile.TemporaryDirectory() as folder:
        events = train(dataset, spec, RunStore(Path(folder)))
        next(events)
        started, processor, seen = time.perf_counter(), time.process_time(), 0.0
        for event in events:
            if not isinstance(event, StepsTrained) or time.perf_counter() - started > options.seconds:
                break
            seconds, spent, seen = time.perf_counter() - started, time.process_time() - processor, event.epoch * rows
        events.close()
    return {
        "ratings_per_second": seen / seconds,
        "processor_ns_per_rating": spent / seen * 1e9,
        "peak_mb": peak_megabytes(),
    }


def one_predict(options: argparse.Namespace) -> dict[str, float]:
    """Predict every movie for one user after another: by a network fit for one epoch, or unfit of a large dataset.

    The first of them waits for the movies' sides and the calibration of the intervals, which are kept for the others.
    """
    from movierec_gui.analysis.predictions import user_predictions

    dataset = _opened(options.folder)
    run = (_fit if len(dataset.ratings) <= CATALOGUE_RATINGS else _unfit)(dataset, options.what)
    started = time.perf_counter()
    user_predictions(run, 0)
    first = time.perf_counter() - started
    waits, spent = [], []
    for user in range(1, 12):
        started, processor = time.perf_counter(), time.process_time()
        user_predictions(run, user)
        waits.append(time.perf_counter() - started)
        spent.append(time.process_time() - processor)
    return {
        "movies": dataset.n_movies,
        "ms": 1000 * statistics.median(waits),
        "least_ms": 1000 * min(waits),
        "first_ms": 1000 * first,
        "processor_ms": 1000 * statistics.median(spent),
    }


def _fit(dataset: Any, name: str) -> Any:
    from movierec_gui.training.events import EpochEnded, TrainingStarted
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import open_run
    from movierec_gui.training.trainer import train

    with tempfile.TemporaryDirectory() as folder:
        runs, run_id = RunStore(Path(folder)), ""
        events = train(dataset, _spec(name), runs)
        for event in events:
            if isinstance(event, TrainingStarted):
                run_id = event.run_id
            elif isinstance(event, EpochEnded) and name != CORRECTED:
                break
        events.close()
        return open_run(runs, run_id, dataset)


def _unfit(dataset: Any, name: str) -> Any:
    import torch

    from movierec_gui.data.features import training_data
    from movierec_gui.data.splits import split_ratings
    from movierec_gui.training.devices import use_threads
    from movierec_gui.training.fitting import new_model
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import TrainedRun
    from movierec_gui.training.trainer import new_record

    spec = _spec(name)
    use_threads(spec.training.threads)
    split = split_ratings(dataset, spec.split)
    data = training_data(dataset, split)
    with tempfile.TemporaryDirectory() as folder:
        record = new_record(dataset, spec, RunStore(Path(folder)), name)
    model, _ = new_model(spec, data, torch.device("cpu"))
    if not model.fits_itself:
        model.fit(data)
    return TrainedRun(record, model.eval(), dataset, split, data)


def _spec(name: str) -> Any:
    from movierec_gui.training.config import preset_spec

    spec = preset_spec(*name.split(":"))
    if name == CORRECTED:
        spec = replace(spec, model=replace(spec.model, **QUICK))
    return replace(spec, training=replace(spec.training, epochs=1, batch_size=8192, threads=1, device="cpu"))


def _opened(folder: Path) -> Any:
    from movierec_gui.data.sources import load_dataset
    from movierec_gui.progress import finish

    return finish(load_dataset(folder, folder.parent / "kept" / folder.name))


_PARTS = {"load": load_part, "epoch": epoch_part, "predict": predict_part}
_MEASURES = {"load": one_load, "columns": one_columns, "epoch": one_epoch, "predict": one_predict}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 25, 32], help="millions of ratings")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--folder", type=Path, help="where the datasets are, or go and stay")
    parser.add_argument("--peers-python", default="", help="the Python of the peers; without it they are left out")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60.0, help="an epoch stops after these (default: %(default)s)")
    parser.add_argument("--again", action="store_true", help="measure what is already there, too")
    parser.add_argument("--one", choices=tuple(_MEASURES), help=argparse.SUPPRESS)
    parser.add_argument("--what", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
