"""Do words of tags and titles help? Validation error of each model without and with them, on inner splits.

    python benchmarks/words.py
    python benchmarks/words.py --models autorec vbfm --seeds 0

The validation part is a tenth of the training ratings of the article's split; nothing is measured on the split's test
part. Every run uses one thread. The figures go to ``benchmarks/results/words-<dataset hash>.jsonl``, a line for each
model, setting and seed; what is already there is not run again. At the end a table of the means is printed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.sources import load_bundled
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.data.words import movie_words
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train

RESULTS = Path(__file__).parent / "results"
MODELS = ("vbfm", "autorec", "wide-deep-crosses", "dense", "lstm")
NONE = ("none", 32)
SETTINGS = (
    NONE,
    *((words, vectors) for vectors in (32, 0) for words in ("both", "tags", "titles")),
    *(("both", vectors) for vectors in (64, 16, 8)),
)
"""Source of words and how many numbers they are condensed to; 0: the bag itself."""
PATIENCE = 3
"""Epochs without a better validation error after which a network's training ends, to save time."""
RARE = 5
"""Movies with fewer training ratings count as rare."""


def main() -> None:
    """Run what is missing, append it, and print the means."""
    options = _parse()
    dataset = finish(load_bundled())
    path = RESULTS / f"words-{dataset.content_hash[:12]}.jsonl"
    path.parent.mkdir(exist_ok=True)
    done = {(row["model"], row["words"], row["vectors"], row["seed"]) for row in _rows(path)}
    for words, vectors in SETTINGS:
        for model in options.models:
            for seed in options.seeds:
                if (model, words, vectors, seed) in done:
                    continue
                row = _measure(dataset, model, words, vectors, seed)
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
                print(json.dumps(row), flush=True)
    _print_means(_rows(path))


def _measure(dataset: Dataset, model: str, words: str, vectors: int, seed: int) -> dict[str, object]:
    """Train one model on one split; its validation error, also on rare movies and on those with tag words."""
    spec = preset_spec(model, split=SplitConfig(method="random", test=0.2, validation=0.1, seed=seed))
    spec = replace(
        spec,
        model=replace(spec.model, words=words, word_vectors=vectors),
        training=replace(spec.training, threads=1, device="cpu", patience=PATIENCE),
    )
    split = split_ratings(dataset, spec.split)
    data = training_data(dataset, split)
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        record = finish(train(dataset, spec, store))
        run = open_run(store, record.id, dataset)
    ratings = dataset.ratings.take(split.validation)
    squared = np.square(predict_ratings(run.model, ratings) - ratings.values)
    rare = data.movie_counts[ratings.movies] < RARE
    tagged = movie_words(data, "tags").weights.getnnz(axis=1)[ratings.movies] > 0
    return {
        "model": model,
        "words": words,
        "vectors": vectors,
        "seed": seed,
        "mse": float(squared.mean()),
        "epoch": record.best_epoch,
        "mse_rare": float(squared[rare].mean()),
        "mse_tagged": float(squared[tagged].mean()),
        "ratings": [len(squared), int(rare.sum()), int(tagged.sum())],
        "seconds": record.seconds,
    }


def _print_means(rows: list[dict[str, object]]) -> None:
    """Mean validation errors over the seeds, and the paired difference to the same model without words."""
    errors = {(row["model"], row["words"], row["vectors"], row["seed"]): row for row in rows}
    seeds = sorted({row["seed"] for row in rows})
    print(f"{'model':20}{'words':>8}{'vectors':>9}{'MSE':>9}{'difference':>12}{'largest':>10}{'rare':>9}{'tagged':>9}")
    for model in dict.fromkeys(row["model"] for row in rows):
        for words, vectors in SETTINGS:
            mine = [errors[model, words, vectors, seed] for seed in seeds if (model, words, vectors, seed) in errors]
            plain = [errors[model, *NONE, row["seed"]] for row in mine]
            if not mine:
                continue
            differences = [row["mse"] - other["mse"] for row, other in zip(mine, plain, strict=True)]
            means = [np.mean([row[key] for row in mine]) for key in ("mse", "mse_rare", "mse_tagged")]
            print(
                f"{model:20}{words:>8}{vectors or 'bag' if words != 'none' else '':>9}{means[0]:9.4f}"
                f"{np.mean(differences):+12.4f}{max(differences):+10.4f}{means[1]:9.4f}{means[2]:9.4f}"
            )


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=MODELS, help="architectures")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], choices=[0, 1, 2], help="of the split")
    return parser.parse_args()


if __name__ == "__main__":
    main()
