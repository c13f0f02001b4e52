"""Compare every architecture on the same splits; each result is kept as a line of text, so the work can go on later.

    python benchmarks/accuracy.py --seeds 0 1 2
    python benchmarks/accuracy.py --models lstm dense --seeds 3 4
    python benchmarks/accuracy.py --dataset ml-100k.zip --folds u1 u2 u3 u4 u5

The figures go to ``benchmarks/results/accuracy-<dataset hash>.jsonl``. A model and split that is already there is not
run again. Each is fitted in a process of its own, so that its memory is not what an
earlier one left behind. ``docs/make_accuracy.py`` makes the page from these files.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.training.comparing.cells import compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits, official_splits
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.config import preset_spec

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run what is missing and append it."""
    options = _parse()
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    splits = official_splits(dataset, options.folds) if options.folds else article_splits(options.seeds)
    path = RESULTS / f"accuracy-{dataset.content_hash[:12]}.jsonl"
    path.parent.mkdir(exist_ok=True)
    done = {(row["label"], json.dumps(row["split"])) for row in _rows(path)}
    for split in splits:
        for name in options.models:
            model, _, preset = name.partition(":")
            contestant = Contestant(name, preset_spec(model, preset))
            if (contestant.label, json.dumps(asdict(split))) in done:
                continue
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                result = process.submit(_fit, dataset, contestant, split).result()
            row = asdict(result) | {"dataset": dataset.name, "spec": contestant.spec.to_mapping()}
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            print(
                f"{result.label:30} {split.fold or split.seed!s:4} test MSE {result.test['mse']:.4f}  "
                f"optimistic {result.optimistic_mse:.4f}  epoch {result.epoch}  {result.fit_seconds:.1f} s  "
                f"{result.memory_mb:.0f} MB  {result.interval_coverage:.1%} in {result.interval_width:.2f} stars",
                flush=True,
            )


def _fit(dataset: Dataset, contestant: Contestant, split: SplitConfig) -> Result:
    (result,) = finish(compare(dataset, [contestant], [split])).results
    return result


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [entry.name for entry in ARCHITECTURES]
    parser.add_argument("--models", nargs="+", default=names, help="architectures, or architecture:preset")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    return parser.parse_args()


if __name__ == "__main__":
    main()
