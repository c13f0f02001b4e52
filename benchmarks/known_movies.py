"""Errors at test ratings of movies with a training rating, beside those at all, of models in the stored results.

    python benchmarks/known_movies.py --models biases dot svdpp house:fast

A model that is fitted to ratings cannot know a movie that has none; what it says there is a matter of its default.
Each model is fitted again as in the second run of ``accuracy.py``, for as many epochs as that chose, and the error at
all test ratings has to be the stored one. The lines go to ``benchmarks/results/known-<dataset hash>.jsonl``.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from peers_accuracy import RESULTS, known_in

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.fitting import EpochFitted, begin_fit
from movierec_gui.training.metrics import measure, predict_ratings


def main() -> None:
    """Measure what is missing and append it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", required=True, help="architectures, or architecture:preset")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    options = parser.parse_args()
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    name = dataset.content_hash[:12]
    path = RESULTS / f"known-{name}.jsonl"
    done = {(row["label"], json.dumps(row["split"])) for row in _rows(path)}
    for stored in _rows(RESULTS / f"accuracy-{name}.jsonl"):
        split = stored["split"]
        wanted = split["fold"] in options.folds if options.folds else split["seed"] in options.seeds
        if not wanted or stored["label"] not in options.models or (stored["label"], json.dumps(split)) in done:
            continue
        row = measured(dataset, stored)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(f"{row['label']:24} {split['fold'] or split['seed']!s:4} all {row['test']['mse']:.4f}  "
              f"known {row['known']['mse']:.4f}  stored {stored['test']['mse']:.4f}", flush=True)  # fmt: skip


def measured(dataset: Dataset, stored: dict[str, Any]) -> dict[str, Any]:
    """One stored model fitted again. Raises SystemExit where its error is not the stored one."""
    model, _, preset = stored["label"].partition(":")
    spec = preset_spec(model, preset, replace(SplitConfig(**stored["split"]), refit=True))
    spec = replace(spec, training=replace(spec.training, keep_best=False, patience=0))
    fit, parts = begin_fit(dataset, spec)
    asked = dataset.ratings.take(parts.test)
    known = known_in(asked, dataset.ratings.take(parts.train))
    for event in fit.events(lambda _model: {}):
        if isinstance(event, EpochFitted) and event.record.epoch == stored["epoch"]:
            break
    with fit.judged():
        predicted = predict_ratings(fit.model, asked)
    figures = {"test": measure(predicted, asked.values), "known": measure(predicted[known], asked.values[known])}
    if not np.isclose(figures["test"]["mse"], stored["test"]["mse"], atol=2e-4):
        raise SystemExit(f"{stored['label']}: {figures['test']['mse']:.5f} instead of {stored['test']['mse']:.5f}")
    split = split_ratings(dataset, SplitConfig(**stored["split"]))
    counts = {"test_ratings": len(split.test), "known_ratings": int(known.sum())}
    return {"label": stored["label"], "split": asdict(SplitConfig(**stored["split"])), **figures, **counts}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
