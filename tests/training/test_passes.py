"""How often a pass reports, by one process and by several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.models.blocks import Dropout
from movierec_gui.training import passes
from movierec_gui.training.config import preset_spec
from movierec_gui.training.distributed import ALONE
from movierec_gui.training.fitting import GradientFit, begin_fit
from movierec_gui.training.passes import REPORT_SECONDS, gradient_pass


@dataclass
class Leader:
    """The first of several processes, of which the others hear nothing."""

    several: bool = True
    leads: bool = True
    said: list[int] = field(default_factory=list)

    def say(self, number: int) -> None:
        self.said.append(number)


@pytest.mark.parametrize("workers", [ALONE, Leader()], ids=["alone", "leading"])
def test_a_pause_at_a_report_does_not_change_how_often_there_is_one(
    workers: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes.time, "perf_counter", clock)
    pace, gaps, steps = passes._Pace(workers), [], 0
    for _ in range(200):
        clock.now += REPORT_SECONDS / 8
        steps += 1
        if pace.due():
            clock.now += 25.0
            pace.go_on()
            gaps.append(steps)
            steps = 0
    assert set(gaps[1:]) == {8}
    assert workers is ALONE or set(workers.said) == {8}


def test_a_pass_sees_every_rating_once_and_reports_its_end(tiny_dataset: Dataset) -> None:
    spec = preset_spec("dense")
    fit, split = begin_fit(tiny_dataset, replace(spec, training=replace(spec.training, threads=1, device="cpu")))
    assert isinstance(fit, GradientFit)
    *_, last = gradient_pass(fit.model, fit.optimiser, fit.ratings, 100, fit.generator)
    assert last.seen == len(split.train)
    assert last.loss > 0.0


@pytest.mark.parametrize("name", ["dense", "lstm", "wide-deep"])
@pytest.mark.parametrize("ahead", [100, 300, 100_000])
def test_dropout_drawn_for_many_batches_at_once_changes_nothing(
    name: str, ahead: int, tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = []
    for at_once in (0, ahead):
        monkeypatch.setattr(passes, "AHEAD", at_once)
        fit = gradient_fit(name, tiny_dataset)
        for _ in range(2):
            list(gradient_pass(fit.model, fit.optimiser, fit.ratings, 50, fit.generator))
        weights.append(torch.cat([weight.detach().flatten() for weight in fit.model.parameters()]))
    assert len(fit.ratings) % 50 != 0
    assert torch.equal(*weights)


def test_a_pass_that_is_given_up_leaves_no_dropout_to_the_next(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "REPORT_SECONDS", 0.0)
    fit = gradient_fit("dense", tiny_dataset)
    given_up = gradient_pass(fit.model, fit.optimiser, fit.ratings, 50, fit.generator)
    next(given_up)
    given_up.close()
    assert not any(module.ahead for module in fit.model.modules() if isinstance(module, Dropout))


def gradient_fit(name: str, dataset: Dataset) -> GradientFit:
    spec = preset_spec(name)
    fit, _ = begin_fit(dataset, replace(spec, training=replace(spec.training, threads=1, device="cpu")))
    assert isinstance(fit, GradientFit)
    return fit
