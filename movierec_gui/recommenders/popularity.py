"""Popularity: the same list for everybody, less what each has seen. The line that a recommender has to beat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, RecommenderKind, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.signals import Reader, Signal, signal_setting


@dataclass(frozen=True)
class PopularityConfig(RecommenderConfig):
    """Settings of popularity."""

    signal: Signal = signal_setting("rated")


@dataclass(frozen=True)
class LikesConfig(PopularityConfig):
    """Settings of popularity by likes."""

    signal: Signal = signal_setting("liked")


class Popularity(Recommender):
    """Score of a movie: the sum of everybody's signals."""

    learned: ClassVar[tuple[str, ...]] = ("totals",)
    totals: npt.NDArray[np.float64]

    def __init__(self, config: PopularityConfig, data: TrainingData, _generator: torch.Generator) -> None:
        self._reader = Reader(config.signal, data.scale)

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        signals = self._reader.values(data.ratings.values)
        self.totals = np.bincount(data.ratings.movies, signals, data.n_movies).astype(np.float64)
        yield Progress("counting", 1, 1)

    def scores(self, people: People) -> Scores:
        return np.tile(self.totals, (len(people), 1))


POPULARITY = RecommenderKind(
    "popularity", "Popularity", "The most rated movies: the line to beat.", PopularityConfig, Popularity
)
LIKES = RecommenderKind("likes", "Popularity of likes", "The movies that most people like.", LikesConfig, Popularity)
