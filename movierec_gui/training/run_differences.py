"""What differs between the settings of runs, and the data and versions behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from movierec_gui.models import architecture
from movierec_gui.settings import settings_of
from movierec_gui.training.every_run import AnyRecord
from movierec_gui.training.list_runs import ListRecord

_PARTS = {"model": "Network", "training": "Training", "split": "Split"}
_LIST_PARTS = {"settings": "Recommender", "split": "Split"}
SETTING_PARTS = ("Network", "Recommender", "Training")
"""The parts that hold settings of the model itself."""


@dataclass(frozen=True)
class Difference:
    """One thing that two runs do not have in common; None where one of them lacks it."""

    part: str
    """``Data``, ``Network``, ``Recommender``, ``Training``, ``Split`` or ``Versions``."""
    name: str
    """The setting's label, as the form shows it, or its path where it has none."""
    first: Any
    second: Any


@dataclass(frozen=True)
class SettingColumn:
    """One setting over several runs; None where a run lacks it, or it does nothing there."""

    part: str
    name: str
    values: tuple[Any, ...]
    logarithmic: bool = False
    """Whether a factor counts the same everywhere in its range."""

    @property
    def is_numeric(self) -> bool:
        """Whether every known value is a number."""
        known = [value for value in self.values if value is not None]
        return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known)


def run_differences(first: AnyRecord, second: AnyRecord) -> tuple[Difference, ...]:
    """The settings, data and versions of the libraries that differ, in the order of the form."""
    one, other = (dict(_facts(record)) for record in (first, second))
    return tuple(
        Difference(part, name, one.get((part, name)), other.get((part, name)))
        for part, name in dict.fromkeys([*one, *other])
        if one.get((part, name)) != other.get((part, name))
    )


def differing_settings(records: Sequence[AnyRecord]) -> tuple[SettingColumn, ...]:
    """The settings of the models with several values among the runs that have them, in the order of the forms."""
    facts = [dict(_facts(record)) for record in records]
    by_factors = {key for record in records for key in _logarithmic(record)}
    found = []
    for part, name in dict.fromkeys(key for one in facts for key in one):
        if part not in SETTING_PARTS or name in ("Architecture", "Name"):
            continue
        values = tuple(
            one.get((part, name)) if _matters(record, part, name) else None
            for record, one in zip(records, facts, strict=True)
        )
        if len({repr(value) for value in values if value is not None}) > 1:
            found.append(SettingColumn(part, name, values, (part, name) in by_factors))
    return tuple(found)


def _matters(record: AnyRecord, part: str, name: str) -> bool:
    """Whether the setting does anything: a model that fits itself takes no gradient steps."""
    is_itself = not isinstance(record, ListRecord) and architecture(record.spec.architecture).fits_itself
    return not (part == "Training" and is_itself) or name == "Seed"


def _facts(record: AnyRecord) -> Iterator[tuple[tuple[str, str], Any]]:
    """Part and name of everything that determines a run, with its value."""
    yield ("Data", "Name"), record.dataset_name
    yield ("Data", "Content"), record.dataset_hash
    if isinstance(record, ListRecord):
        yield ("Recommender", "Name"), record.spec.recommender
    else:
        yield ("Network", "Architecture"), record.spec.architecture
    for key, part in _parts(record).items():
        labels = {entry.name: entry.setting.label for entry in settings_of(type(getattr(record.spec, key)))}
        for path, value in _flat(record.spec.to_mapping()[key]):
            yield (part, labels.get(path, path)), value
    if isinstance(record, ListRecord):
        yield ("Training", "Seed"), record.spec.seed
    for name, version in record.versions.items():
        yield ("Versions", name), version


def _logarithmic(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """Part and name of the settings in which a factor counts the same everywhere."""
    for key, part in _parts(record).items():
        for entry in settings_of(type(getattr(record.spec, key))):
            if entry.setting.logarithmic:
                yield part, entry.setting.label


def _parts(record: AnyRecord) -> Mapping[str, str]:
    return _LIST_PARTS if isinstance(record, ListRecord) else _PARTS


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Settings within settings with a path of names between dots."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
