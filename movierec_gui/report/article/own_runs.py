"""The article's networks as runs: on this split in the person's own run store, on others for a moment."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from movierec_gui.atomic_files import temporary_folder
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.networks import run_name, spec_of
from movierec_gui.report.article.work import ArticleChanged, Work
from movierec_gui.training.events import TrainingStarted
from movierec_gui.training.runs import FINISHED, RunRecord, RunStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train
from movierec_gui.wording import unused_name

RunEvents = Generator[Progress | ArticleChanged, None, str]


def kept_run(runs: RunStore, run_id: str) -> RunRecord | None:
    """A run that is kept and readable; None where it is gone."""
    try:
        return runs.read(run_id) if run_id else None
    except UserError:
        return None


def own_run(work: Work, label: str) -> RunEvents:
    """The id of a finished run of the network on this split: the one that is there, or one that is trained now.

    An interrupted one goes on where it was.
    """
    record = work.record()
    spec = spec_of(label, record.split, record.config)
    known = kept_run(work.runs, record.runs.get(label, ""))
    if known is None or known.status != FINISHED:
        alike = (run for run in work.runs.list() if run.spec == spec and _fits(run, work))
        known = next(alike, None) or known
    if known is not None and known.status == FINISHED:
        yield ArticleChanged(work.keep_run(label, known.id), Progress(f"{known.name} is there"))
        return known.id
    resume = known.id if known is not None and work.runs.is_resumable(known) else ""
    name = unused_name(run_name(label), (run.name for run in work.runs.list()))
    for event in train(work.dataset, spec, work.runs, name, resume):
        if isinstance(event, TrainingStarted):
            yield ArticleChanged(work.keep_run(label, event.run_id), event.progress)
        else:
            yield event.progress
    return work.record().runs[label]


def passing_run(work: Work, label: str, split: SplitConfig) -> Generator[Progress, None, TrainedRun]:
    """The network trained on a split and forgotten on the disk: its figures stay, no run does."""
    work.store.make()
    with temporary_folder(work.store.folder) as folder:
        store = RunStore(folder)
        spec = spec_of(label, split, work.began_with.config)
        trained = yield from _to_end(train(work.dataset, spec, store, f"{label}, {split_name(split)}"))
        return open_run(store, trained.id, work.dataset)


def _to_end(events: Generator[Any, None, RunRecord]) -> Generator[Progress, None, RunRecord]:
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            record: RunRecord = end.value
            return record
        yield event.progress


def _fits(run: RunRecord, work: Work) -> bool:
    return run.status == FINISHED and run.dataset_hash == work.dataset.content_hash and run.person is None
