"""A recommender fitted as a run: kept in the store of list runs, judged on the split's held-out parts, opened again."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
import torch

from movierec_gui import __version__
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders import recommender
from movierec_gui.recommenders.base import Recommender
from movierec_gui.records import tidy_name
from movierec_gui.training.list_events import ListEpoch, ListEpochEnded, ListEvent, ListStarted
from movierec_gui.training.list_runs import ListRecord, ListSpec, ListStore, label_of
from movierec_gui.training.list_tests import of_split
from movierec_gui.training.ranking import can_rank, judge_lists
from movierec_gui.training.record_store import (
    CHECKPOINT_FILE,
    FAILED,
    FINISHED,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    check_dataset,
)
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.tensor_files import EPOCHS, GENERATOR
from movierec_gui.wording import unused_name

SECONDS_BETWEEN = 5.0
"""Seconds of work between checkpoints, and at most a tenth of the time goes into writing them."""
LARGEST_SHARE = 0.1
PEOPLE_OF_THE_CURVE = 200
"""People, drawn with a seed, whose lists are judged after every epoch."""
_FIT, _JUDGED = 0.85, 0.15
"""Shares of the way, roughly."""
_STATE = "state."


@dataclass(frozen=True, eq=False)
class OpenedList:
    """A list run with its recommender."""

    record: ListRecord
    made: Recommender
    dataset: Dataset
    split: Split
    data: TrainingData


def train_list(
    dataset: Dataset, spec: ListSpec, store: ListStore, name: str = "", resume: str = ""
) -> Generator[ListEvent, None, ListRecord]:
    """Fit a recommender into the store; returns the finished run's record.

    ``resume`` names an unfinished run to go on with: one that takes epochs goes on after the last that was kept and
    ends as an uninterrupted one would, one in closed form begins anew. Closing the generator stops the run. Lists are
    judged on the validation part and, where there is one, on the test part, each with the other's ratings left out.
    Raises UserError where the split does not fit the dataset.
    """
    split = split_ratings(dataset, spec.split)
    data = training_data(dataset, split)
    record = store.read(resume) if resume else _new_record(dataset, spec, store, name)
    check_dataset(record, dataset)
    made = _built(spec, data)
    sizes = {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)}
    earlier = record.curve
    record = replace(record, status=RUNNING, epochs=0, curve=(), validation={}, test={}, parts=sizes)
    with store.training_lock(resume) if resume else store.claim(spec.recommender) as run_id:
        record = replace(record, id=run_id)
        if resume:
            _go_on(made, store, run_id)
        curve = list(earlier[: made.epochs_done])
        # Earlier versions kept no curve, or wrote it after the checkpoint: what it lacks is not known any more.
        curve += [ListEpoch(epoch, None, None) for epoch in range(len(curve) + 1, made.epochs_done + 1)]
        store.write(replace(record, epochs=made.epochs_done, curve=tuple(curve)))
        begun, watch, status = record.seconds if made.epochs_done else 0.0, Stopwatch(), FAILED
        found: dict[str, object] = {}
        held_out = sizes["validation"] + sizes["test"]
        try:
            start = Progress(f"Training {record.name}", 0.0, 1.0)
            yield ListStarted(run_id, sizes["train"], held_out, made.epochs_done, start)
            judge = partial(_short_ndcg, made, dataset, split)
            yield from watch.timed(_kept(made, data, store, record, watch, curve, judge))
            state = made.state()
            store.write_tensors(run_id, WEIGHTS_FILE, state)
            found["parameters"] = sum(tensor.numel() for tensor in state.values() if tensor.is_floating_point())
            for number, part in enumerate(("validation", "test")):
                found[part] = yield from _judged(made, dataset, split, part, record.name, _FIT + _JUDGED * number / 2)
            status = FINISHED
        except GeneratorExit:
            status = STOPPED
            raise
        finally:
            seconds = round(begun + watch.seconds, 3)
            known = {"status": status, "epochs": made.epochs_done, "curve": tuple(curve), "seconds": seconds}
            record = store.change(run_id, **known, **found)
        store.remove_file(run_id, CHECKPOINT_FILE)
    return record


def open_list(store: ListStore, run_id: str, dataset: Dataset) -> OpenedList:
    """A stored list run with its recommender. Raises UserError where it is missing, unfinished or of other data."""
    record = store.read(run_id)
    check_dataset(record, dataset)
    if not store.has(run_id, WEIGHTS_FILE):
        raise UserError(
            f"The run {record.name!r} has not learned anything yet", "", f"Go on with: movierec train --resume {run_id}"
        )
    split = split_ratings(dataset, record.spec.split)
    data = training_data(dataset, split)
    made = _built(record.spec, data)
    tensors, _ = store.read_tensors(run_id, WEIGHTS_FILE)
    try:
        made.load_state(tensors)
    except (KeyError, ValueError, RuntimeError, IndexError, TypeError) as error:
        raise UserError(
            f"What the run {record.name!r} learned does not fit its settings",
            f"Another version of this program made it, or the file was changed: {error}",
            "Train a run with its settings again",
        ) from error
    return OpenedList(record, made, dataset, split, data)


def _built(spec: ListSpec, data: TrainingData) -> Recommender:
    return recommender(spec.recommender).build(spec.settings, data, torch.Generator().manual_seed(spec.seed))


def _kept(
    made: Recommender,
    data: TrainingData,
    store: ListStore,
    record: ListRecord,
    watch: Stopwatch,
    curve: list[ListEpoch],
    judge: Callable[[], float | None],
) -> Generator[Progress | ListEpochEnded, None, None]:
    """The fit's progress; after an epoch all that is needed to go on is in the store, unless it was a moment ago.

    ``curve`` grows by every epoch, judged by ``judge``.
    """
    kept, due = made.epochs_done, SECONDS_BETWEEN
    for progress in made.fit(data):
        shown = Progress(f"{record.name}: {progress.stage}", _FIT * (progress.fraction or 0.0), 1.0)
        if made.epochs_done > len(curve):
            loss = made.epoch_loss if math.isfinite(made.epoch_loss) else None
            curve.append(ListEpoch(made.epochs_done, loss, judge()))
            yield ListEpochEnded(record.id, curve[-1], shown)
        if made.epochs_done > kept and watch.seconds >= due:
            writing = Stopwatch()
            with writing.running():
                _write_checkpoint(made, store, record.id, tuple(curve))
            kept = made.epochs_done
            due = watch.seconds + max(SECONDS_BETWEEN, writing.seconds / LARGEST_SHARE)
        yield shown


def _short_ndcg(made: Recommender, dataset: Dataset, split: Split) -> float | None:
    """NDCG of some people's lists on the validation part; None where nobody's can be judged."""
    if not can_rank(dataset, split.validation):
        return None
    return finish(judge_lists(made, of_split(dataset, split, "validation"), 10, PEOPLE_OF_THE_CURVE)).figures.ndcg


def _write_checkpoint(made: Recommender, store: ListStore, run_id: str, curve: tuple[ListEpoch, ...]) -> None:
    # The curve comes first: of one that is longer than the checkpoint, the rest is dropped and made again.
    store.change(run_id, epochs=made.epochs_done, curve=curve)
    state = {f"{_STATE}{name}": tensor for name, tensor in made.checkpoint().items()}
    tensors = state | {GENERATOR: state.pop(f"{_STATE}{GENERATOR}")}
    store.write_tensors(run_id, CHECKPOINT_FILE, tensors, {EPOCHS: str(made.epochs_done)})


def _go_on(made: Recommender, store: ListStore, run_id: str) -> None:
    """Bring a newly built recommender to where the last checkpoint was taken, if there is one."""
    if not store.has(run_id, CHECKPOINT_FILE):
        return
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    state = {name.removeprefix(_STATE): tensor for name, tensor in tensors.items()}
    try:
        made.go_on_from(state, int(notes[EPOCHS]))
    except (KeyError, ValueError, RuntimeError, IndexError, UserError) as error:
        raise UserError(
            f"The checkpoint of the run {run_id!r} is damaged",
            f"{CHECKPOINT_FILE}: {error}",
            "Train anew with its settings (movierec train --like)",
        ) from error


def _judged(
    made: Recommender, dataset: Dataset, split: Split, part: str, name: str, begun: float
) -> Generator[Progress, None, dict[str, float]]:
    """Figures of everybody's ten movies on a part of the split; none where nothing there can be judged."""
    if not can_rank(dataset, split.test if part == "test" else split.validation):
        return {}
    work = judge_lists(made, of_split(dataset, split, part))
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            figures: dict[str, float] = asdict(end.value.figures)
            return figures
        yield Progress(f"{name}: {step.stage}", begun + _JUDGED / 2 * (step.fraction or 0.0), 1.0)


def _new_record(dataset: Dataset, spec: ListSpec, store: ListStore, name: str) -> ListRecord:
    versions = {"movierec": __version__, "python": platform.python_version(), "torch": torch.__version__}
    return ListRecord(
        id="",
        name=tidy_name(name) or unused_name(label_of(spec), (run.name for run in store.list())),
        spec=spec,
        dataset_name=dataset.name,
        dataset_hash=dataset.content_hash,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions | {"numpy": np.__version__},
        preparation=dataset.preparation.config if dataset.preparation else None,
    )
