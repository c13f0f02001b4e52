"""Training as a run: a fit whose epochs are kept in the store. It pauses by not being pulled, stops by being closed."""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch

from movierec_gui import __version__, records
from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture
from movierec_gui.progress import Progress
from movierec_gui.records import tidy_name
from movierec_gui.training import runs
from movierec_gui.training.checkpoints import Checkpoints
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.distributed import ALONE, Workers
from movierec_gui.training.events import EpochEnded, StepsTrained, TrainingEvent, TrainingStarted
from movierec_gui.training.fitting import EpochFitted, Fit, GradientFit, new_fit, new_model
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.person_file import data_with, facts_of
from movierec_gui.training.runs import WEIGHTS_FILE, RunRecord, RunStore
from movierec_gui.training.schedules import best_epoch
from movierec_gui.wording import unused_name


def train(
    dataset: Dataset,
    spec: RunSpec,
    store: RunStore,
    name: str = "",
    resume: str = "",
    workers: Workers = ALONE,
    person: JoinedPerson | None = None,
) -> Generator[TrainingEvent, None, RunRecord]:
    """Train a network, epoch by epoch, into the run store; returns the finished run's record.

    ``resume`` names an unfinished run to go on with: it then ends with the weights of an uninterrupted one. Closing the
    generator stops the run and keeps its best epoch. The leader of several connected ``workers`` runs this while the
    others ``assist``. ``person`` is trained as one more user, and their ratings are kept with the run, which is resumed
    with those; validation and test are the same as without. Raises UserError where the loss stops being a number; the
    best epoch before that is kept.
    """
    record = store.read(resume) if resume else new_record(dataset, spec, store, name)
    runs.check_dataset(record, dataset)
    if resume:
        person = store.read_person(record, dataset.n_movies)
    workers.announce({
        "spec": spec.to_mapping(),
        "dataset": dataset.name,
        "hash": dataset.content_hash,
        "person": None if person is None else asdict(person),
        "preparation": dataset.preparation.config.to_mapping() if dataset.preparation else None,
    })  # fmt: skip
    use_threads(spec.training.threads, workers.local_size)
    device = choose_device(spec.training.device, workers)
    split = split_ratings(dataset, spec.split)
    fit = new_fit(spec, data_with(dataset, split, person), device, workers)
    used = fit.model.device.type
    sizes = {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)}
    record = replace(
        record,
        status=runs.RUNNING,
        best_epoch=0,  # what an earlier end measured is of weights that are about to change
        validation={},
        test={},
        lists={},
        parameters=fit.model.n_parameters(),
        parts=sizes,
        device=f"{workers.size} x {used}" if workers.several else used,
        threads=torch.get_num_threads(),
        person=None if person is None else facts_of(person),
    )
    with store.training_lock(resume) if resume else store.claim(spec.architecture) as run_id:
        record = replace(record, id=run_id)
        checkpoints = Checkpoints(store, run_id, spec.training.keep_best)
        if resume:
            checkpoints.restore(fit)
        elif person is not None:
            store.write_person(run_id, person)
        store.write(record)
        fit.share(workers)
        start = Progress(f"Training {record.name}", len(fit.history), fit.epochs)
        status = runs.FAILED
        try:
            with workers.led():
                yield TrainingStarted(
                    record.id, fit.epochs, sizes["train"], sizes["validation"], record.parameters, record.device, start
                )
                yield from _kept(fit, checkpoints, record, dataset.ratings.take(split.validation))
            status = runs.FINISHED
        except GeneratorExit:
            status = runs.STOPPED
            raise
        finally:
            record = _close_run(fit, store, record.id, status, dataset, split)
    return record


def assist(workers: Workers, read: Callable[[PreparationConfig | None], Dataset]) -> None:
    """Be one of the other processes of a training: share the leader's steps until it is through.

    ``read`` opens the data, prepared as the leader's are, once it has announced what is trained. Raises UserError where
    they are others than the leader's, or where another process is lost.
    """
    told = workers.announced()
    spec = RunSpec.from_mapping(told["spec"])
    prepared = told["preparation"]
    dataset = read(None if prepared is None else PreparationConfig.from_mapping(prepared))
    if dataset.content_hash != told["hash"]:
        raise UserError(
            f"Process {workers.rank} reads other data than the first one",
            f"{dataset.name!r} here, {told['dataset']!r} there",
            "Give all processes the same --data, and all machines the same files",
        )
    use_threads(spec.training.threads, workers.local_size)
    person = None if told["person"] is None else records.convert(JoinedPerson, told["person"])
    data = data_with(dataset, split_ratings(dataset, spec.split), person)
    model, generator = new_model(spec, data, choose_device(spec.training.device, workers), workers)
    fit = GradientFit(model, data, spec.training, generator, workers)
    fit.share(workers)
    fit.follow()


def _kept(fit: Fit, checkpoints: Checkpoints, record: RunRecord, validation: Ratings) -> Iterator[TrainingEvent]:
    """The fit's events as those of a run, with all that it needs to be resumed in the store."""
    for event in fit.events(lambda model: evaluate(model, validation)):
        stage = event.progress.stage
        progress = replace(event.progress, stage=f"{record.name}: {stage}" if stage else f"Training {record.name}")
        if isinstance(event, EpochFitted):
            checkpoints.keep_epoch(fit)
            yield EpochEnded(record.id, event.record, best_epoch(fit.history), progress)
            continue
        if event.can_go_on:
            checkpoints.keep_step(fit)
        yield StepsTrained(record.id, event.epoch, event.train_mse, event.ratings_per_second, progress)


def new_record(dataset: Dataset, spec: RunSpec, store: RunStore, name: str) -> RunRecord:
    """A run that begins now, not stored yet: it has no id. Without a name it gets its architecture's, and a number."""
    versions = {"movierec": __version__, "python": platform.python_version(), "torch": torch.__version__}
    return RunRecord(
        id="",
        name=tidy_name(name) or unused_name(architecture(spec.architecture).title, (run.name for run in store.list())),
        spec=spec,
        dataset_name=dataset.name,
        dataset_hash=dataset.content_hash,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions | {"numpy": np.__version__},
        preparation=dataset.preparation.config if dataset.preparation else None,
    )


def _close_run(fit: Fit, store: RunStore, run_id: str, status: str, dataset: Dataset, split: Split) -> RunRecord:
    """Measure the kept weights on the test part and write the run's last word.

    What they are worth on the validation part the history says; a cancel waits for what is measured here.
    """
    known: dict[str, Any] = {"status": status, "seconds": round(sum(epoch.seconds for epoch in fit.history), 3)}
    if store.has(run_id, WEIGHTS_FILE):
        fit.model.load_state_dict(store.read_tensors(run_id, WEIGHTS_FILE)[0])
        keep_best = store.read(run_id).spec.training.keep_best
        kept = best_epoch(fit.history) if keep_best else len(fit.history)
        known |= {
            "best_epoch": kept,
            "validation": dict(fit.history[kept - 1].validation),
            "test": evaluate(fit.model, dataset.ratings.take(split.test)),
        }
    return store.change(run_id, **known)  # beside a name or a note that was given meanwhile
