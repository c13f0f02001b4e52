"""How the figures of a comparison read: titles, explanations, decimals. Unknown columns appear all the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from movierec_gui.training.list_names import LIST_NAMES

if TYPE_CHECKING:
    from movierec_gui.training.comparing.record import Standing

_INTERVAL = "_interval"


@dataclass(frozen=True)
class ResultColumn:
    """One figure, with the half 95 % interval that stands beside it in the table where there is one."""

    name: str
    title: str
    help: str
    digits: int = 4
    signed: bool = False
    scale: float = 1.0
    unit: str = ""
    brief: bool = False
    """Whether the interval is left to the tool tip."""

    @property
    def numeric(self) -> bool:
        return self.name not in ("model", "beyond_noise")

    def text(self, row: Standing) -> str:
        """As it stands in the table."""
        return self._text(row, self.brief)

    def full_text(self, row: Standing) -> str:
        """With its interval, for a tool tip."""
        return self._text(row, False)

    def _text(self, row: Standing, brief: bool) -> str:
        value = row.figures.get(self.name)
        if self.name == "model":
            return row.label
        if self.name == "beyond_noise":
            return _noise_text(row)
        if value is None or math.isnan(value):
            return "–"
        if self.name == "gain" and not brief:
            return _gain_text(row, value)
        sign = "+" if self.signed and value else ""
        text = f"{value * self.scale:{sign},.{self.digits}f}{self.unit}"
        half = math.nan if self.name == "ndcg" else row.figures.get(self.name + _INTERVAL, math.nan)
        alone = brief or math.isnan(half) or (self.signed and not value)
        return text if alone else f"{text} ± {half * self.scale:.{self.digits}f}"

    def order(self, row: Standing) -> Any:
        """Returns the column's sort key; missing values come last."""
        if self.name == "model":
            return row.label.casefold()
        value = float(row.figures.get(self.name, math.nan))
        return math.inf if math.isnan(value) else value


_MODEL = ResultColumn("model", "Model", "The contestant; the best mean test MSE stands first")
_ERRORS = (
    ResultColumn("splits", "Splits", "On how many splits the model was judged so far", 0),
    ResultColumn(
        "mse", "Test MSE", "Mean squared error on the test ratings: mean over the splits ± half its 95 % interval",
    ),
    ResultColumn(
        "difference", "To the best", "Test MSE minus the best model's, taken split by split: mean ± half its 95 % "
        "interval", signed=True,
    ),
    ResultColumn(
        "beyond_noise", "Beyond noise", "Whether the interval of the difference leaves out zero; it takes two splits "
        "to tell",
    ),
    ResultColumn("rmse", "RMSE", "Root of the mean squared error on the test ratings, in stars", brief=True),
    ResultColumn("mae", "MAE", "Mean absolute error on the test ratings, in stars", brief=True),
    ResultColumn(
        "optimistic_mse", "Optimistic MSE", "Test MSE of the best epoch on the test ratings themselves, as the article "
        "counts: too good, for comparison with it only",
    ),
)  # fmt: skip
_COST = (
    ResultColumn("epoch", "Epoch", "The epoch that the validation ratings chose: mean over the splits", 1),
    ResultColumn("fit_seconds", "Fit time", "Seconds to fit the model up to that epoch: mean over the splits", 1,
                 unit=" s"),
    ResultColumn("memory_mb", "Peak memory", "By how much the program's memory grew at most while the model was "
                 "fitted, in megabytes", 0, unit=" MB"),
    ResultColumn("interval_coverage", "In 80 % interval", "Share of test ratings inside the 80 % intervals: "
                 "80 % is right", 1, scale=100.0, unit=" %"),
    ResultColumn("interval_width", "Interval width", "Mean width of those intervals in stars: narrower is better at "
                 "the same share", 2),
)  # fmt: skip


def _of_lists(name: str, help_text: str, digits: int = 4, **look: Any) -> ResultColumn:
    return ResultColumn(name, LIST_NAMES[name].heading, help_text, digits, **look)


_LISTS = (
    _of_lists(
        "ndcg", "Normalised discounted cumulative gain of the ten: liked movies near the top count most; 1 is best"
    ),
    _of_lists(
        "gain",
        "NDCG beside that of the most rated movies, person by person, with the ends of its 95 % interval over people",
        signed=True,
    ),
    _of_lists(
        "better",
        "Share of people with a higher NDCG than the most rated movies give them, the line to beat",
        0,
        scale=100.0,
        unit=" %",
    ),
    _of_lists(
        "worse", "Share of people with a lower NDCG than the most rated movies give them", 0, scale=100.0, unit=" %"
    ),
    _of_lists("recall", "Share of the liked test movies that the ten hold, of at most ten"),
    _of_lists("coverage", "Share of the catalogue that appears in anybody's ten", 1, scale=100.0, unit=" %"),
    _of_lists("novelty", "How rare the recommended movies are, in bits: one more if half as many people rated them", 2),
    _of_lists("gini", "How unequally movies are recommended: 0 all equally often, 1 always the same", 3),
    _of_lists("average_precision", "Mean average precision of the ten: 1 if liked movies fill the top"),
    _of_lists(
        "recall_of_all", "Share of all the liked test movies that the ten hold, as most other libraries define recall"
    ),
    _of_lists("diversity", "How little the genres of two movies in a list overlap: 0 the same, 1 none", 3),
    _of_lists(
        "calibration",
        "How far a list's genres are from those that the person rates, in nats: 0 where they are the same",
        3,
    ),
    _of_lists("popularity", "How many training ratings a recommended movie has on average", 1),
    _of_lists("users", "How many people the lists were judged for: mean over the splits", 0),
)
ERRORS, COST, LISTS = range(3)
"""The pages of a table."""
PAGES = ("Errors", "Cost and intervals", "Lists of ten")
_COLUMNS = (_ERRORS, _COST, _LISTS)
_ENDS = ("gain_low", "gain_high")
"""They stand in the cell of ``gain``."""
_BESIDE = ("ndcg_interval",)
"""Of the people of one split; beside a mean over splits it would be taken for its interval."""


def page_columns(page: int, names: Iterable[str]) -> tuple[ResultColumn, ...]:
    """The columns that a page has of the figures of these names; those without an explanation follow the errors."""
    given = set(names)
    known = tuple(column for column in _COLUMNS[page] if column.name in given)
    return (_MODEL, *known, *(_others(given) if page == ERRORS else ()))


def _others(names: set[str]) -> tuple[ResultColumn, ...]:
    explained = {column.name for column in (_MODEL, *_ERRORS, *_COST, *_LISTS)}
    return tuple(
        ResultColumn(name, name.replace("_", " ").capitalize(), "")
        for name in sorted(names - explained)
        if name not in (*_ENDS, *_BESIDE) and not (name.endswith(_INTERVAL) and name.removesuffix(_INTERVAL) in names)
    )


def _gain_text(row: Standing, gain: float) -> str:
    low, high = (row.figures.get(name, math.nan) for name in _ENDS)
    text = f"{gain:+.3f}"
    return text if math.isnan(low) or math.isnan(high) else f"{text} [{low:+.3f}, {high:+.3f}]"


def _noise_text(row: Standing) -> str:
    if not row.figures or math.isnan(row.figures["difference"]):
        return "–"
    if row.figures["difference"] == 0.0:
        return "best"
    if math.isnan(row.figures["difference_interval"]):
        return "one split"
    return "yes" if row.figures["beyond_noise"] else "no"
