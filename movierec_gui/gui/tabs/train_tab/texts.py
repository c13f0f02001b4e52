"""How runs, splits and progress read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from movierec_gui.gui.widgets.run_columns import RunLine
from movierec_gui.progress import Progress, format_duration

if TYPE_CHECKING:
    from movierec_gui.data.splits import Split, SplitConfig
    from movierec_gui.gui.run_catalogue import ListRow, RunRow
    from movierec_gui.training.events import StepsTrained
    from movierec_gui.training.every_run import AnyRecord

_METHODS = {"random": "random", "per_user": "per user", "by_time": "by time"}
_OF_K = "k_fold"


def split_text(config: SplitConfig) -> str:
    """A split in a few words: ``random, test 20 %, validation 10 % of the rest, seed 0``."""
    if config.method == "official":
        return f"fold {config.fold}, validation {config.validation:.0%} of the rest, seed {config.seed}"
    parts = [f"fold {config.fold} (k folds)" if config.method == _OF_K else _METHODS[config.method]]
    if config.test:
        parts.append(f"test {config.test:.0%}")
    if config.validation:
        parts.append(f"validation {config.validation:.0%}" + (" of the rest" if config.test else ""))
    return ", ".join((*parts, f"seed {config.seed}"))


def sizes_text(split: Split) -> str:
    """How many ratings each part of a split has."""
    parts = (("training", split.train), ("validation", split.validation), ("test", split.test))
    return ", ".join(f"{len(rows):,} {name}" for name, rows in parts if len(rows))


def run_line(row: RunRow, color: int | None, architecture: str, live: str) -> RunLine:
    """A run as the table shows it; ``live`` is ``training`` or ``paused`` for the one that trains, else empty."""
    from movierec_gui.training.run_labels import with_text  # imported since the record was read

    record = row.record
    company = with_text(record)
    return RunLine(
        key=record.id,
        color=color,
        name=record.name,
        note=record.note,
        architecture=f"{company}: {architecture}" if company else architecture,
        validation_mse=record.validation.get("mse", math.nan),
        test_mse=record.test.get("mse", math.nan),
        test_rmse=record.test.get("rmse", math.nan),
        test_mae=record.test.get("mae", math.nan),
        best_epoch=record.best_epoch,
        epochs=len(row.history),
        seconds=record.seconds,
        status=live or ("interrupted" if row.resumable and record.status == "running" else record.status),
        split=split_text(record.spec.split),
        created=record.created,
        dataset=data_text(record),
    )


def list_line(row: ListRow, title: str, live: str) -> RunLine:
    """A list run as the table shows it: it has no errors, and NDCG of its lists instead."""
    record = row.record
    return RunLine(
        key=record.id,
        color=None,
        name=record.name,
        note=record.note,
        architecture=f"{title} (makes lists)",
        validation_mse=math.nan,
        test_mse=math.nan,
        test_rmse=math.nan,
        test_mae=math.nan,
        best_epoch=record.epochs,
        epochs=record.epochs,
        seconds=record.seconds,
        status=live or ("interrupted" if row.resumable and record.status == "running" else record.status),
        split=split_text(record.spec.split),
        validation_ndcg=record.validation.get("ndcg", math.nan),
        test_ndcg=record.test.get("ndcg", math.nan),
        can_be_drawn=False,
        created=record.created,
        dataset=data_text(record),
    )


def data_text(record: AnyRecord) -> str:
    """The name of a run's data, and whether they were prepared: the same name may stand for both."""
    return f"{record.dataset_name}, prepared" if record.preparation else record.dataset_name


def foreign_line(record: AnyRecord) -> RunLine:
    """A run of other data than the open ones: greyed, with the name of its data."""
    from movierec_gui.gui.run_catalogue import ListRow, RunRow
    from movierec_gui.training.list_runs import ListRecord, kind_title

    if isinstance(record, ListRecord):
        line = list_line(ListRow(record), kind_title(record), "")
    else:
        from movierec_gui.models import architecture

        line = run_line(RunRow(record), None, architecture(record.spec.architecture).title, "")
    return replace(line, foreign=True, can_be_drawn=False)


def list_progress_text(progress: Progress, seconds_left: float | None) -> str:
    """One line about the fit of a recommender, whose stage follows its name: ``Epoch 3 of 30  ·  1 min left``."""
    stage = progress.stage.partition(": ")[2]
    if not stage:
        return "Preparing the ratings…"
    parts = [stage[0].upper() + stage[1:]]
    if seconds_left is not None:
        parts.append(f"{format_duration(seconds_left)} left")
    return "  ·  ".join(parts)


def progress_text(event: StepsTrained, epochs: int, seconds_left: float | None) -> str:
    """One line about the running training."""
    parts = [f"Epoch {min(epochs, max(1, math.ceil(event.epoch)))} of {epochs}"]
    if not math.isnan(event.train_mse):
        parts.append(f"training error {event.train_mse:.4f}")
    parts.append(f"{event.ratings_per_second:,.0f} ratings/s")
    if seconds_left is not None:
        parts.append(f"{format_duration(seconds_left)} left")
    return "  ·  ".join(parts)


def deleted_text(count: int) -> str:
    """That so many runs were deleted."""
    return "The run was deleted." if count == 1 else f"{count} runs were deleted."
