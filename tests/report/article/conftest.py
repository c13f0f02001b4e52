"""The article measured on the tiny dataset, cut short."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.progress import finish
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.running import open_article, run_steps
from movierec_gui.report.article.store import ArticleStore
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
