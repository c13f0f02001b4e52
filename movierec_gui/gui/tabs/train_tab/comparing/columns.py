"""How the figures of a comparison read: titles, explanations, decimals. Unknown columns appear all the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from movierec_gui.training.comparisons import Standing

_INTERVAL = "_interval"


@dataclass(frozen=True)
class ResultColumn:
    """One figure, with the half 95 % interval that stands beside it in the table where there is one."""

    name: str
    title: str
    help: str
    digits: int = 4
    width: int = 84
    signed: bool = False
    scale: float = 1.0
    unit: str = ""

    def text(self, row: Standing) -> str:
        """As it is read."""
        value = row.figures.get(self.name)
        if self.name == "model":
            return row.label
        if self.name == "beyond_noise":
            return _noise_text(row)
        if value is None or math.isnan(value):
            return "–"
        sign = "+" if self.signed and value else ""
        text = f"{value * self.scale:{sign},.{self.digits}f}{self.unit}"
        half = row.figures.get(self.name + _INTERVAL, math.nan)
        return (
            text if math.isnan(half) or (self.signed and not value) else f"{text} ± {half * self.scale:.{self.digits}f}"
        )

    def order(self, row: Standing) -> Any:
        """What the column is sorted by; missing values come last."""
        if self.name == "model":
            return row.label.casefold()
        value = float(row.figures.get(self.name, math.nan))
        return math.inf if math.isnan(value) else value


_ERRORS = (
    ResultColumn("model", "Model", "The contestant; the best mean test MSE stands first", width=210),
    ResultColumn("splits", "Splits", "On how many splits the model was judged so far", 0, 60),
    ResultColumn(
        "mse", "Test MSE", "Mean squared error on the test ratings: mean over the splits ± half its 95 % interval",
        width=128,
    ),
    ResultColumn(
        "difference", "To the best", "Test MSE minus the best model's, taken split by split: mean ± half its 95 % "
        "interval", width=134, signed=True,
    ),
    ResultColumn(
        "beyond_noise", "Beyond noise", "Whether the interval of the difference leaves out zero; it takes two splits "
        "to tell", width=104,
    ),
    ResultColumn("rmse", "RMSE", "Root of the mean squared error on the test ratings, in stars", width=128),
    ResultColumn("mae", "MAE", "Mean absolute error on the test ratings, in stars", width=128),
    ResultColumn(
        "optimistic_mse", "Optimistic MSE", "Test MSE of the best epoch on the test ratings themselves, as the article "
        "counts: too good, for comparison with it only", width=118,
    ),
    ResultColumn("epoch", "Epoch", "The epoch that the validation ratings chose: mean over the splits", 1, 68),
    ResultColumn("fit_seconds", "Fit time", "Seconds to fit the model up to that epoch: mean over the splits", 1, 78,
                 unit=" s"),
    ResultColumn("memory_mb", "Memory", "Growth of the program's memory while the model was fitted, in megabytes", 0,
                 82, unit=" MB"),
    ResultColumn("interval_coverage", "In 80 % interval", "Share of test ratings inside the 80 % intervals: "
                 "80 % is right", 1, 122, scale=100.0, unit=" %"),
    ResultColumn("interval_width", "Interval", "Mean width of those intervals in stars: narrower is better at the same "
                 "share", 2, 82),
)  # fmt: skip
_LISTS = (
    ResultColumn("ndcg", "NDCG@10", "Normalised discounted cumulative gain of the ten: liked movies near the top count "
                 "most; 1 is best", width=88),
    ResultColumn("recall", "Recall@10", "Share of the liked test movies that the ten hold, of at most ten", width=88),
    ResultColumn("average_precision", "MAP@10", "Mean average precision of the ten: 1 if liked movies fill the top",
                 width=84),
    ResultColumn("coverage", "Coverage", "Share of the catalogue that appears in anybody's ten", 1, 88, scale=100.0,
                 unit=" %"),
    ResultColumn("novelty", "Novelty", "How rare the recommended movies are, in bits: one more if half as many people "
                 "rated them", 2, 80),
    ResultColumn("diversity", "Diversity", "How little the genres of two movies in a list overlap: 0 the same, 1 none",
                 3, 84),
    ResultColumn("popularity", "Popularity", "How many training ratings a recommended movie has on average", 1, 90),
    ResultColumn("gini", "Gini", "How unequally movies are recommended: 0 all equally often, 1 always the same", 3, 70),
    ResultColumn("users", "People", "How many people the lists were judged for: mean over the splits", 0, 76),
)  # fmt: skip
_LIST_NAMES = {column.name for column in _LISTS}


def error_columns(names: Iterable[str]) -> tuple[ResultColumn, ...]:
    """The columns of figures of these names that are not about lists, those without an explanation last."""
    return _known_and_others(_ERRORS, [name for name in names if name not in _LIST_NAMES])


def list_columns(names: Iterable[str]) -> tuple[ResultColumn, ...]:
    """The columns about everybody's ten best movies."""
    return (_ERRORS[0], *_known_and_others(_LISTS, [name for name in names if name in _LIST_NAMES]))


def _known_and_others(columns: tuple[ResultColumn, ...], names: list[str]) -> tuple[ResultColumn, ...]:
    known = tuple(column for column in columns if column.name in names)
    bases = {column.name for column in columns} | set(names)
    others = [
        name
        for name in dict.fromkeys(names)
        if all(column.name != name for column in columns)
        and not (name.endswith(_INTERVAL) and name.removesuffix(_INTERVAL) in bases)
    ]
    return (*known, *(ResultColumn(name, name.replace("_", " ").capitalize(), "") for name in others))


def _noise_text(row: Standing) -> str:
    if not row.figures:
        return "–"
    if row.figures["difference"] == 0.0:
        return "best"
    if math.isnan(row.figures["difference_interval"]):
        return "one split"
    return "yes" if row.figures["beyond_noise"] else "no"
