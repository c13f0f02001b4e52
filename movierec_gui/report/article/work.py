"""What a step's work has at hand, and how it keeps what it finds."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from movierec_gui.data.dataset import Dataset
from movierec_gui.progress import Progress
from movierec_gui.report.article.record import ArticleRecord, Finding, with_finding
from movierec_gui.report.article.store import Arrays, ArticleStore
from movierec_gui.training.runs import RunStore


@dataclass(frozen=True)
class ArticleChanged:
    """Something new is on the disk."""

    record: ArticleRecord
    progress: Progress


Events = Generator[Progress | ArticleChanged, None, None]


@dataclass(frozen=True)
class Work:
    """Data, stores, and the record that is worked on."""

    dataset: Dataset
    runs: RunStore
    store: ArticleStore
    began_with: ArticleRecord

    def record(self) -> ArticleRecord:
        """The record as it is on the disk now."""
        return self.store.current(self.began_with)

    def keep(self, step: str, at: str, figures: dict[str, float], arrays: Arrays | None = None) -> ArticleChanged:
        """Keep figures of a step, and arrays, which come first: figures without them would look done."""
        if arrays:
            self.store.keep_arrays(self.began_with.id, arrays)
        found = Finding(at, figures)
        record = self.store.change(
            self.began_with, lambda kept: replace(kept, findings=with_finding(kept.findings, step, found))
        )
        return ArticleChanged(record, Progress(f"Kept: {step}, {at}"))

    def keep_run(self, label: str, run_id: str) -> ArticleRecord:
        """Keep which run is a network's on this split."""
        return self.store.change(self.began_with, lambda kept: replace(kept, runs={**kept.runs, label: run_id}))
