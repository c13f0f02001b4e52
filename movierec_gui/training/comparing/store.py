"""Comparisons that are kept: a text file each, written anew after every finished cell, listed and opened again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from movierec_gui import records
from movierec_gui.atomic_files import write_atomically
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.training.comparing.record import ComparisonRecord
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.metrics import METRICS
from movierec_gui.training.runs import RunStore
from movierec_gui.training.store_folder import EntryKind, Listing, StoreFolder, check_life, settings_of_this_version

_KIND = EntryKind("comparison", "being run", "", "{}.json", ".{}.lock")
_ABSENT = ("optimistic_mse", "interval_coverage", "interval_width", "memory_mb")
"""Figures of a result that may be absent: NaN in the program, null in the file."""
_ABSENT_OF_LISTS = (
    "novelty", "popularity", "diversity", "calibration", "ndcg_interval", "gain_low", "gain_high", "recall_of_all",
    "better", "worse", "gain",
)  # fmt: skip
"""The same of its lists: means over nothing, intervals of one person, and what an older comparison did not measure."""


class ComparisonStore:
    """Comparisons as files in a folder; every method reads or writes the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries = StoreFolder[ComparisonRecord](folder, _KIND, self.read)

    @staticmethod
    def beside(runs: RunStore) -> ComparisonStore:
        """The comparisons that belong to a run store."""
        return ComparisonStore(runs.folder / "comparisons")

    def claim(self) -> AbstractContextManager[str]:
        """Make and hold a new comparison's file, which nobody else gets, and yield its id.

        Without a record at the end the file is removed. Raises UserError where it cannot be made.
        """
        return self._entries.claim()

    def path(self, comparison_id: str) -> Path:
        """The comparison's file. Raises UserError where the name could point anywhere else."""
        return self._entries.path(comparison_id)

    def write(self, record: ComparisonRecord) -> None:
        """Create or replace the comparison's file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path(record.id), records.seal(asdict(record)))

    def read(self, comparison_id: str) -> ComparisonRecord:
        """One comparison. Raises UserError where it is missing or damaged."""
        path = self.path(comparison_id)
        try:
            # Older versions wrote NaN for what is absent.
            values, is_sealed = records.unseal(records.read_bytes(path), nan_as_null=True)
            return _record(values, comparison_id, is_sealed)
        except FileNotFoundError as error:
            raise UserError(f"There is no comparison {comparison_id!r}", "", _KIND.advice) from error
        except DamagedError as error:
            raise UserError(
                f"The comparison {comparison_id!r} is damaged", f"{path.name}: {error}", "Delete it or restore the file"
            ) from error

    def listing(self) -> Listing[ComparisonRecord]:
        """Every readable comparison, newest first, and what is wrong with the others; each is read once."""
        return self._entries.listing()

    def list(self) -> tuple[ComparisonRecord, ...]:
        """Every readable comparison, newest first."""
        return self.listing().records

    def running_lock(self, comparison_id: str) -> AbstractContextManager[str]:
        """Hold a comparison while it runs. Raises UserError where there is none, or another program holds it."""
        return self._entries.hold(comparison_id)

    def delete(self, comparison_id: str) -> None:
        """Move a comparison to the trash. Raises UserError where there is none, or it runs."""
        self._entries.delete(comparison_id)

    def restore(self, comparison_id: str) -> ComparisonRecord:
        """Undo ``delete``. Raises UserError where the comparison is not in the trash."""
        return self._entries.restore(comparison_id)


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
