"""Make ``resources/starter``: the trained run that comes with the program. Takes a minute; the same on every machine up
to rounding.

The house model, preset fast, fitted on the training part of the program's default split of the bundled data: 72 % of
the ratings. The figures in run.json are those of the stored, shortened weights on the split's other parts, which the
fit did not see; nothing was chosen on them.

    python packaging/make_starter.py
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from movierec_gui.analysis.list_likeness import measure_likeness
from movierec_gui.data.sources import load_bundled
from movierec_gui.progress import finish
from movierec_gui.resource_paths import resource_path
from movierec_gui.training.config import preset_spec
from movierec_gui.training.metrics import evaluate, predict_ratings
from movierec_gui.training.runs import WEIGHTS_FILE, RunStore
from movierec_gui.training.short_weights import SHORT_NOTES, shortened
from movierec_gui.training.starter import NAME, STARTER
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train

NOTE = (
    "Made by packaging/make_starter.py: the house model, preset fast, fitted on the training part of the default split "
    "of the bundled data. Its figures are of ratings that it has not seen; nothing was chosen on them."
)


def main() -> None:
    """Train, store, open again, measure, and say how far the stored weights are from the trained ones."""
    dataset = finish(load_bundled())
    spec = preset_spec("house", "fast")
    spec = replace(spec, training=replace(spec.training, device="cpu"))
    target = RunStore(resource_path("datasets").parent)
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        record = finish(train(dataset, spec, store, NAME))
        trained = open_run(store, record.id, dataset)
        kept = replace(record, id=STARTER, note=NOTE, seconds=round(record.seconds, 1))
        target.write(kept)
        target.write_tensors(STARTER, WEIGHTS_FILE, shortened(trained.model), SHORT_NOTES)
    starter = open_run(target, STARTER, dataset)
    parts = {name: dataset.ratings.take(getattr(starter.split, name)) for name in ("validation", "test")}
    measured = {name: evaluate(starter.model, ratings) for name, ratings in parts.items()}
    lists = asdict(finish(measure_likeness(starter)))
    target.write(replace(kept, **measured, lists=lists))
    size = sum(file.stat().st_size for file in target.path(STARTER).iterdir())
    print(f"{size / 1e6:.2f} MB; MSE {measured} (trained: {record.validation}, {record.test})")
    print(f"How alike people's lists are: {lists}")
    print(f"Largest difference of a prediction, in stars: {largest_difference(trained, starter):.5f}")


def largest_difference(one: TrainedRun, other: TrainedRun) -> float:
    """Of the predictions of two runs for every rating of their dataset, held out or not."""
    ratings = one.dataset.ratings
    return float(np.abs(predict_ratings(one.model, ratings) - predict_ratings(other.model, ratings)).max())


if __name__ == "__main__":
    main()
