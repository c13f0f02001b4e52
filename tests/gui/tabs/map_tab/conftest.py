from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.analysis.projections import MapConfig, MapFrame, MovieMap
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.gui.workspace import Workspace
from movierec_gui.models import architecture
from movierec_gui.progress import Progress
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord, RunStore
from movierec_gui.training.trained import TrainedRun


@pytest.fixture
def workspace(qtbot, tmp_path) -> Iterator[Workspace]:
    workspace = Workspace(RunStore(tmp_path / "runs"))
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def movie_map(tiny_dataset: Dataset) -> MovieMap:
    """The 59 rated movies on a grid, even ones left and odd ones right; 4 dimensions that tell them apart."""
    movies = np.arange(59)
    space = np.stack([movies % 2 * 20.0, movies / 59.0, movies % 3 / 9.0, movies * 0.0], axis=1).astype(np.float32)
    return MovieMap(
        config=MapConfig(perplexity=8),
        title="Ratings of tiny",
        dataset_hash=tiny_dataset.content_hash,
        movies=movies,
        space=space,
        explained=0.25,
        coordinates=np.stack([movies % 2 * 100 + movies % 7, movies], axis=1).astype(np.float32),
        complete=True,
        iteration=40,
        kl=1.25,
    )


@dataclass
class FakeEngine:
    """Takes the place of ``raw_map``: two frames, then it waits to be let on."""

    movie_map: MovieMap
    gate: threading.Event = field(default_factory=threading.Event)
    configs: list[MapConfig] = field(default_factory=list)
    closed: int = 0
    error: Exception | None = None

    def __call__(self, dataset: Dataset, config: MapConfig, cache: Any) -> Iterator[Any]:
        self.configs.append(config)
        try:
            for number in (1, 2):
                partial = replace(self.movie_map, config=config, complete=False, iteration=10 * number)
                partial = replace(partial, coordinates=self.movie_map.coordinates * number)
                yield MapFrame(Progress("Layout", number, 4), partial)
            while not self.gate.wait(0.01):
                yield Progress("Layout", 3, 4)
            if self.error is not None:
                raise self.error
        except GeneratorExit:
            self.closed += 1
            raise
        return replace(self.movie_map, config=config)


@pytest.fixture
def engine(movie_map, monkeypatch) -> FakeEngine:
    fake = FakeEngine(movie_map)
    for place in ("projections", "maps.perplexities"):
        monkeypatch.setattr(f"movierec_gui.analysis.{place}.raw_map", fake)
    return fake


@pytest.fixture
def run(tiny_dataset: Dataset) -> TrainedRun:
    """A network with its initial weights."""
    spec = preset_spec("dense")
    split = split_ratings(tiny_dataset, spec.split)
    data = training_data(tiny_dataset, split)
    model = architecture("dense").build(spec.model, data, torch.Generator().manual_seed(0)).eval()
    record = RunRecord(
        "r", "untrained", spec, tiny_dataset.name, tiny_dataset.content_hash, "2026-01-01T00:00:00+00:00"
    )
    return TrainedRun(record, model, tiny_dataset, split, data)


@pytest.fixture
def idle(qtbot, workspace) -> Callable[[], None]:
    """Waits until no job runs."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not workspace.jobs)

    return wait
