"""Try settings of one model on inner splits and keep every result: the search behind the presets.

    python benchmarks/search.py dense --set embedding_dropout=0.3,0.75 --set schedule=constant,cosine --seeds 0 1 2
    python benchmarks/search.py house:best --set head_dropout=0.1,0.2
    python benchmarks/search.py house:best --dataset ml-100k --folds u1 u2

Every combination of the values is trained on the training ratings of a split without a tenth of them, and measured on
that tenth after each epoch. The test ratings of the split are in no figure. The lines go to
``benchmarks/results/search-<dataset hash>.jsonl``, one for each combination and split; what is there is not run again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.progress import finish
from movierec_gui.settings import parse_value, settings_of
from movierec_gui.training.comparing.contestants import article_splits, official_splits
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.fitting import EpochFitted, begin_fit
from movierec_gui.training.metrics import evaluate

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run what is missing and append it."""
    options = _parse()
    dataset = finish(load_dataset(options.dataset) if options.dataset else load_bundled())
    splits = official_splits(dataset, options.folds) if options.folds else article_splits(options.seeds)
    path = RESULTS / f"search-{dataset.content_hash[:12]}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    done = {json.dumps(json.loads(line)["spec"]) for line in lines}
    model, _, preset = options.model.partition(":")
    start = preset_spec(model, preset)
    for values in _combinations(options.set):
        for split in splits:
            spec = replace(_changed(start, values), split=split)
            if json.dumps(spec.to_mapping()) in done:
                continue
            row = {"model": options.model, "changed": values, "seed": split.fold or split.seed}
            row |= _measure(dataset, spec)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row | {"spec": spec.to_mapping()}) + "\n")
            print(
                f"{options.model} {values} split {row['seed']}: inner MSE {row['inner_mse']:.4f} "
                f"after epoch {row['epoch']} of {len(row['curve'])}, {row['seconds']:.0f} s",
                flush=True,
            )


def _measure(dataset: Dataset, spec: RunSpec) -> dict[str, Any]:
    started = time.perf_counter()
    fit, split = begin_fit(dataset, spec)
    validation = dataset.ratings.take(split.validation)
    events = fit.events(lambda model: evaluate(model, validation))
    curve = [round(event.record.validation["mse"], 5) for event in events if isinstance(event, EpochFitted)]
    # A model that keeps no best epoch is taken as it ends.
    epoch = curve.index(min(curve)) + 1 if spec.training.keep_best else len(curve)
    seconds = round(time.perf_counter() - started, 1)
    return {"inner_mse": curve[epoch - 1], "epoch": epoch, "curve": curve, "seconds": seconds}


def _combinations(assignments: list[str]) -> Iterator[dict[str, str]]:
    pairs = [(name, values.split(",")) for name, _, values in (one.partition("=") for one in assignments)]
    names = [name for name, _ in pairs]
    for chosen in itertools.product(*(values for _, values in pairs)):
        yield dict(zip(names, chosen, strict=True))


def _changed(spec: RunSpec, values: dict[str, str]) -> RunSpec:
    """The settings with some of the model's or the training's changed by name."""
    model = {entry.name: entry for entry in settings_of(type(spec.model))}
    training = {entry.name: entry for entry in settings_of(type(spec.training))}
    unknown = values.keys() - model.keys() - training.keys()
    if unknown:
        raise SystemExit(f"No setting of {spec.architecture} or of its training: {', '.join(sorted(unknown))}")
    of_model = {name: parse_value(model[name], text) for name, text in values.items() if name in model}
    of_training = {name: parse_value(training[name], text) for name, text in values.items() if name in training}
    return replace(spec, model=replace(spec.model, **of_model), training=replace(spec.training, **of_training))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="an architecture, or architecture:preset")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE,VALUE", help="values to try")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of the article's split")
    parser.add_argument("--folds", nargs="+", default=[], help="the release's own folds instead of seeds")
    parser.add_argument("--dataset", type=Path, help="a folder, zip or file instead of the bundled data")
    return parser.parse_args()


if __name__ == "__main__":
    main()
