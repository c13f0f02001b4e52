"""List runs: fitted recommenders in a store of their own, beside the rating runs, and never taken for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from movierec_gui import records
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.recommenders import RECOMMENDERS, chosen_recommender, recommender
from movierec_gui.recommenders.base import RecommenderConfig
from movierec_gui.records import Amount, Count, DamagedError
from movierec_gui.settings import from_mapping, to_mapping
from movierec_gui.training.list_events import ListEpoch
from movierec_gui.training.record_store import RUNNING, RecordStore, stored_preparation
from movierec_gui.training.runs import RunStore
from movierec_gui.training.store_folder import EntryKind, check_life, settings_of_this_version

LIST_FILE = "list.json"
NDCG = "ndcg"
"""The figure by which lists are held against each other; every measured part has it."""


@dataclass(frozen=True)
class ListSpec:
    """Everything that determines a list run, beside the dataset."""

    recommender: str
    settings: RecommenderConfig
    split: SplitConfig = SplitConfig()
    seed: int = 0
    """Fixes what is drawn at random; a fit in closed form draws nothing."""

    def to_mapping(self) -> dict[str, Any]:
        """As plain text-friendly values."""
        return {
            "recommender": self.recommender,
            "settings": to_mapping(self.settings),
            "split": to_mapping(self.split),
            "seed": self.seed,
        }

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> ListSpec:
        """From stored values. Raises UserError at an unknown name, a value out of range, and anything else."""
        try:
            seed = values["seed"]
            if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
                raise UserError(f"The seed is {seed!r}", "A whole number from 0 is expected", "")
            return ListSpec(
                values["recommender"],
                from_mapping(recommender(values["recommender"]).config, values["settings"]),
                from_mapping(SplitConfig, values["split"]),
                seed,
            )
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise UserError("The settings of a run cannot be read", f"{type(error).__name__}: {error}", "") from error


def default_spec(reference: str, split: SplitConfig | None = None, seed: int = 0) -> ListSpec:
    """The settings that ``NAME`` or ``NAME:PRESET`` starts from. Raises UserError at an unknown name."""
    kind, preset = chosen_recommender(reference)
    return ListSpec(kind.name, kind.settings(preset), split or SplitConfig(), seed)


def label_of(spec: ListSpec) -> str:
    """What people know a recommender with these settings by, with the preset that has them."""
    kind = recommender(spec.recommender)
    return kind.label(kind.preset_of(spec.settings))


def makes_lists(settings: Mapping[str, Any]) -> bool:
    """Whether stored settings are those of a list run."""
    return "recommender" in settings


@dataclass(frozen=True)
class ListRecord:
    """Facts about a list run, without what it learned."""

    id: str
    """The name of its folder; empty for a run that is not stored yet."""
    name: str
    spec: ListSpec
    dataset_name: str
    dataset_hash: str
    created: str
    """UTC, ISO 8601."""
    status: str = RUNNING
    note: str = ""
    epochs: Count = 0
    """Passes over the ratings that are done; 0 for a fit in closed form."""
    curve: tuple[ListEpoch, ...] = ()
    """One entry for each pass; runs of earlier versions have none."""
    validation: dict[str, float] = field(default_factory=dict)
    """Figures of ten movies for everybody, judged on the validation part; settings may have been chosen on it."""
    test: dict[str, float] = field(default_factory=dict)
    """The same on the test part, which chose nothing; empty where the split has none."""
    parameters: Count = 0
    """Numbers that were learned."""
    parts: dict[str, Count] = field(default_factory=dict)
    """How many ratings the split gave to train, validation and test."""
    seconds: Amount = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    preparation: PreparationConfig | None = None
    """What was done to the data before the split; None for the data as the files have them."""

    @property
    def person(self) -> None:
        """Nobody: a recommender makes lists for anybody from their ratings, and is not trained with them."""
        return


_Stored = records.stored_form(ListRecord, spec=dict[str, Any], preparation=dict[str, Any] | None)


class ListStore(RecordStore[ListRecord]):
    """List runs in a folder."""

    kind = EntryKind("run", "being trained", "List the runs with: movierec runs", f"{{}}/{LIST_FILE}", "{}/lock")
    text_files = (LIST_FILE,)

    @staticmethod
    def beside(runs: RunStore) -> ListStore:
        """The list runs that belong to a run store."""
        return ListStore(runs.folder / "lists")

    def encoded(self, record: ListRecord) -> dict[str, Any]:
        parts = {part: _numbers(getattr(record, part)) for part in ("validation", "test")}
        return asdict(record) | parts | {"spec": record.spec.to_mapping()}

    def decoded(self, run_id: str, content: bytes) -> ListRecord:
        values, is_sealed = records.unseal(content)
        stored = records.convert(_Stored, values)
        with settings_of_this_version(f"run {run_id!r}", is_sealed, "Train it again with this one"):
            spec = ListSpec.from_mapping(stored.spec)
            preparation = stored_preparation(stored.preparation)
        named = {entry: getattr(stored, entry) for entry in stored.__struct_fields__}
        record = ListRecord(**named | {"spec": spec, "preparation": preparation, "id": run_id})
        check_life(record.status, record.created)
        for part in ("validation", "test"):
            _check_figures(part, getattr(record, part))
        if [entry.epoch for entry in record.curve] != list(range(1, len(record.curve) + 1)):
            raise DamagedError("its curve skips epochs")
        records.check_finite([[entry.loss, entry.ndcg] for entry in record.curve])
        return record

    def label(self, record: ListRecord) -> str:
        return record.spec.recommender

    def can_go_on(self, record: ListRecord) -> bool:
        """Always: without a checkpoint the fit begins anew, as one in closed form does."""
        return True


def _check_figures(part: str, figures: Mapping[str, float]) -> None:
    """Raise DamagedError where figures have the right types and still make no sense."""
    records.check_finite(figures)
    if figures and not 0.0 <= figures.get(NDCG, -1.0) <= 1.0:
        raise DamagedError(f"its {part} figures have no NDCG from 0 to 1")


def _numbers(figures: Mapping[str, float]) -> dict[str, float]:
    """Those that are numbers; a mean over nothing is none."""
    return {name: value for name, value in figures.items() if math.isfinite(value)}


def kind_title(record: ListRecord) -> str:
    """The recommender's title."""
    return next(kind.title for kind in RECOMMENDERS if kind.name == record.spec.recommender)
