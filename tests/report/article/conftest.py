"""The article measured on the tiny dataset, cut short."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.progress import finish
from movierec_gui.report.article.config import ArticleConfig, split_name
from movierec_gui.report.article.networks import NETWORKS
from movierec_gui.report.article.record import ArticleRecord, Finding, facts_of
from movierec_gui.report.article.running import open_article, run_steps
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.runs import RunStore

QUICK = ArticleConfig(seeds=2, epochs=7, iterations=20)


@dataclass(frozen=True)
class Measured:
    """A record with the stores that it lies in."""

    record: ArticleRecord
    runs: RunStore

    @property
    def store(self) -> ArticleStore:
        return ArticleStore.beside(self.runs)


@pytest.fixture(scope="session")
def measured(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Every step, once for all tests: none of them writes to these stores."""
    runs = RunStore(tmp_path_factory.mktemp("article") / "runs")
    record = open_article(tiny_dataset, runs, SplitConfig(), QUICK)
    return Measured(finish(run_steps(tiny_dataset, runs, record)), runs)


@pytest.fixture
def invented(tiny_dataset: Dataset) -> ArticleRecord:
    """Every network on three splits, with errors that nobody measured, and what was found on map and nodes."""
    record = ArticleRecord("a", facts_of(tiny_dataset), SplitConfig(test=0.2, validation=0.1), ArticleConfig(seeds=3))
    splits = record.splits
    results = tuple(
        _result(entry.label, split, (entry.article_mse or 1.1) + 0.01 * (number + 1) + 0.002 * place)
        for number, entry in enumerate(NETWORKS)
        for place, split in enumerate(splits)
    )
    findings = {
        step: tuple(Finding(at, dict.fromkeys(names, 0.3 + 0.1 * place)) for place, at in enumerate(places))
        for step, names, places in (
            ("map", ("rating", "year", "genres"), [f"seed {seed}" for seed in range(3)]),
            ("nodes", _OF_NODES, [split_name(split) for split in splits]),
            ("nodes-on-map", ("agreement", "nodes"), [split_name(split) for split in splits]),
        )
    }
    runs = {entry.label: f"20260101-000000-{number}" for number, entry in enumerate(NETWORKS)}
    return replace(record, results=results, findings=findings, runs=runs, seconds={"baseline": 75.0, "map": 0.0})


_OF_NODES = (
    "rating, top", "year, top", "genres, top", "rating, strongest", "genres, strongest", "years against ratings",
    "best rating", "worst rating",
)  # fmt: skip


def _result(label: str, split: SplitConfig, mse: float) -> Result:
    curve = tuple(mse + 0.01 * abs(epoch - 6) for epoch in range(1, 15))
    errors = {"mse": mse, "rmse": mse**0.5, "mae": 0.7 * mse**0.5}
    return Result(label, split, 6, errors, mse - 0.003, 5, 1.5, test_curve=curve)
