from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
import safetensors
import torch
from torch import Tensor

from movierec_gui import models
from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.own_fit import FitStep, OwnFit
from movierec_gui.progress import finish
from movierec_gui.training import averaging_runs, checkpoints, fitting
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.trainer import train


@pytest.fixture
def tiny_run(tiny_dataset, tmp_path):
    """A store with one finished run of two epochs, and its record."""
    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=2, threads=1))
    store = RunStore(tmp_path / "runs")
    return store, finish(train(tiny_dataset, spec, store, "tiny run"))


class Walk(RatingModel):
    """Predicts one number for everything, which a random walk of ten steps finds: it can be left after each of them."""

    fits_itself: ClassVar[bool] = True
    inferred: ClassVar[tuple[str, ...]] = ("place",)
    place: Tensor
    on_step: Callable[[], None] | None = None
    """Called in every step, for as long as it works."""
    begins_anew: ClassVar[bool] = False
    """Whether it has no state to go on from."""

    def __init__(self, config: ModelConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.register_buffer("place", torch.full((), 3.0))

    @property
    def fit_epochs(self) -> int:
        return 3

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        return WalkFit(self, generator)

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return torch.empty(len(users), 0)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: self.place.expand(len(movies), 1)}


class WalkFit(OwnFit):
    """Ten steps; epochs end after the third, the sixth and the tenth."""

    def __init__(self, model: Walk, generator: torch.Generator) -> None:
        self._model, self._generator, self._done = model, generator, 0

    def steps(self) -> Iterator[FitStep]:
        while self._done < 10:
            if Walk.on_step is not None:
                Walk.on_step()
            self._model.place += 0.1 * torch.randn((), generator=self._generator)
            self._done += 1
            yield FitStep("walking", self._done / 10, float(self._model.place), epoch_ended=self._done in (3, 6, 10))

    def state(self) -> dict[str, Tensor]:
        return {"done": torch.tensor(self._done)} if self._done and not Walk.begins_anew else {}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._done = int(state["done"])


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> type[Walk]:
    """A model that fits itself and goes on from any step, among the architectures under the name ``walk``."""
    entry = Architecture("walk", "Walk", "For tests", ModelConfig, Walk, (Preset("default", ModelConfig()),))
    monkeypatch.setattr(models, "ARCHITECTURES", (*models.ARCHITECTURES, entry))
    monkeypatch.setattr(Walk, "on_step", None)
    monkeypatch.setattr(Walk, "begins_anew", False)
    return Walk


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def work(self) -> None:
        """A second goes by."""
        self.now += 1.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which fits and averages are timed."""
    made = Clock()
    for module in (fitting, averaging_runs, checkpoints):
        monkeypatch.setattr(module, "Stopwatch", partial(Stopwatch, made))
    return made


class Files:
    """What the process does with files, as Python audits it; imports and the system's own files are left out."""

    def __init__(self) -> None:
        self.watching = False
        self.written: Counter[str] = Counter()
        self.read: Counter[str] = Counter()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching or event not in ("open", "os.mkdir", "os.rename"):
            return
        path = Path(str(arguments[1] if event == "os.rename" else arguments[0]))
        if "__pycache__" in path.parts or path.suffix in (".py", ".so") or str(path).startswith(("/proc", "/dev")):
            return
        mode = arguments[1] if event == "open" else "w"
        writes = event != "open" or any(letter in str(mode) for letter in "wxa+")
        if path.name.endswith(".part") or path.name == "lock":  # counted when it takes its place; no data
            return
        (self.written if writes else self.read)["folder" if event == "os.mkdir" else path.name] += 1


_FILES: list[Files] = []


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    if not _FILES:  # an audit hook stays for good
        _FILES.append(Files())
        sys.addaudithook(_FILES[0])
    watch, reading = _FILES[0], safetensors.safe_open
    watch.written.clear()
    watch.read.clear()

    def read(path: Path, *arguments: Any, **options: Any) -> Any:
        watch.read[Path(path).name] += 1
        return reading(path, *arguments, **options)

    monkeypatch.setattr(safetensors, "safe_open", read)  # in Rust, which audits nothing
    yield watch
    watch.watching = False
