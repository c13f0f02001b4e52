"""The training loop: a generator of events that pauses by not being pulled and stops by being closed."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import torch

from movierec_gui import __version__
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture, trainable
from movierec_gui.models.blocks import use_generator
from movierec_gui.progress import Progress
from movierec_gui.training import runs
from movierec_gui.training.batches import RatingColumns, rating_columns
from movierec_gui.training.checkpoints import TrainingState, restore_checkpoint, save_epoch, share_state
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.distributed import ALONE, Dismissed, Workers, check_shareable, see_whole_batches
from movierec_gui.training.events import EpochEnded, EpochRecord, StepsTrained, TrainingEvent, TrainingStarted
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.optimisers import Optimiser, make_optimiser
from movierec_gui.training.passes import PassReport, dropout_of_epoch, gradient_pass
from movierec_gui.training.runs import WEIGHTS_FILE, RunRecord, RunStore
from movierec_gui.training.schedules import best_epoch, learning_rate, should_stop
from movierec_gui.training.weight_average import WeightAverage
from movierec_gui.wording import unused_name


def train(
    dataset: Dataset, spec: RunSpec, store: RunStore, name: str = "", resume: str = "", workers: Workers = ALONE
) -> Generator[TrainingEvent, None, RunRecord]:
    """Train a network, epoch by epoch, into the run store; returns the finished run's record.

    ``resume`` names an unfinished run to go on with: it then ends with the weights of an uninterrupted one. Closing the
    generator stops the run and keeps its best epoch. The leader of several connected ``workers`` runs this while the
    others ``assist``. Raises UserError where the loss stops being a number; the best epoch before that is kept.
    """
    workers.announce({"spec": spec.to_mapping(), "dataset": dataset.name, "hash": dataset.content_hash})
    use_threads(spec.training.threads, workers.local_size)
    device = choose_device(spec.training.device, workers)
    split = split_ratings(dataset, spec.split)
    data = training_data(dataset, split)
    record = store.read(resume) if resume else new_record(dataset, spec, store, name)
    runs.check_dataset(record, dataset)
    state = initial_state(spec, data, device, workers)
    used = state.model.device.type
    sizes = {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)}
    record = replace(
        record,
        status=runs.RUNNING,
        parameters=state.model.n_parameters(),
        parts=sizes,
        device=f"{workers.size} x {used}" if workers.several else used,
    )
    with store.training_lock(resume) if resume else store.claim(spec.architecture) as run_id:
        record = replace(record, id=run_id)
        store.write(record)
        if resume:
            restore_checkpoint(state, store, record.id)
        share_state(state, workers)
        total = state.model.fit_epochs if state.model.fits_itself else spec.training.epochs
        start = Progress(f"Training {record.name}", len(state.history), total)
        status = runs.FAILED
        try:
            with workers.led():
                yield TrainingStarted(
                    record.id, total, len(split.train), len(split.validation), record.parameters, record.device, start
                )
                for event in _epochs(state, data, spec, record, total, workers):
                    if event is not None:
                        yield event
                        continue
                    state.history[-1] = _validated(state, dataset, split)
                    save_epoch(state, store, record.id, spec.training.keep_best)
                    progress = Progress(start.stage, len(state.history), total)
                    yield EpochEnded(record.id, state.history[-1], best_epoch(state.history), progress)
            status = runs.FINISHED
        except GeneratorExit:
            status = runs.STOPPED
            raise
        finally:
            record = _close_run(state, store, record.id, status, dataset, split)
    return record


def assist(workers: Workers, read: Callable[[], Dataset]) -> None:
    """Be one of the other processes of a training: share the leader's steps until it is through.

    ``read`` opens the data, once the leader has announced what is trained. Raises UserError where they are others than
    the leader's, or where another process is lost.
    """
    told = workers.announced()
    spec = RunSpec.from_mapping(told["spec"])
    dataset = read()
    if dataset.content_hash != told["hash"]:
        raise UserError(
            f"Process {workers.rank} reads other data than the first one",
            f"{dataset.name!r} here, {told['dataset']!r} there",
            "Give all processes the same --data, and all machines the same files",
        )
    use_threads(spec.training.threads, workers.local_size)
    device = choose_device(spec.training.device, workers)
    data = training_data(dataset, split_ratings(dataset, spec.split))
    state = initial_state(spec, data, device, workers)
    optimiser = state.optimiser
    if optimiser is None:  # refused before
        return
    try:
        share_state(state, workers)
        columns = rating_columns(data, device)
        while True:
            epoch, rate = workers.hear()
            optimiser.set_rate(rate)
            dropout_of_epoch(state.model, spec.training.seed, epoch, workers)
            for _ in _steps(state, optimiser, columns, spec, workers):
                pass
    except Dismissed:
        return


def _epochs(
    state: TrainingState, data: TrainingData, spec: RunSpec, record: RunRecord, total: int, workers: Workers
) -> Iterator[TrainingEvent | None]:
    """Events inside the epochs, and None where an epoch has ended and stands in the history, not yet validated."""
    if state.optimiser is None:
        yield from _fit_epochs(state, data, record, total)
        return
    columns = rating_columns(data, state.model.device)
    while len(state.history) < total and not should_stop(spec.training, state.history):
        yield from _gradient_epoch(state, state.optimiser, columns, spec, record, workers)
        yield None


def _fit_epochs(
    state: TrainingState, data: TrainingData, record: RunRecord, total: int
) -> Iterator[TrainingEvent | None]:
    """Let a model fit itself. A resumed one begins anew: its seed leads it to the same weights."""
    state.history.clear()
    started = time.perf_counter()
    for step in state.model.fit_steps(data, state.generator):
        done = step.fraction * total
        speed = done / total * len(data.ratings) / max(1e-9, time.perf_counter() - started)
        progress = Progress(f"{record.name}: {step.stage}", done, total)
        yield StepsTrained(record.id, done, step.train_mse, speed, progress)
        if step.epoch_ended:
            seconds = time.perf_counter() - started - sum(epoch.seconds for epoch in state.history)
            state.history.append(EpochRecord(len(state.history) + 1, step.train_mse, {}, 0.0, seconds))
            yield None


def _gradient_epoch(
    state: TrainingState,
    optimiser: Optimiser,
    columns: RatingColumns,
    spec: RunSpec,
    record: RunRecord,
    workers: Workers,
) -> Iterator[TrainingEvent]:
    """One pass over the shuffled training ratings; appends the epoch to the history."""
    epoch, total, n = len(state.history), spec.training.epochs, len(columns)
    started = time.perf_counter()
    rate = learning_rate(spec.training, state.history)
    workers.say(epoch, rate)
    optimiser.set_rate(rate)
    dropout_of_epoch(state.model, spec.training.seed, epoch, workers)
    mse = 0.0
    for report in _steps(state, optimiser, columns, spec, workers):
        done = epoch + report.seen / n
        mse = _finite(report.loss, record, done)
        speed = report.seen / (time.perf_counter() - started)
        yield StepsTrained(record.id, done, mse, speed, Progress(f"Training {record.name}", done, total))
    state.history.append(EpochRecord(epoch + 1, mse, {}, rate, time.perf_counter() - started))


def _steps(
    state: TrainingState, optimiser: Optimiser, columns: RatingColumns, spec: RunSpec, workers: Workers
) -> Iterator[PassReport]:
    size = spec.training.batch_size
    return gradient_pass(state.model, optimiser, columns, size, state.generator, workers, state.average)


def _finite(loss: float, record: RunRecord, epoch: float) -> float:
    if math.isfinite(loss):
        return loss
    raise UserError(
        f"Training {record.name!r} blew up: the loss is not a number",
        f"In epoch {math.floor(epoch) + 1}; the best epoch before it is kept",
        "Lower the learning rate or scale the inputs",
    )


def _validated(state: TrainingState, dataset: Dataset, split: Split) -> EpochRecord:
    with state.judged():
        validation = evaluate(state.model, dataset.ratings.take(split.validation))
    return replace(state.history[-1], validation=validation)


def new_record(dataset: Dataset, spec: RunSpec, store: RunStore, name: str) -> RunRecord:
    """A run that begins now, not stored yet: it has no id. Without a name it gets its architecture's, and a number."""
    versions = {"movierec": __version__, "python": platform.python_version(), "torch": torch.__version__}
    return RunRecord(
        id="",
        name=name or unused_name(architecture(spec.architecture).title, (run.name for run in store.list())),
        spec=spec,
        dataset_name=dataset.name,
        dataset_hash=dataset.content_hash,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        versions=versions | {"numpy": np.__version__},
    )


