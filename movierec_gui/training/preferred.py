"""Which run to predict with where nobody has chosen one."""

from __future__ import annotations

from collections.abc import Iterable

from movierec_gui.training.metrics import METRICS
from movierec_gui.training.run_labels import is_context_aware
from movierec_gui.training.runs import RunRecord


def most_accurate(records: Iterable[RunRecord]) -> RunRecord | None:
    """The run with the lowest validation error among those on the newest one's split; None where there is none.

    ``records`` are of one dataset, the newest first. Errors on other splits are of other ratings; context-aware runs
    answer another question; those with a person's ratings are in no comparison. Where the newest split has no
    validation part, its newest run.
    """
    plain = [record for record in records if record.best_epoch > 0 and _is_plain(record)]
    rivals = [record for record in plain if record.spec.split == plain[0].spec.split]
    return min(rivals, key=_error, default=None)


def _is_plain(record: RunRecord) -> bool:
    return record.person is None and not is_context_aware(record.spec)


def _error(record: RunRecord) -> float:
    return record.validation.get(METRICS[0].name, float("inf"))
