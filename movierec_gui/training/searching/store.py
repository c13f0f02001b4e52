"""Searches that are kept: a text file each, written anew after every trial."""

from __future__ import annotations

from movierec_gui import records
from movierec_gui.records import DamagedError
from movierec_gui.training.searching.record import DONE, SAMPLERS, TRIAL_STATUSES, SearchRecord
from movierec_gui.training.searching.space import check_space
from movierec_gui.training.store_folder import EntryKind, check_life, settings_of_this_version
from movierec_gui.training.text_store import TextStore


class SearchStore(TextStore[SearchRecord]):
    """Searches as files in a folder."""

    kind = EntryKind("search", "being run", "List the searches with: movierec search --list", "{}.json", ".{}.lock")
    folder_name = "searches"

    def decoded(self, entry_id: str, content: bytes) -> SearchRecord:
        values, is_sealed = records.unseal(content)
        if not is_sealed:
            raise DamagedError("it has no checksum")
        with settings_of_this_version(f"search {entry_id!r}", is_sealed, "Search again"):
            record = records.convert(SearchRecord, values | {"id": entry_id})
            _check(record)
            check_space(record.spec(), record.space)
        return record


def _check(record: SearchRecord) -> None:
    """Raise DamagedError where values have the right types and still make no sense."""
    check_life(record.status, record.created)
    if record.sampler not in SAMPLERS or not record.inner:
        raise DamagedError(f"its sampler is {record.sampler!r}, on {record.inner} inner splits")
    if not (record.most_trials or record.most_seconds):
        raise DamagedError("it has no end")
    names = {dimension.name for dimension in record.space}
    if [trial.number for trial in record.trials] != list(range(1, len(record.trials) + 1)):
        raise DamagedError("its trials are not numbered from 1")
    for trial in record.trials:
        if trial.status not in TRIAL_STATUSES or (trial.status == DONE) != (trial.score is not None):
            raise DamagedError(f"trial {trial.number} is {trial.status!r} with the score {trial.score}")
        if set(trial.values) != names or any(
            not dimension.holds(trial.values[dimension.name]) for dimension in record.space
        ):
            raise DamagedError(f"trial {trial.number} does not lie in what is searched")