def initial_state(spec: RunSpec, data: TrainingData, device: torch.device, workers: Workers = ALONE) -> TrainingState:
    """An untrained network on the device, with its optimiser and the generator that everything random is drawn from.

    One that fits itself stays on the processor: it works with sparse matrices, which SciPy multiplies, and with pieces
    that fit the processor's cache. Raises UserError where several processes cannot share the network.
    """
    entry = trainable(spec.architecture)
    model = entry.build(spec.model, data, torch.Generator().manual_seed(spec.training.seed))
    if model.fits_itself:
        check_shareable(entry.title, workers)
        generator = torch.Generator().manual_seed(spec.training.seed)
        use_generator(model, generator)
        return TrainingState(model, None, generator, [])
    model.to(device)
    # Several processes must draw the same order, whatever their devices.
    generator = torch.Generator(device="cpu" if workers.several else device).manual_seed(spec.training.seed)
    use_generator(model, generator)
    see_whole_batches(model, workers)
    model.fit(data)
    optimiser = make_optimiser(model, spec.training, workers)
    average = None
    if spec.training.averaging:
        steps = -(-len(data.ratings) // spec.training.batch_size)
        average = WeightAverage(model, spec.training.averaging, steps)
    return TrainingState(model, optimiser, generator, [], average)


def _close_run(
    state: TrainingState, store: RunStore, run_id: str, status: str, dataset: Dataset, split: Split
) -> RunRecord:
    """Measure the kept weights on validation and test and write the run's last word."""
    record = replace(store.read(run_id), status=status, seconds=round(sum(epoch.seconds for epoch in state.history), 3))
    if store.has(run_id, WEIGHTS_FILE):
        state.model.load_state_dict(store.read_tensors(run_id, WEIGHTS_FILE)[0])
        kept = best_epoch(state.history) if record.spec.training.keep_best else len(state.history)
        record = replace(
            record,
            best_epoch=kept,
            validation=evaluate(state.model, dataset.ratings.take(split.validation)),
            test=evaluate(state.model, dataset.ratings.take(split.test)),
        )
    store.write(record)
    return record
