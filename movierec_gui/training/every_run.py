"""Rating runs and list runs together, for whatever lists, renames, deletes or hands on either of them."""

from __future__ import annotations

from typing import Any

from movierec_gui.errors import UserError
from movierec_gui.training.list_runs import ListRecord, ListStore
from movierec_gui.training.record_store import RecordStore
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.store_folder import Listing

AnyRecord = RunRecord | ListRecord


class EveryRun:
    """A run store and the list runs beside it."""

    def __init__(self, runs: RunStore) -> None:
        self.runs, self.lists = runs, ListStore.beside(runs)

    def listing(self) -> Listing[AnyRecord]:
        """Every readable run of both kinds, newest first, and what is wrong with the others."""
        rating, lists = self.runs.listing(), self.lists.listing()
        records: list[AnyRecord] = [*rating.records, *lists.records]
        records.sort(key=lambda record: record.id, reverse=True)
        return Listing(tuple(records), (*rating.problems, *lists.problems))

    def store_of(self, run_id: str) -> RecordStore[Any]:
        """The store that has a run of that id, damaged or not; that of the rating runs where neither has."""
        return self.lists if self._has(self.lists, run_id) else self.runs

    def trash_of(self, run_id: str) -> RecordStore[Any]:
        """The store that a run of that id was deleted from."""
        return self.lists if self._has(ListStore(self.lists.folder / ".trash"), run_id) else self.runs

    @staticmethod
    def _has(store: ListStore, run_id: str) -> bool:
        try:
            return store.path(run_id).is_dir()
        except UserError:  # no id at all; the store of rating runs says so
            return False
