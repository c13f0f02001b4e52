"""Comparisons that are kept: a text file each, written anew after every finished cell, listed and opened again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from movierec_gui import records
from movierec_gui.records import DamagedError
from movierec_gui.training.comparing.record import ComparisonRecord
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.metrics import METRICS
from movierec_gui.training.store_folder import EntryKind, check_life, settings_of_this_version
from movierec_gui.training.text_store import TextStore

_ABSENT = ("optimistic_mse", "interval_coverage", "interval_width", "memory_mb")
"""Figures of a result that may be absent: NaN in the program, null in the file."""
_ABSENT_OF_LISTS = (
    "novelty", "popularity", "diversity", "calibration", "ndcg_interval", "gain_low", "gain_high", "recall_of_all",
    "better", "worse", "gain",
)  # fmt: skip
"""The same of its lists: means over nothing, intervals of one person, and what an older comparison did not measure."""


class ComparisonStore(TextStore[ComparisonRecord]):
    """Comparisons as files in a folder."""

    kind = EntryKind("comparison", "being run", "", "{}.json", ".{}.lock")
    folder_name = "comparisons"

    def decoded(self, entry_id: str, content: bytes) -> ComparisonRecord:
        # Older versions wrote NaN for what is absent.
        values, is_sealed = records.unseal(content, nan_as_null=True)
        return _record(values, entry_id, is_sealed)


def _record(values: dict[str, Any], comparison_id: str, is_sealed: bool) -> ComparisonRecord:
    """The record in a comparison's file. Raises DamagedError, and UserError at settings that this version lacks."""
    try:
        restore_absent(values["comparison"]["results"])
    except (KeyError, TypeError) as error:
        raise DamagedError(f"its results cannot be read: {error!r}") from error
    with settings_of_this_version(f"comparison {comparison_id!r}", is_sealed, "Make it again"):
        record = records.convert(ComparisonRecord, values | {"id": comparison_id})
    check_life(record.status, record.created)
    check_results(record.comparison.results)
    return record


def restore_absent(results: Any) -> None:
    """Put NaN where a stored result's figure is absent, so that it has its type.

    Raises DamagedError where these are no results.
    """
    try:
        for result in results:
            result |= {name: math.nan for name in _ABSENT if result.get(name, 0.0) is None}
            lists = result.get("ranking") or {}
            lists |= {name: math.nan for name in _ABSENT_OF_LISTS if lists.get(name, 0.0) is None}
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedError(f"its results cannot be read: {error!r}") from error


def check_results(results: Iterable[Result]) -> None:
    """Raise DamagedError where results have the right types and still make no sense."""
    for result in results:
        numbers = [result.epoch, result.fit_seconds, *result.test.values(), *result.test_curve]
        if not result.test and result.ranking is not None:
            if not 0.0 <= result.ranking.ndcg <= 1.0 or min(numbers) < 0:
                raise DamagedError(f"the lists of {result.label!r} have no NDCG from 0 to 1, or a negative number")
            continue
        numbers.append(result.optimistic_mse)
        if missing := [metric.name for metric in METRICS if metric.name not in result.test]:
            raise DamagedError(f"the errors of {result.label!r} lack {', '.join(missing)}")
        if min(numbers) < 0:
            raise DamagedError(f"{result.label!r} has a negative number")
