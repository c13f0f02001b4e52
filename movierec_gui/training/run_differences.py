"""What differs between the settings of two runs, and the data and versions behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from movierec_gui.settings import settings_of
from movierec_gui.training.runs import RunRecord

_PARTS = {"model": "Network", "training": "Training", "split": "Split"}


@dataclass(frozen=True)
class Difference:
    """One thing that two runs do not have in common; None where one of them lacks it."""

    part: str
    """``Data``, ``Network``, ``Training``, ``Split`` or ``Versions``."""
    name: str
    """The setting's label, as the form shows it, or its path where it has none."""
    first: Any
    second: Any


def run_differences(first: RunRecord, second: RunRecord) -> tuple[Difference, ...]:
    """The settings, data and versions of the libraries that differ, in the order of the form."""
    one, other = (dict(_facts(record)) for record in (first, second))
    return tuple(
        Difference(part, name, one.get((part, name)), other.get((part, name)))
        for part, name in dict.fromkeys([*one, *other])
        if one.get((part, name)) != other.get((part, name))
    )


def _facts(record: RunRecord) -> Iterator[tuple[tuple[str, str], Any]]:
    """Part and name of everything that determines a run, with its value."""
    yield ("Data", "Name"), record.dataset_name
    yield ("Data", "Content"), record.dataset_hash
    yield ("Network", "Architecture"), record.spec.architecture
    for key, part in _PARTS.items():
        config = getattr(record.spec, key)
        labels = {entry.name: entry.setting.label for entry in settings_of(type(config))}
        for path, value in _flat(record.spec.to_mapping()[key]):
            yield (part, labels.get(path, path)), value
    for name, version in record.versions.items():
        yield ("Versions", name), version


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Settings within settings with a path of names between dots."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
