"""What came out of the article's steps, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from movierec_gui.data.dataset import Dataset
from movierec_gui.report.article import numbers
from movierec_gui.report.article.arrays import TITLES
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.networks import network
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, Step
from movierec_gui.report.article.store import Arrays
from movierec_gui.training.comparing.table import half_width


def claims_table(record: ArticleRecord, steps: Sequence[Step] = STEPS) -> pd.DataFrame:
    """A row a claim of the measured steps: step, claim, article, here, over_splits, verdict."""
    rows = [
        (step.name, check.statement, check.claimed, check.here, check.over_splits, check.verdict)
        for step in steps
        if step.is_done(record)
        for check in step.check(record)
    ]
    return pd.DataFrame(rows, columns=["step", "claim", "article", "here", "over_splits", "verdict"])


def networks_table(record: ArticleRecord, labels: Sequence[str]) -> pd.DataFrame:
    """A row a network: model, article, and of this split and as a mean over the splits the test MSE and its lowest.

    ``here`` and ``mean`` are of the epoch that a tenth of the training ratings chose, on ratings that chose nothing;
    ``here_lowest`` and ``mean_lowest`` of the best epoch on those very ratings, as the article counts.
    """
    rows = []
    for label in labels:
        own, found = record.result(label, record.split), record.over_splits(label)
        honest = [numbers.mse(result) for result in found]
        lowest = [result.optimistic_mse for result in found]
        said = network(label).article_mse
        rows.append({
            "model": label,
            "article": np.nan if said is None else said,
            "here": numbers.mse(own) if own else np.nan,
            "here_lowest": own.optimistic_mse if own else np.nan,
            "here_epoch": own.epoch if own else pd.NA,
            "mean": float(np.mean(honest)) if honest else np.nan,
            "mean_interval": half_width(honest),
            "mean_lowest": float(np.mean(lowest)) if lowest else np.nan,
            "splits": len(found),
        })  # fmt: skip
    return pd.DataFrame(rows).astype({"here_epoch": "Int64"}) if rows else pd.DataFrame()


def results_table(record: ArticleRecord) -> pd.DataFrame:
    """Every network on every split, as long rows: model, split, epoch, mse, rmse, mae, lowest_mse, lowest_epoch."""
    rows = [
        {
            "model": result.label, "split": split_name(result.split), "epoch": result.epoch, **result.test,
            "lowest_mse": result.optimistic_mse, "lowest_epoch": result.optimistic_epoch,
            "novelty": result.ranking.novelty if result.ranking else np.nan, "fit_seconds": result.fit_seconds,
        }
        for result in record.results
    ]  # fmt: skip
    return pd.DataFrame(rows)


def findings_table(record: ArticleRecord) -> pd.DataFrame:
    """What else was measured, as long rows: step, at, figure, value."""
    rows = [
        (step, found.at, name, value)
        for step, entries in record.findings.items()
        for found in entries
        for name, value in found.figures.items()
    ]
    return pd.DataFrame(rows, columns=["step", "at", "figure", "value"])


def node_titles(dataset: Dataset, arrays: Arrays) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles of the node with the best movies and of the one with the worst; none where they are not known."""
    if TITLES not in arrays:
        return (), ()
    titles = dataset.movies.titles
    best, worst = (tuple(titles[movie] for movie in row if movie >= 0) for row in arrays[TITLES])
    return best, worst
