"""The fits of the experts: in the announced order, each as the expert alone would be fitted."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
from movierec_gui.models.autorec import AutoRec, AutoRecConfig
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.house import expert_fits
from movierec_gui.models.house.expert_fits import AutoRecFit, LeftOverFit, experts_fit
from movierec_gui.models.house.expert_pair import PairConfig
from movierec_gui.models.house.experts import ExpertConfig, Experts

CONFIG = ExpertConfig(PairConfig(BayesConfig(3, 5), AutoRecConfig(hidden=4), 2), neighbours=4, moments=False)


def test_each_pair_comes_in_turn_and_what_is_left_comes_last(data: TrainingData) -> None:
    generator = torch.Generator().manual_seed(0)
    experts = Experts(CONFIG, 2, data, generator)
    stages = [stage for stage, _ in groupby(step.stage for step in experts_fit(experts, data, generator).steps())]
    assert stages == [*["inferring the factors", "training the auto-encoder"] * 2, "counting what is left"]


def test_the_auto_encoder_learns_and_ends_ready_to_predict(data: TrainingData) -> None:
    generator = torch.Generator().manual_seed(0)
    model = AutoRec(AutoRecConfig(hidden=4), data, generator)
    ratings = data.ratings
    users, movies = torch.from_numpy(ratings.users).long(), torch.from_numpy(ratings.movies).long()
    model.fit(data)
    before = (model.predict(users, movies) - torch.from_numpy(ratings.values)).square().mean()
    steps = list(AutoRecFit(model, replace(CONFIG.pair, passes=30), data, generator).steps())
    assert not model.training
    assert (model.predict(users, movies) - torch.from_numpy(ratings.values)).square().mean() < 0.9 * before
    assert steps[-1].fraction == 1.0


@pytest.mark.parametrize("batch", [64, 128])
def test_a_larger_batch_takes_fewer_steps_at_a_higher_rate(
    data: TrainingData, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    rates = []

    class Noted(Adam):
        def step(self) -> None:
            rates.append(self.rate)
            super().step()

    monkeypatch.setattr(expert_fits, "Adam", Noted)
    model = AutoRec(AutoRecConfig(hidden=4), data, torch.Generator().manual_seed(0))
    fit = AutoRecFit(model, replace(CONFIG.pair, batch=batch), data, torch.Generator().manual_seed(0))
    assert list(fit.steps())[-1].fraction == 1.0
    assert rates == [pytest.approx(1e-3 * (batch / 512) ** 0.5)] * (CONFIG.pair.passes * -(-len(data.ratings) // batch))


def test_what_is_left_is_gone_on_with_where_it_was_left(data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expert_fits, "CHUNK", len(data.ratings) // 3)
    experts = Experts(CONFIG, 2, data, torch.Generator().manual_seed(0))
    whole, begun, resumed = (LeftOverFit(experts, data) for _ in range(3))
    assert [round(step.fraction, 2) for step in whole.steps()][:3] == [0.0, 0.33, 0.67]
    steps = begun.steps()
    next(steps)
    assert len(begun.state()["residuals"]) == 0  # the movies are compared
    next(steps)
    steps.close()
    assert len(begun.state()["residuals"]) == len(data.ratings) // 3
    resumed.load_state(begun.state())
    assert torch.equal(resumed.state()["residuals"], begun.state()["residuals"])
    assert len(list(resumed.steps())) == len(list(LeftOverFit(experts, data).steps())) - 2
    assert torch.equal(resumed.state()["residuals"], whole.state()["residuals"])
