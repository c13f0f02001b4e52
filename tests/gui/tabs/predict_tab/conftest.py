"""A recommender of a few lines for the page "For you", without torch."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress


class FakeMaker:
    """Lists movies in the order of their index, the other way round for discoveries, and says so of each rating."""

    slides = explains = foresees = True
    discovery = 0.0

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.looks = 0

    def user(self, user: int) -> SimpleNamespace:
        rows = self.dataset.rows_of_user(user)
        return SimpleNamespace(movies=self.dataset.ratings.movies[rows], values=self.dataset.ratings.values[rows])

    def look_at(self, group: Sequence[SimpleNamespace]) -> SimpleNamespace:
        self.looks += 1
        ratings = np.linspace(5, 1, self.dataset.n_movies)
        expected = SimpleNamespace(rating=ratings, low=ratings - 0.5, high=ratings + 0.5)
        fewest = min(len(person.movies) for person in group)
        return SimpleNamespace(group=group, expected=(expected,) * len(group), fewest_ratings=fewest)

    def nobody(self) -> SimpleNamespace:
        return SimpleNamespace(group=(), expected=(), fewest_ratings=0)

    def in_common(
        self, tastes: SimpleNamespace, nobody: SimpleNamespace, discovery: float, agreement: str
    ) -> tuple[int, int]:
        return 8 if discovery <= 0 else 3, 10

    def scores(self, tastes: SimpleNamespace, discovery: float, agreement: str) -> np.ndarray:
        order = np.arange(self.dataset.n_movies, dtype=float)
        scores = order if discovery > 0 else -order
        for person in tastes.group:
            scores[person.movies] = -np.inf
        return scores

    def reasons(self, tastes: SimpleNamespace, movies: np.ndarray) -> list[tuple[SimpleNamespace, ...]]:
        person = tastes.group[0]
        reason = SimpleNamespace(movie=int(person.movies[0]), rating=float(person.values[0]), share=0.5)
        return [(reason,) for _ in movies]


def _open_gate() -> Event:
    gate = Event()
    gate.set()
    return gate


@dataclass
class Learner:
    """Learns in two steps, the second behind a gate, and counts how often it was asked."""

    asked: int = 0
    maker: FakeMaker | None = None
    error: Exception | None = None
    gate: Event = field(default_factory=_open_gate)

    def __call__(self, workspace: Workspace, source: object) -> Generator[Progress, None, FakeMaker]:
        self.asked += 1
        yield Progress("learning", 0, 2)
        if self.error is not None:
            raise self.error
        self.gate.wait()
        yield Progress("learning", 1, 2)
        self.maker = FakeMaker(workspace.dataset)
        return self.maker


@pytest.fixture
def learner() -> Learner:
    return Learner()


@pytest.fixture
def on_ratings(learner):
    """Builds the tab with its predicted ratings open."""

    def build(workspace: Workspace) -> PredictTab:
        tab = PredictTab(workspace, learner)
        tab.lists.setCurrentWidget(tab.run_gate)
        return tab

    return build
