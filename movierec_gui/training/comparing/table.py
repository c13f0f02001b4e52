"""Results of a comparison, and the table of means, intervals and differences that they make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd
import scipy

from movierec_gui.data.splits import SplitConfig
from movierec_gui.training.metrics import METRICS
from movierec_gui.training.ranking import ListFigures

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Result:
    """One model or recommender on one split."""

    label: str
    split: SplitConfig
    epoch: int
    """Chosen on a tenth of the training ratings; 0 for a recommender, which has none to choose."""
    test: dict[str, float]
    """Metrics on ratings that were used for no choice, after refitting on all training ratings for ``epoch`` epochs.

    Empty for a recommender, which predicts no ratings.
    """
    optimistic_mse: float
    """The lowest test error of any epoch, as the article counts: the epoch is chosen on the ratings it is judged by."""
    optimistic_epoch: int
    fit_seconds: float
    """Of the refit, up to the chosen epoch."""
    ranking: ListFigures | None = None
    """Everybody's ten movies, judged on the same people, candidates and held-out ratings for all contestants."""
    interval_coverage: float = math.nan
    """Share of the test ratings inside their 80 % intervals; NaN where the model has none."""
    interval_width: float = math.nan
    """Mean width of those intervals in stars."""
    memory_mb: float = math.nan
    """Growth of the process's memory while the model was fitted, in megabytes; see ``MemoryMeter``."""
    uses_moment: bool = False
    """Whether the model knows when each rating was given: its figures answer another question than the others'."""
    test_curve: tuple[float, ...] = ()
    """Test MSE after each epoch of the second run: to be looked at, not to be chosen from."""


@dataclass(frozen=True)
class Failure:
    """A model that could not be fitted on a split, and why."""

    label: str
    split: SplitConfig
    reason: str
    uses_moment: bool = False


@dataclass(frozen=True)
class Comparison:
    """Every model on every split."""

    dataset_name: str
    dataset_hash: str
    results: tuple[Result, ...] = field(default=())
    failures: tuple[Failure, ...] = field(default=())

    def by_moment(self) -> tuple[Comparison, Comparison]:
        """Two comparisons: of the models that know user and movie alone, and of those that know the moment, too."""
        plain, timed = (
            Comparison(
                self.dataset_name,
                self.dataset_hash,
                tuple(result for result in self.results if result.uses_moment is uses_moment),
                tuple(failure for failure in self.failures if failure.uses_moment is uses_moment),
            )
            for uses_moment in (False, True)
        )
        return plain, timed

    def whole_table(self) -> pd.DataFrame:
        """The tables of ``by_moment``, one below the other, for files: each has a best and differences of its own."""
        parts = [(part, timed) for part, timed in zip(self.by_moment(), (False, True), strict=True) if part.results]
        tables = [part.table().assign(context_aware=timed) for part, timed in parts]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    def table(self) -> pd.DataFrame:
        """A row a model, best first: means over the splits, half 95 % intervals, paired difference to the best.

        Models that lack a split come last, since they may have been spared the hardest one. Recommenders have no errors
        (NaN) and follow the rating models, the highest NDCG first.

        ``difference`` is the mean over splits of this model's MSE minus the best one's, on the same split, and
        ``beyond_noise`` whether its interval leaves out zero. With one split there are no intervals (NaN).
        """
        rows = []
        for label in dict.fromkeys(result.label for result in self.results):
            mine = [result for result in self.results if result.label == label]
            row: dict[str, object] = {"model": label, "splits": len(mine)}
            for metric in METRICS:
                values = [result.test.get(metric.name, math.nan) for result in mine]
                row[metric.name] = float(np.mean(values))
                row[f"{metric.name}_interval"] = half_width(values)
            row["optimistic_mse"] = float(np.mean([result.optimistic_mse for result in mine]))
            row["epoch"] = float(np.mean([result.epoch if result.test else math.nan for result in mine]))
            for name in ("fit_seconds", "memory_mb", "interval_coverage", "interval_width"):
                row[name] = float(np.mean([getattr(result, name) for result in mine]))
            rankings = [asdict(result.ranking) for result in mine if result.ranking]
            if rankings:
                row |= _means(rankings)
            rows.append(row)
        table = pd.DataFrame(rows)
        keys = ["splits", "mse", *(["ndcg"] if "ndcg" in table else [])]
        table = table.sort_values(keys, ascending=[False, True, False][: len(keys)], ignore_index=True)
        return self._with_differences(table)

    def _with_differences(self, table: pd.DataFrame) -> pd.DataFrame:
        errors = {(result.label, result.split): result.test["mse"] for result in self.results if result.test}
        predicting = table["model"][table["mse"].notna()]
        best = str(predicting.iloc[0]) if len(predicting) else ""
        differences, intervals = [], []
        for label in table["model"]:
            splits = [split for name, split in errors if name == label and (best, split) in errors]
            paired = [errors[label, split] - errors[best, split] for split in splits]
            differences.append(float(np.mean(paired)) if paired else math.nan)
            intervals.append(half_width(paired))
        table["difference"], table["difference_interval"] = differences, intervals
        beyond = table["difference"].abs() > table["difference_interval"]
        table["beyond_noise"] = beyond if len(predicting) == len(table) else beyond.where(table["mse"].notna(), None)
        return table


def _means(rankings: Sequence[dict[str, float]]) -> dict[str, float]:
    """Means over the splits; figures that no split has, as in older comparisons, are left out.

    The ends of the interval of ``gain`` are means too: each is of the people of one split.
    """
    found = {name: float(np.mean([one[name] for one in rankings])) for name in rankings[0] if name != "length"}
    return {name: value for name, value in found.items() if not math.isnan(value)}


def half_width(values: Sequence[float]) -> float:
    """Half the width of the t interval of a mean; NaN for fewer than two values."""
    if len(values) < 2:
        return float("nan")
    return float(scipy.stats.t.ppf(0.5 + CONFIDENCE / 2, len(values) - 1) * scipy.stats.sem(values))
