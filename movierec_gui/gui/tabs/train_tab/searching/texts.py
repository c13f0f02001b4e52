"""Texts about a search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from movierec_gui.gui.widgets.value_table import ValueColumn, ValueRow
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.figures.parallel import ParallelAxis
    from movierec_gui.training.searching.record import SearchRecord, Trial

_UNFINISHED = {"running": "unfinished", "stopped": "stopped", "failed": "failed"}
HOW = (
    "Each trial is trained with other settings and judged by the validation ratings alone. The test part is never "
    "looked at: train with the best settings and see there how good they are."
)


def record_text(record: SearchRecord, running: bool) -> str:
    """A search in a list: ``1 Dec 2026, 14:05 · stopped at 7 trials · LSTM · learning_rate, hidden``."""
    moment = datetime.fromisoformat(record.created).astimezone()
    parts = [f"{moment.day} {moment:%b %Y, %H:%M}"]
    count = counted(len(record.trials), "trial")
    if running:
        parts.append("running")
    elif record.status in _UNFINISHED:
        parts.append(f"{_UNFINISHED[record.status]} after {count}")
    else:
        parts.append(count)
    return " · ".join([*parts, record.title])


def source_text(record: SearchRecord) -> str:
    """Which ratings the scores are from, and what they may be used for."""
    ratings = counted(record.judged_by, "validation rating")
    how = f"by {ratings}" if record.inner == 1 else f"on {record.inner} inner splits in turn, by {ratings} in all"
    return (
        f"Judged {how} of {record.dataset_name}, which come out of the training part; no test rating was looked at. "
        f"The best of {counted(len(record.trials), 'trial')} is a little lucky: its {record.figure} is optimistic."
    )


def best_text(record: SearchRecord) -> str:
    """What came out, in a line."""
    best = record.best
    if best is None:
        return "No trial has succeeded yet." if not record.trials else "No trial succeeded."
    first = record.trials[0]
    gain = ""
    if first.score is not None and first != best and best.score is not None:
        gain = f"; the first trial has {first.score:.4f}"
    return f"Best: trial {best.number}, {record.figure} {best.score:.4f}{gain}."


def trial_columns(record: SearchRecord, labels: Sequence[str]) -> tuple[ValueColumn, ...]:
    """The table's headings."""
    better = "the higher the better" if record.higher_is_better else "the lower the better"
    score = f"{record.figure[0].upper()}{record.figure[1:]}"
    return (
        ValueColumn("Trial", "In the order in which they were tried; the first has the settings to start from", True),
        ValueColumn(score, f"Measured on validation ratings; {better}", True),
        *(
            ValueColumn(label, f"Varies: {dimension.text.partition('=')[2]}", not dimension.choices)
            for label, dimension in zip(labels, record.space, strict=True)
        ),
        ValueColumn("Best epoch", "Where the validation error was lowest, on each inner split", True),
        ValueColumn("Time", "Seconds of work", True),
    )


def trial_row(record: SearchRecord, trial: Trial) -> ValueRow:
    """A trial as the table shows it."""
    from movierec_gui.training.searching.space import value_text

    values = [trial.values[dimension.name] for dimension in record.space]
    score = "failed" if trial.score is None else f"{trial.score:.4f}" + (" ★" if trial == record.best else "")
    worst = -math.inf if record.higher_is_better else math.inf
    return ValueRow(
        str(trial.number),
        (
            str(trial.number),
            score,
            *map(value_text, values),
            ", ".join(map(str, trial.epochs)) or "–",
            f"{trial.seconds:.1f} s",
        ),
        (
            trial.number,
            worst if trial.score is None else trial.score,
            *(value_text(value) if isinstance(value, (str, bool)) else value for value in values),
            trial.epochs[0] if trial.epochs else -1,
            trial.seconds,
        ),
        tip=trial.reason,
        muted=trial.score is None,
    )


def trial_axes(record: SearchRecord, labels: Sequence[str]) -> tuple[ParallelAxis, ...]:
    """What varies and the score, for parallel coordinates."""
    from movierec_gui.figures.parallel import ParallelAxis

    settings = [
        ParallelAxis(label, tuple(trial.values[one.name] for trial in record.trials), one.logarithmic)
        for label, one in zip(labels, record.space, strict=True)
    ]
    return (*settings, ParallelAxis(record.figure, tuple(trial.score for trial in record.trials)))


def labels_of(record: SearchRecord) -> tuple[str, ...]:
    """The names of the settings that vary, as the form shows them."""
    from movierec_gui.training.searching.space import label_of

    spec = record.spec()
    return tuple(label_of(spec, dimension) for dimension in record.space)
