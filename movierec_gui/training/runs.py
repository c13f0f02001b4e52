"""The run store: a folder per run, settings and history as text, weights as safetensors, written atomically."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from movierec_gui import records
from movierec_gui.atomic_files import replacing, write_atomically
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.people.store import write_synced
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.records import Amount, Count, DamagedError
from movierec_gui.resource_paths import data_home
from movierec_gui.training import history_file, person_file
from movierec_gui.training.config import RunSpec
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.metrics import METRICS
from movierec_gui.training.person_file import WithPerson
from movierec_gui.training.record_store import (
    CHECKPOINT_FILE,
    FAILED,
    FINISHED,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RecordStore,
    check_dataset,
    damaged,
    stored_preparation,
)
from movierec_gui.training.store_folder import EntryKind, check_life, settings_of_this_version

__all__ = [
    "CHECKPOINT_FILE", "FAILED", "FINISHED", "HISTORY_FILE", "PERSON_FILE", "RUNNING", "RUN_FILE", "STOPPED",
    "WEIGHTS_FILE", "RunRecord", "RunStore", "check_dataset", "default_store",
]  # fmt: skip

RUN_FILE, HISTORY_FILE, PERSON_FILE = "run.json", "history.csv", "person.json"


@dataclass(frozen=True)
class RunRecord:
    """Facts about a run, without its weights."""

    id: str
    """The name of its folder; empty for a run that is not stored yet."""
    name: str
    spec: RunSpec
    dataset_name: str
    dataset_hash: str
    created: str
    """UTC, ISO 8601."""
    status: str = RUNNING
    note: str = ""
    best_epoch: Count = 0
    validation: dict[str, Amount] = field(default_factory=dict)
    """Metrics of the kept weights on the validation part: optimistic, since the epoch was chosen on it."""
    test: dict[str, Amount] = field(default_factory=dict)
    """Metrics of the kept weights on the untouched test part; empty where the split has none."""
    lists: dict[str, Amount] = field(default_factory=dict)
    """How alike its lists for different people are, see ``analysis.list_likeness``; empty where nobody measured it."""
    parameters: Count = 0
    parts: dict[str, Count] = field(default_factory=dict)
    """How many ratings the split gave to train, validation and test."""
    seconds: Amount = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    preparation: PreparationConfig | None = None
    """What was done to the data before the split; None for the data as the files have them."""
    device: str = ""
    """The device that it was trained on: cpu, cuda or mps; 2 x cpu for two processes."""
    threads: Count = 0
    """Processor threads that torch had: another number gives other last digits. 0: not noted."""
    person: WithPerson | None = None
    """Whose ratings it was trained with as those of one more user; the parts above are without them."""


_Stored = records.stored_form(RunRecord, spec=dict[str, Any], preparation=dict[str, Any] | None)


class RunStore(RecordStore[RunRecord]):
    """Rating runs in a folder."""

    kind = EntryKind("run", "being trained", "List the runs with: movierec runs", f"{{}}/{RUN_FILE}", "{}/lock")
    text_files = (RUN_FILE, HISTORY_FILE)

    def encoded(self, record: RunRecord) -> dict[str, Any]:
        figures = {part: _numbers(getattr(record, part)) for part in ("validation", "test")}
        return asdict(record) | figures | {"spec": record.spec.to_mapping()}

    def decoded(self, run_id: str, content: bytes) -> RunRecord:
        values, is_sealed = records.unseal(content)
        stored = records.convert(_Stored, values)
        with settings_of_this_version(f"run {run_id!r}", is_sealed, "Train it again with this one"):
            spec = RunSpec.from_mapping(stored.spec)
            preparation = stored_preparation(stored.preparation)
        named = {entry: getattr(stored, entry) for entry in stored.__struct_fields__}
        record = RunRecord(**named | {"spec": spec, "preparation": preparation, "id": run_id})
        _check(record)
        return record

    def label(self, record: RunRecord) -> str:
        return record.spec.architecture

    def read_history(self, run_id: str, kept_epoch: int = 0) -> tuple[EpochRecord, ...]:
        """The run's epochs so far. Raises UserError where the file is damaged or ends before ``kept_epoch``."""
        try:
            return history_file.decode(records.read_bytes(self.path(run_id) / HISTORY_FILE), kept_epoch)
        except FileNotFoundError:
            return ()
        except DamagedError as error:
            raise damaged(run_id, HISTORY_FILE, error, "Delete it and train again") from error

    def write_history(self, run_id: str, history: Iterable[EpochRecord]) -> None:
        """Replace the run's history."""
        write_atomically(self.path(run_id) / HISTORY_FILE, history_file.encode(history))

    def write_person(self, run_id: str, person: JoinedPerson) -> None:
        """Store the ratings that a run is trained with, readable by this user alone."""
        with replacing(self.path(run_id) / PERSON_FILE) as partial:
            write_synced(partial, person_file.encode(person))

    def read_person(self, record: RunRecord, n_movies: int | None = None) -> JoinedPerson | None:
        """The person that a run was trained with, if there is one; ``n_movies`` are those of its dataset, if known.

        Raises UserError where the file is missing or damaged.
        """
        if record.person is None:
            return None
        try:
            content = records.read_bytes(self.path(record.id) / PERSON_FILE)
            return person_file.decode(content, record.person, n_movies)
        except FileNotFoundError as error:
            raise damaged(record.id, PERSON_FILE, "it is missing", "Restore it, or train again") from error
        except DamagedError as error:
            raise damaged(record.id, PERSON_FILE, error, "Restore it, or train again") from error


def _check(record: RunRecord) -> None:
    """Raise DamagedError where values have the right types and still make no sense."""
    check_life(record.status, record.created)
    for part in ("validation", "test"):
        errors = getattr(record, part)
        if errors and METRICS[0].name not in errors:  # the others may have come later
            raise DamagedError(f"its {part} errors lack {METRICS[0].name}")


def _numbers(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures, or none of them where one is not a number, as after a training that blew up."""
    return dict(figures) if all(map(math.isfinite, figures.values())) else {}


def default_store() -> RunStore:
    """The user's own runs: in the folder of MOVIEREC_HOME, else where the operating system keeps programs' data."""
    return RunStore(data_home() / "runs")
