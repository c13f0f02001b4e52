"""Runs as rows: the settings that differ between them, and the figures that judge them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from movierec_gui.gui.widgets.value_table import ValueColumn, ValueRow
from movierec_gui.wording import counted, unique_names

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.figures.parallel import ParallelAxis
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.run_differences import SettingColumn

FIGURES = (
    ("validation", "mse", "Validation MSE", True),
    ("test", "mse", "Test MSE", True),
    ("test", "rmse", "Test RMSE", True),
    ("test", "mae", "Test MAE", True),
    ("test", "ndcg", "Test NDCG@10", False),
    ("validation", "ndcg", "Validation NDCG@10", False),
)
"""Part, name, title, and whether lower is better."""


@dataclass(frozen=True)
class Figure:
    """A figure of every run; None where a run lacks it."""

    title: str
    values: tuple[float | None, ...]
    lower_is_better: bool


@dataclass(frozen=True)
class RunFacts:
    """Several runs, the settings that differ between them, and what judges them."""

    records: tuple[AnyRecord, ...]
    names: tuple[str, ...]
    networks: tuple[str, ...]
    settings: tuple[SettingColumn, ...]
    figures: tuple[Figure, ...]
    """Those that at least one run has."""

    @property
    def note(self) -> str:
        """Whether the figures may be held against each other."""
        data = {record.dataset_hash for record in self.records}
        splits = {repr(record.spec.split) for record in self.records}
        if len(data) > 1:
            return (
                f"These runs are of {counted(len(data), 'data set')}: their figures cannot be held against each other."
            )
        if len(splits) > 1:
            return (
                f"These runs are on {counted(len(splits), 'split')}: small differences of their figures mean nothing."
            )
        return "All of the same data and split. Validation figures also chose the epoch, and maybe the settings."

    def setting_axes(self) -> tuple[ParallelAxis, ...]:
        """The settings for pictures."""
        from movierec_gui.figures.parallel import ParallelAxis

        return tuple(
            ParallelAxis(column.name, tuple(map(_plain, column.values)), column.logarithmic) for column in self.settings
        )

    def figure_axis(self, place: int) -> ParallelAxis:
        """One of the figures for pictures."""
        from movierec_gui.figures.parallel import ParallelAxis

        return ParallelAxis(self.figures[place].title, self.figures[place].values)

    def frame(self) -> pd.DataFrame:
        """A row a run: name, network, data, split, the settings that differ, the figures."""
        import pandas as pd

        columns: dict[str, Any] = {
            "run": self.names,
            "id": [record.id for record in self.records],
            "network": self.networks,
            "data": [record.dataset_name for record in self.records],
            "split": [record.spec.split.name for record in self.records],
        }
        titles = unique_names([*columns, *(one.name for one in self.settings), *(one.title for one in self.figures)])
        values = [*columns.values(), *(one.values for one in self.settings), *(one.values for one in self.figures)]
        return pd.DataFrame(dict(zip(titles, values, strict=True)))


def facts_of(records: Sequence[AnyRecord]) -> RunFacts:
    """What there is to know of these runs."""
    from movierec_gui.models import architecture
    from movierec_gui.training.list_runs import ListRecord, kind_title
    from movierec_gui.training.run_differences import differing_settings

    figures = []
    for part, name, title, lower in FIGURES:
        values = tuple(getattr(record, part).get(name) for record in records)
        if any(value is not None for value in values):
            figures.append(Figure(title, values, lower))
    return RunFacts(
        tuple(records),
        unique_names(record.name for record in records),
        tuple(
            kind_title(one) if isinstance(one, ListRecord) else architecture(one.spec.architecture).title
            for one in records
        ),
        differing_settings(records),
        tuple(figures),
    )


def table_of(facts: RunFacts) -> tuple[list[ValueColumn], list[ValueRow]]:
    """Two runs: a row for each thing in which they differ. More: a row a run, a column a setting or figure."""
    return _of_two(facts) if len(facts.records) == 2 else _of_many(facts)


def _of_two(facts: RunFacts) -> tuple[list[ValueColumn], list[ValueRow]]:
    from movierec_gui.training.run_differences import run_differences

    found = run_differences(*facts.records)
    columns = [ValueColumn("Part"), ValueColumn("Setting"), *(ValueColumn(name) for name in facts.names)]
    rows = []
    for entry in found:
        shown = [_text(value, 12 if entry.name == "Content" else 0) for value in (entry.first, entry.second)]
        texts = (entry.part, entry.name, *shown)
        rows.append(ValueRow(f"{entry.part}/{entry.name}", texts, tuple(map(str.casefold, texts))))
    for figure in facts.figures:
        texts = ("Result", figure.title, *(_text(value) for value in figure.values))
        rows.append(ValueRow(figure.title, texts, tuple(map(str.casefold, texts)), muted=True))
    return columns, rows


def _of_many(facts: RunFacts) -> tuple[list[ValueColumn], list[ValueRow]]:
    columns = [ValueColumn("Run"), ValueColumn("Network")]
    columns += [ValueColumn(one.name, f"{one.part} setting", one.is_numeric) for one in facts.settings]
    columns += [ValueColumn(one.title, "", True) for one in facts.figures]
    rows = []
    for place, record in enumerate(facts.records):
        values = [one.values[place] for one in facts.settings]
        figures = [one.values[place] for one in facts.figures]
        orders = [
            (math.inf if value is None else value) if one.is_numeric else _text(value)
            for one, value in zip(facts.settings, values, strict=True)
        ]
        rows.append(
            ValueRow(
                record.id,
                (facts.names[place], facts.networks[place], *map(_text, values), *map(_text, figures)),
                (
                    facts.names[place].casefold(),
                    facts.networks[place].casefold(),
                    *orders,
                    *(math.inf if value is None else value for value in figures),
                ),
            )
        )
    return columns, rows


def _plain(value: Any) -> bool | int | float | str | None:
    return value if value is None or isinstance(value, (bool, int, float, str)) else _text(value)


def _text(value: Any, most: int = 0) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value))
    text = f"{value:.5g}" if isinstance(value, float) else str(value)
    return text[:most] if most else text
