"""Steps of the article run, and gone on with: every finished piece is on disk before the next begins."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.report.article.config import ArticleConfig, judging_split
from movierec_gui.report.article.networks import contestant
from movierec_gui.report.article.own_runs import kept_run, own_run
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, Step
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.article.work import ArticleChanged, Events, Work
from movierec_gui.training.comparing.cells import CellFailed, CellFinished, compare
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.runs import FINISHED, RunStore


def open_article(
    dataset: Dataset, runs: RunStore, split: SplitConfig, config: ArticleConfig | None = None
) -> ArticleRecord:
    """What is kept for a dataset and the split that a person works on. Raises UserError where it is damaged."""
    return ArticleStore.beside(runs).open(dataset, judging_split(split), config or ArticleConfig())


def run_steps(
    dataset: Dataset, runs: RunStore, record: ArticleRecord, steps: Sequence[Step] = STEPS
) -> Generator[Progress | ArticleChanged, None, ArticleRecord]:
    """Measure what the steps lack. Closing the generator keeps what is finished; the next call goes on from there.

    Raises UserError where another program measures the same, a network cannot be fitted, or the disk refuses.
    """
    work = Work(dataset, runs, ArticleStore.beside(runs), record)
    with work.store.work_lock(record):
        for step in steps:
            if not _is_there(step, work):
                yield from _timed(step, work)
        return work.record()


def _is_there(step: Step, work: Work) -> bool:
    """Whether the step is measured, and its runs were not deleted since."""
    record = work.record()
    found = (kept_run(work.runs, record.runs.get(label, "")) for label in step.opens)
    return step.is_done(record) and all(run is not None and run.status == FINISHED for run in found)


def _timed(step: Step, work: Work) -> Events:
    """A step, and its time, also where it is broken off. A pause between two events does not count."""
    seconds = 0.0
    events = _run(step, work)
    try:
        while True:
            begun = time.monotonic()
            try:
                event = next(events)
            except StopIteration:
                break
            finally:
                seconds += time.monotonic() - begun
            if isinstance(event, Progress):
                yield replace(event, stage=f"{step.title}: {event.stage}")
            else:
                yield event
    finally:
        events.close()
        if seconds >= 0.05:
            kept = work.store.change(work.began_with, lambda old: _with_seconds(old, step.name, seconds))
    if seconds >= 0.05:
        yield ArticleChanged(kept, Progress(step.title, 1, 1))


def _with_seconds(record: ArticleRecord, name: str, seconds: float) -> ArticleRecord:
    return replace(record, seconds={**record.seconds, name: round(record.seconds.get(name, 0.0) + seconds, 1)})


def _run(step: Step, work: Work) -> Events:
    for split in work.began_with.splits:
        yield from _judge(step, work, split)
    for label in step.opens:
        yield from own_run(work, label)
    if step.measure is not None:
        yield from step.measure(work)


def _judge(step: Step, work: Work, split: SplitConfig) -> Events:
    """The step's networks on one split, as far as they are missing."""
    record = work.record()
    missing = [label for label in step.networks if record.result(label, split) is None]
    if not missing:
        return
    contestants = [contestant(label, record.config) for label in missing]
    for event in compare(work.dataset, contestants, [split]):
        if isinstance(event, CellFailed):
            raise UserError(f"{event.failure.label} cannot be fitted on {split.name}", event.failure.reason, "")
        if isinstance(event, CellFinished):
            yield ArticleChanged(_kept(work, event.result), event.progress)
        else:
            yield event


def _kept(work: Work, result: Result) -> ArticleRecord:
    return work.store.change(work.began_with, lambda kept: replace(kept, results=(*kept.results, result)))
