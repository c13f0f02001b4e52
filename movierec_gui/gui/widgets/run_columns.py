"""What the table of runs shows of a run: its fields as columns, and the settings that differ between the runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from movierec_gui.progress import format_duration


@dataclass(frozen=True)
class RunLine:
    """One run as the table shows it; NaN and 0 stand for what is not known."""

    key: str
    color: int | None
    """Position in the theme's series colours; None where the run is not on the chart."""
    name: str
    note: str
    architecture: str
    validation_mse: float
    test_mse: float
    test_rmse: float
    test_mae: float
    best_epoch: int
    epochs: int
    seconds: float
    status: str
    split: str
    validation_ndcg: float = math.nan
    test_ndcg: float = math.nan
    can_be_drawn: bool = True
    """Whether it has a curve to put on the chart."""
    created: str = ""
    """When it was begun: UTC, ISO 8601."""
    dataset: str = ""
    foreign: bool = False
    """Whether it is of other data than those that are open: greyed, and good for looking at alone."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """By title, those that differ between the listed runs."""


@dataclass(frozen=True)
class RunColumn:
    """One field of RunLine as the table shows it."""

    field: str
    title: str
    width: int
    help: str
    editable: bool = False
    numeric: bool = False

    def text(self, line: RunLine) -> str:
        """The value as it is read."""
        value = getattr(line, self.field)
        if self.field == "best_epoch":
            return f"{value} of {line.epochs}" if line.epochs else "–"
        if self.field == "seconds":
            return format_duration(value) if line.epochs or value else "–"
        if self.field == "created":
            return _moment_text(value)
        if isinstance(value, float):
            return "–" if math.isnan(value) else f"{value:.4f}"
        return str(value)

    def order(self, line: RunLine) -> Any:
        """Returns the column's sort key: text without regard to case, unknown errors last."""
        value = getattr(line, self.field)
        if isinstance(value, str):
            return value.casefold()
        return math.inf if math.isnan(value) else value


_TEST = "Measured once, on ratings that nothing was chosen on"
_LISTS = "How good everybody's ten movies are; runs that make lists have it in place of errors"
COLUMNS: tuple[RunColumn, ...] = (
    RunColumn("name", "Run", 190, "Tick to show the run on the chart; double-click to rename it", editable=True),
    RunColumn("note", "Note", 90, "Double-click to write a note", editable=True),
    RunColumn("architecture", "Network", 196, "The architecture"),
    RunColumn(
        "validation_mse", "Best valid. MSE", 124, "Optimistic: the epoch was chosen on the same ratings", numeric=True
    ),
    RunColumn("test_mse", "Test MSE", 78, _TEST, numeric=True),
    RunColumn("validation_ndcg", "Valid. NDCG@10", 116, _LISTS, numeric=True),
    RunColumn("test_ndcg", "Test NDCG@10", 106, f"{_LISTS}. {_TEST}", numeric=True),
    RunColumn("test_rmse", "Test RMSE", 84, f"{_TEST}; in stars", numeric=True),
    RunColumn("test_mae", "Test MAE", 78, f"{_TEST}; in stars", numeric=True),
    RunColumn("best_epoch", "Best epoch", 90, "The epoch that is kept, of those trained", numeric=True),
    RunColumn("seconds", "Time", 84, "Time spent training", numeric=True),
    RunColumn("status", "Status", 92, "How the run ended"),
    RunColumn("split", "Split", 250, "How the ratings were divided: only runs on the same split can be compared"),
    RunColumn("created", "Date", 128, "When the run was begun"),
    RunColumn("dataset", "Data", 130, "What the run was trained on; grey runs are of other data than the open ones"),
)
SETTINGS = "settings"
"""Names the columns of settings that differ, as a field names its own."""
_SETTING_WIDTH = 96
ONLY_WITH_LISTS = ("validation_ndcg", "test_ndcg")
"""Fields of columns that are empty where no run makes lists."""
SETTINGS_AFTER = 7
"""The place of the first setting: behind the errors, which everybody looks for first."""


@dataclass(frozen=True)
class SettingColumn:
    """A setting that differs between the listed runs."""

    title: str
    numeric: bool
    field: str = SETTINGS
    editable: bool = False
    width: int = _SETTING_WIDTH

    @property
    def help(self) -> str:
        return "A setting that differs between the listed runs; – where a run has no such setting"

    def text(self, line: RunLine) -> str:
        """The value as it is read."""
        value = line.settings.get(self.title)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value is None:
            return "–"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def order(self, line: RunLine) -> Any:
        """Returns the column's sort key; runs that lack the setting come last."""
        value = line.settings.get(self.title)
        if value is None:
            return math.inf if self.numeric else "\uffff"
        return value if self.numeric else self.text(line).casefold()


def setting_columns(lines: Sequence[RunLine]) -> tuple[SettingColumn, ...]:
    """One for each setting that a line has."""
    titles = dict.fromkeys(title for line in lines for title in line.settings)
    return tuple(
        SettingColumn(title, all(_is_number(line.settings[title]) for line in lines if title in line.settings))
        for title in titles
    )


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _moment_text(created: str) -> str:
    """In this machine's time: ``2026-12-01 14:05``, which sorts as it reads; nothing where it is not known."""
    return f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}" if created else "–"
