"""Texts about a comparison."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.comparing.record import ComparisonRecord

OPTIMISTIC = (
    "Optimistic MSE is the article's way to count: of the best epoch on the test ratings themselves. It is too good, "
    "and stands here for comparison with the article only."
)
_UNFINISHED = {"running": "unfinished", "stopped": "stopped", "failed": "failed"}


def record_text(record: ComparisonRecord, running: bool) -> str:
    """A comparison in a list: ``24 Nov 2026, 14:05 · stopped at 3 of 9 · 3 models · 3 seeds``.

    The end is cut where there is little room, and a cut "3 of 22" would read as "3 of 2".
    """
    moment = datetime.fromisoformat(record.created).astimezone()
    models = contestants_text(record)
    parts = [f"{moment.day} {moment:%b %Y, %H:%M}"]
    if running:
        parts.append("running")
    elif record.status in _UNFINISHED:
        parts.append(f"{_UNFINISHED[record.status]} at {record.cells_done} of {record.cells}")
    return " · ".join([*parts, models, splits_text(record.splits)])


def contestants_text(record: ComparisonRecord) -> str:
    """How many models and recommenders take part: ``3 models``, ``2 models, 1 recommender``."""
    lists = sum(entry.makes_lists for entry in record.entries)
    parts = ((len(record.entries) - lists, "model"), (lists, "recommender"))
    return ", ".join(counted(count, noun) for count, noun in parts if count) or counted(0, "model")


def missing_text(record: ComparisonRecord) -> str:
    """Returns the text for going on with an interrupted comparison: ``Continue: 3 of 9 fits still to do``."""
    missing, failed = record.cells - len(record.comparison.results), len(record.comparison.failures)
    note = f", {failed} of which failed before" if failed else ""
    return f"Continue: {missing} of {record.cells} fits still to do{note}"


def splits_text(splits: tuple[SplitConfig, ...]) -> str:
    """How many splits of which kind."""
    kind = {"official": "own fold", "k_fold": "fold"}.get(splits[0].method if splits else "", "seed")
    return counted(len(splits), kind)


def source_text(record: ComparisonRecord) -> str:
    """Which ratings the figures are from."""
    if not record.splits:
        return ""
    low, high = min(record.test_ratings), max(record.test_ratings)
    ratings = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    method = record.splits[0].method
    if method == "random":
        seeds = ", ".join(str(split.seed) for split in record.splits)
        splits = f"{'seeds' if len(record.splits) > 1 else 'seed'} {seeds} of the article's random split"
    elif method == "k_fold":
        splits = f"the {len(record.splits)} parts of the ratings in turn (seed {record.splits[0].seed})"
    else:
        splits = f"the data set's own {'folds' if len(record.splits) > 1 else 'fold'} " + ", ".join(
            split.fold for split in record.splits
        )
    return (
        f"From the {ratings} test ratings of each split of {record.comparison.dataset_name}: {splits}. They served for "
        "no choice: a tenth of the other ratings chose the epoch, and the model was then trained on all of those."
    )


def failure_lines(record: ComparisonRecord) -> str:
    """A line for each model that failed, once for each reason."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for failure in record.comparison.failures:
        reasons.setdefault((failure.label, failure.reason), []).append(failure.split.name)
    return "\n".join(f"{label} failed on {', '.join(where)}. {reason}" for (label, reason), where in reasons.items())
