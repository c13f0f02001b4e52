"""Judge other libraries on exactly the splits, ratings and metrics of ``accuracy.py``; what is kept is not redone.

    python3.11 -m venv peers && peers/bin/pip install -r benchmarks/requirements-peers.txt
    python benchmarks/peers_accuracy.py --python peers/bin/python --seeds 0 1 2
    python benchmarks/peers_accuracy.py --python peers/bin/python --dataset ml-100k --folds u1 u2 u3 u4 u5

This program's environment exports the rows and computes the metrics, the peers' environment fits ``peers.py``, one
process per fit and one thread. A peer learns from training and validation ratings together, as the program's own refit
does; predictions are clipped to the scale. With ``--inner`` it learns from the training part and is judged on the
validation part, a tenth of the training ratings, and only prints: for choosing settings, which ``--change`` tries,
without a look at the test part. Seconds printed are of the processor. The figures go to
``benchmarks/results/peers-<dataset hash>.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from peers import PEERS

from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.progress import finish
from movierec_gui.training.comparing.contestants import article_splits, official_splits
from movierec_gui.training.metrics import measure

RESULTS = Path(__file__).parent / "results"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "LK_NUM_THREADS"), "1"
)


def main() -> None:
    """Run what is missing and append it."""
    options = _parse()
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    splits = official_splits(dataset, options.folds) if options.folds else article_splits(options.seeds)
    path = RESULTS / f"peers-{dataset.content_hash[:12]}.jsonl"
    path.parent.mkdir(exist_ok=True)
    kept = [] if options.inner else _rows(path)
    done = {(row["label"], json.dumps(row["split"])) for row in kept}
    for split in splits:
        for label in options.peers:
            if (label, json.dumps(asdict(split))) in done:
                continue
            row = judge(dataset, split, label, options)
            if not options.inner:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            print(
                f"{label:40} {split.fold or split.seed!s:4} {'inner' if options.inner else 'test'} "
                f"MSE {row['test']['mse']:.4f}  RMSE {row['test']['rmse']:.4f}  {row['fit_processor_seconds']:.1f} s",
                flush=True,
            )


def judge(dataset: Dataset, split: SplitConfig, label: str, options: argparse.Namespace) -> dict[str, Any]:
    """One peer on one split, as a row of the results; with ``inner`` its ``test`` is of the validation part."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "split.npz"
        actual, known = export(dataset, split, options.inner, file)
        command = [str(options.python), str(Path(__file__).with_name("peers.py")), str(file), label, options.change]
        answer = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | ONE_THREAD)
    if answer.returncode:
        raise SystemExit(f"{label} failed:\n{answer.stderr[-2000:]}")
    row = json.loads(answer.stdout)
    predicted = np.clip(np.array(row.pop("predictions")), *dataset.scale)
    figures = {"test": measure(predicted, actual), "known": measure(predicted[known], actual[known])}
    return {"label": label, "split": asdict(split), **figures, "dataset": dataset.name} | row


def export(dataset: Dataset, split: SplitConfig, inner: bool, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Write what a peer may know of a split, and the pairs it is asked for.

    Returns the ratings it is judged by, and which of them are of movies with a training rating.
    """
    parts = split_ratings(dataset, replace(split, refit=not inner))
    learnt = dataset.ratings.take(parts.train)
    asked = dataset.ratings.take(parts.validation if inner else parts.test)
    np.savez(
        file,
        users=learnt.users,
        movies=learnt.movies,
        values=learnt.values,
        test_users=asked.users,
        test_movies=asked.movies,
        n_users=dataset.n_users,
        n_movies=dataset.n_movies,
        scale=np.array(dataset.scale),
        genres=dataset.movies.genres,
        years=dataset.movies.years,
    )
    return asked.values, known_in(asked, learnt)


def known_in(asked: Ratings, learnt: Ratings) -> np.ndarray:
    """Which of the ratings are of movies that have a training rating."""
    return np.isin(asked.movies, np.unique(learnt.movies))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, required=True, help="the interpreter of the peers' environment")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS), help="labels; default: all")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    parser.add_argument("--inner", action="store_true", help="judge on a tenth of the training ratings; keep nothing")
    parser.add_argument("--change", default="{}", help="settings to try with --inner, as JSON")
    options = parser.parse_args()
    if options.change != "{}" and not options.inner:
        parser.error("--change is for --inner: kept figures are of the settings in peers.py")
    return options


if __name__ == "__main__":
    main()
