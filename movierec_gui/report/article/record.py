"""What is kept of the article retold: figures, by claim and split, and a teacher's notes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from movierec_gui.analysis.movie_groups import mean_rating, mean_year
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.splits import SplitConfig
from movierec_gui.records import Count, DamagedError
from movierec_gui.report.article.config import ArticleConfig, split_name
from movierec_gui.training.comparing.table import Result

MOST_LETTERS = 20_000
"""Of a note."""


@dataclass(frozen=True)
class Finding:
    """Figures of a step on one split, or with one seed of a layout."""

    at: str
    """As from ``split_name``, or ``seed 1``."""
    figures: dict[str, float]


@dataclass(frozen=True)
class DataFacts:
    """The data that everything was measured on."""

    name: str
    content_hash: str
    ratings: Count
    users: Count
    rated_movies: Count
    mean_year: float | None = None
    mean_of_movie_means: float | None = None


@dataclass(frozen=True)
class ArticleRecord:
    """The article's claims on one dataset and split, as far as they were measured."""

    id: str
    data: DataFacts
    split: SplitConfig
    """The split that a person works on, as from ``judging_split``."""
    config: ArticleConfig
    preparation: PreparationConfig | None = None
    results: tuple[Result, ...] = ()
    """Networks, each on each split."""
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By the name of a step."""
    runs: dict[str, str] = field(default_factory=dict)
    """Ids of runs in the run store, by the name of a network: the one to look into, on this split."""
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each step took, in all."""
    notes: dict[str, str] = field(default_factory=dict)
    """By the name of a step."""

    def result(self, label: str, split: SplitConfig) -> Result | None:
        """One network on one split; None where it was not measured."""
        return next((one for one in self.results if one.label == label and one.split == split), None)

    def over_splits(self, label: str) -> tuple[Result, ...]:
        """One network on all the splits, as far as it was measured."""
        found = (self.result(label, split) for split in self.config.splits)
        return tuple(result for result in found if result is not None)

    @property
    def splits(self) -> tuple[SplitConfig, ...]:
        """This split, and the others that the claims are measured on."""
        return tuple(dict.fromkeys([self.split, *self.config.splits]))

    def finding(self, step: str, at: str) -> Mapping[str, float]:
        """Figures of a step at one place; empty where they are not known."""
        return next((entry.figures for entry in self.findings.get(step, ()) if entry.at == at), {})

    def here(self, step: str) -> Mapping[str, float]:
        """Figures of a step on this split."""
        return self.finding(step, split_name(self.split))


def facts_of(dataset: Dataset) -> DataFacts:
    """The facts that the article names, over the rated movies."""
    rated = np.flatnonzero(dataset.movie_counts)
    return DataFacts(
        dataset.name, dataset.content_hash, len(dataset.ratings),
        int(np.count_nonzero(dataset.user_counts)), len(rated),
        _finite(mean_year(dataset, rated)), _finite(mean_rating(dataset, rated)),
    )  # fmt: skip


def check(record: ArticleRecord) -> None:
    """Raise DamagedError where values have the right types and still make no sense."""
    from movierec_gui.training.comparing.store import check_results

    check_results(record.results)
    for name, note in record.notes.items():
        if len(note) > MOST_LETTERS:
            raise DamagedError(f"the note to {name!r} has {len(note):,} letters, at most {MOST_LETTERS:,} are allowed")


def with_finding(findings: Mapping[str, tuple[Finding, ...]], step: str, found: Finding) -> dict[str, Any]:
    """The findings and one more, in place of an earlier one of the same step and place."""
    figures = {name: value for name, value in found.figures.items() if math.isfinite(value)}
    others = tuple(entry for entry in findings.get(step, ()) if entry.at != found.at)
    return {**findings, step: (*others, Finding(found.at, figures))}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
