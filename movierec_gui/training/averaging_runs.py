"""Average finished runs into a new one, weighted by how well they do on ratings that none of them was trained on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy
import torch

from movierec_gui.atomic_files import temporary_folder
from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture
from movierec_gui.models.own_fit import TRAIN_SAMPLE
from movierec_gui.models.run_average import AVERAGE, Average, AverageConfig, Member
from movierec_gui.progress import Progress
from movierec_gui.records import LONGEST_NAME, tidy_name
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.metrics import measure, predict_ratings
from movierec_gui.training.runs import FINISHED, WEIGHTS_FILE, RunRecord, RunStore, check_dataset
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.trained import load_weights
from movierec_gui.training.trainer import new_record

FloatArray = npt.NDArray[np.floating]

_MOST_LISTED = 3
"""Members that a name lists; of more it gives the number."""


def average_runs(
    dataset: Dataset, run_ids: Sequence[str], store: RunStore, name: str = ""
) -> Generator[Progress, None, RunRecord]:
    """Average finished runs on one split; returns the record of the new run, which holds copies of their networks.

    The weights are fitted on the validation part. Its error is therefore optimistic, as it is for members that chose
    their epoch on it; the test part chose nothing. Nothing is stored before the end. Raises UserError where there are
    fewer than two runs, where one is unfinished or belongs to other data or another split, or where the split has no
    validation part.
    """
    name = tidy_name(name)  # before the work: it may be too long
    records = _members(dataset, run_ids, store)
    split = split_ratings(dataset, records[0].spec.split)
    _check_validation(records[0], split)
    watch = Stopwatch()
    average = yield from watch.timed(_fit(dataset, split, records, store))
    spec = RunSpec(
        AVERAGE.name, _config(records, average.weights), split.config, TrainingConfig(epochs=1, keep_best=False)
    )
    record = replace(
        new_record(dataset, spec, store, name or _name(records)),
        status=FINISHED,
        note=" + ".join(f"{weight:.2f} {record.name}" for weight, record in zip(average.weights, records, strict=True)),
        best_epoch=1,
        validation=average.errors["validation"],
        test=average.errors["test"],
        parameters=average.model.n_parameters(),
        parts={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        seconds=round(watch.seconds, 3),
    )
    epoch = EpochRecord(1, average.errors["train"]["mse"], average.errors["validation"], 0.0, watch.seconds)
    store.make()
    with temporary_folder(store.folder) as folder:
        waiting, made = RunStore(folder), replace(record, id=AVERAGE.name)
        waiting.write(made)
        waiting.write_tensors(made.id, WEIGHTS_FILE, average.model.state_dict())
        waiting.write_history(made.id, [epoch])
        # At once and as a whole: a program that is killed before has left a temporary folder, which is swept.
        record = store.adopt(waiting.path(made.id), record)
    return record


@dataclass(frozen=True, eq=False)
class _Fitted:
    """An average of networks."""

    model: Average
    weights: FloatArray
    """[members]"""
    errors: dict[str, dict[str, float]]
    """By part of the split and by metric."""


def _fit(
    dataset: Dataset, split: Split, records: Sequence[RunRecord], store: RunStore
) -> Generator[Progress, None, _Fitted]:
    """Open the members and find their weights."""
    yield Progress("Opening the runs")
    config = _config(records, np.full(len(records), 1 / len(records)))
    data = training_data(dataset, split)
    model = Average(config, data, torch.Generator())
    for network, record in zip(model.members, records, strict=True):
        load_weights(network, store, record.id, data)
    parts = {
        part: dataset.ratings.take(rows)
        for part, rows in (
            ("train", split.train[:TRAIN_SAMPLE]), ("validation", split.validation), ("test", split.test)
        )
    }  # fmt: skip
    predictions = yield from _predictions(model, records, parts)
    weights = stacking_weights(predictions["validation"], parts["validation"].values)
    errors = {part: measure(predictions[part] @ weights, ratings.values) for part, ratings in parts.items()}
    return _Fitted(model, weights, errors)


def stacking_weights(predictions: FloatArray, values: FloatArray) -> FloatArray:
    """The weights [k], none negative and together 1, of predictions [n, k] whose average is nearest to values [n].

    Stacked regression (Breiman 1996, after Wolpert's stacked generalisation, 1992): least squares on ratings that no
    predictor was fitted on. Breiman found it to be the ban of negative weights that keeps predictors as alike as these
    from being played off against each other. Weights that also sum to 1 make an average: it never leaves the scale.

    With errors e_i = prediction i - rating, the average's error is the weighted sum of the e_i. A non-negative least
    squares fit of it to 0, beside one row that asks the weights to sum to 1, has its minimum in the same direction
    as the constrained fit, so scaling the sum to 1 gives that exactly. One further row a predictor pulls the weights to
    equal ones, as strongly as a single rating would: it decides between predictors that say the same.
    """
    n, k = predictions.shape
    errors = predictions.astype(np.float64) - values[:, None]  # [n, k]
    rows = np.concatenate([errors, np.eye(k), np.full((1, k), np.sqrt(n))])  # [n + k + 1, k]
    found, _ = scipy.optimize.nnls(rows, np.concatenate([np.zeros(n + k), [np.sqrt(n)]]))
    weights: FloatArray = found / found.sum()
    return weights


def _members(dataset: Dataset, run_ids: Sequence[str], store: RunStore) -> list[RunRecord]:
    """The runs' records, each once, after what can be said without opening them."""
    records = [store.read(run_id) for run_id in dict.fromkeys(run_ids)]
    if len(records) < 2:
        raise UserError(
            f"An average takes at least two different runs, not {len(records)}",
            "",
            "Choose more runs on the same split",
        )
    for record in records:
        check_dataset(record, dataset)
        if record.status != FINISHED:
            raise UserError(
                f"The run {record.name!r} is not finished", f"Its status: {record.status}", "Resume it or leave it out"
            )
        if architecture(record.spec.architecture).uses_moment:
            raise UserError(
                f"The run {record.name!r} cannot be averaged",
                "It looks at ratings around the moment of the one predicted, which the others do not know",
                "Leave it out",
            )
        if record.person is not None:
            raise UserError(
                f"The run {record.name!r} cannot be averaged",
                f"It was trained with ratings of {record.person.name}, which the others do not know",
                "Leave it out, or train its settings without anybody",
            )
        _check_split(records[0], record)
    return records


def _check_split(first: RunRecord, other: RunRecord) -> None:
    """Both must have been trained on the same ratings, so that neither knows those that weigh the other."""
    mine, its = asdict(first.spec.split), asdict(other.spec.split)
    different = [key for key in mine if mine[key] != its[key]]
    if different:
        told = [
            f"{record.name!r}: " + ", ".join(f"{key} {values[key]}" for key in different)
            for record, values in ((first, mine), (other, its))
        ]
        raise UserError(
            f"{first.name!r} and {other.name!r} were trained on different splits",
            "; ".join(told),
            "Choose runs on the same split, or train one again on the other's",
        )


def _check_validation(record: RunRecord, split: Split) -> None:
    if len(split.validation) == 0:
        raise UserError(
            f"The split of {record.name!r} has no validation part",
            "The weights are fitted on it: the members were trained on the training part, and the test part must not "
            "choose anything",
            "Train the runs on a split with a validation part, a tenth for example",
        )


def _config(records: Sequence[RunRecord], weights: FloatArray) -> AverageConfig:
    return AverageConfig(
        tuple(
            Member(record.id, record.name, record.spec.architecture, record.spec.model, weight)
            for record, weight in zip(records, weights.tolist(), strict=True)
        )
    )


def _name(records: Sequence[RunRecord]) -> str:
    names = [record.name for record in records]
    listed = f"Average of {', '.join(names[:-1])} and {names[-1]}"
    return listed if len(names) <= _MOST_LISTED and len(listed) <= LONGEST_NAME else f"Average of {len(names)} runs"


def _predictions(
    model: Average, records: Sequence[RunRecord], parts: dict[str, Ratings]
) -> Generator[Progress, None, dict[str, FloatArray]]:
    """Every member's clipped predictions for each part's ratings, [n, members]."""
    predictions: dict[str, list[FloatArray]] = {part: [] for part in parts}
    for number, (network, record) in enumerate(zip(model.members, records, strict=True)):
        for done, (part, ratings) in enumerate(parts.items()):
            yield Progress(f"Predicting with {record.name}", number + done / len(parts), len(records))
            predictions[part].append(predict_ratings(network, ratings))
    return {part: np.stack(columns, axis=1) for part, columns in predictions.items()}
