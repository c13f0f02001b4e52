"""Adam without torch.optim takes torch.optim's steps."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from movierec_gui.models.adam import Adam, adam_step, flushed_denormals
from movierec_gui.models.batch_passes import BatchPasses


def network() -> nn.Module:
    torch_state = torch.Generator().manual_seed(3)
    model = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 1), nn.Linear(1, 1))
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=torch_state)
    return model


def descend(model: nn.Module, optimiser: Any, passes: int) -> None:
    """The last layer stays unused, and so without a gradient, in every second step."""
    generator = torch.Generator().manual_seed(4)
    for number in range(passes):
        inputs = torch.randn(16, 5, generator=generator)
        optimiser.zero_grad()
        used = model if number % 2 else model[:3]
        (used(inputs)[:, 0] - inputs.sum(dim=1)).square().mean().backward()
        optimiser.step()


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize(("decoupled", "theirs"), [(False, torch.optim.Adam), (True, torch.optim.AdamW)])
def test_every_weight_and_running_mean_is_that_of_torch(decoupled: bool, theirs: Any, decay: float) -> None:
    mine, expected = network(), network()
    adam = Adam(mine.parameters(), 0.01, decay, decoupled)
    reference = theirs(expected.parameters(), lr=0.01, weight_decay=decay, fused=True)
    for rate in (0.01, 0.001):
        adam.rate = reference.param_groups[0]["lr"] = rate
        descend(mine, adam, 10)
        descend(expected, reference, 10)
    for got, wanted in zip(mine.parameters(), expected.parameters(), strict=True):
        assert torch.equal(got, wanted)
    for state, wanted in zip(adam.states(), reference.state_dict()["state"].values(), strict=True):
        assert state.keys() == wanted.keys()
        assert all(torch.equal(state[key], wanted[key]) for key in state)


def test_without_any_gradient_nothing_moves() -> None:
    model = network()
    adam = Adam(model.parameters(), 0.1, weight_decay=0.5)
    adam.step()
    assert all(torch.equal(got, start) for got, start in zip(model.parameters(), network().parameters(), strict=True))
    assert all(float(state["step"]) == 0 for state in adam.states())


def test_the_first_step_is_the_rate_long_against_the_gradient() -> None:
    weight = nn.Parameter(torch.tensor([2.0, -3.0]))
    adam = Adam([weight], 0.25)
    (weight * torch.tensor([1.0, -5.0])).sum().backward()
    adam.step()
    assert weight.tolist() == pytest.approx([1.75, -2.75], abs=1e-6)
    adam.zero_grad()
    assert weight.grad is None
    assert math.isclose(float(adam.states()[0]["step"]), 1.0)


def by_the_book(
    weights: list[Tensor], gradients: list[list[Tensor]], rates: list[float], betas: tuple[float, float]
) -> None:
    """Adam as Kingma and Ba write it, in double precision: a list of gradients and a rate for each step."""
    first, second = ([torch.zeros_like(weight, dtype=torch.double) for weight in weights] for _ in range(2))
    for step, (of_step, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        for number, gradient in enumerate(of_step):
            first[number] = betas[0] * first[number] + (1 - betas[0]) * gradient.double()
            second[number] = betas[1] * second[number] + (1 - betas[1]) * gradient.double() ** 2
            mean, square = first[number] / (1 - betas[0] ** step), second[number] / (1 - betas[1] ** step)
            weights[number] -= (rate * mean / (square.sqrt() + 1e-8)).float()


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.9, 0.99), (0.5, 0.7)])
def test_a_step_has_its_own_betas_and_rate(betas: tuple[float, float]) -> None:
    random = torch.Generator().manual_seed(5)
    shapes = [(7, 3), (1,), (200, 5)]
    mine = [torch.randn(shape, generator=random) for shape in shapes]
    expected = [weight.clone() for weight in mine]
    rates = [0.02 * min(1.0, step / 10) * (0.05 + 0.95 * math.cos(step / 40)) for step in range(1, 61)]
    gradients = [
        [torch.randn(shape, generator=random) * 10.0**-size for size, shape in enumerate(shapes)] for _ in rates
    ]
    first, second = ([torch.zeros_like(weight) for weight in mine] for _ in range(2))
    for step, (of_step, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        steps = [torch.tensor(float(step))] * len(mine)
        adam_step(mine, of_step, first, second, steps, rate, betas=betas)
    by_the_book(expected, gradients, rates, betas)
    torch.testing.assert_close(mine, expected, atol=1e-5, rtol=1e-5)


def decayed(weight_decay: float, decoupled: bool, rate: float, steps: int) -> float:
    """What is left of a weight of 1 that gets no gradient from any batch."""
    weight = nn.Parameter(torch.ones(1))
    adam = Adam([weight], rate, weight_decay, decoupled)
    for _ in range(steps):
        weight.grad = torch.zeros(1)
        adam.step()
    return weight.item()


@given(st.floats(-6.0, -2.0))
def test_coupled_decay_pulls_at_the_learning_rate_s_pace_whatever_its_strength(exponent: float) -> None:
    assert decayed(10.0**exponent, decoupled=False, rate=0.01, steps=50) == pytest.approx(0.54, abs=0.005)


@given(st.floats(-6.0, 0.0), st.floats(-4.0, -1.0))
def test_decoupled_decay_pulls_by_learning_rate_times_strength(exponent: float, rate_exponent: float) -> None:
    strength, rate = 10.0**exponent, 10.0**rate_exponent
    left = decayed(strength, decoupled=True, rate=rate, steps=50)
    assert left == pytest.approx((1 - rate * strength) ** 50, rel=1e-4)


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("raising", [False, True])
def test_denormals_are_treated_afterwards_as_they_were_before(before: bool, raising: bool) -> None:
    tiny = torch.tensor([1e-39])
    torch.set_flush_denormal(before)
    try:
        with contextlib.suppress(KeyError), flushed_denormals():
            assert float(tiny * 0.5) == 0.0
            with flushed_denormals():
                pass
            assert float(tiny * 0.5) == 0.0
            if raising:
                raise KeyError
        assert (float(tiny * 0.5) == 0.0) == before
    finally:
        torch.set_flush_denormal(False)


def test_a_fit_that_is_given_up_leaves_denormals_as_they_were() -> None:
    model, tiny = network(), torch.tensor([1e-39])
    adam = Adam(model.parameters(), 0.01)
    columns = (torch.randn(40, 5, generator=torch.Generator().manual_seed(1)),)
    passes = BatchPasses(
        columns, 2, torch.Generator().manual_seed(2), lambda x: model(x).square().mean().backward(), adam
    )
    work = passes.next_pass()
    assert 0.0 < next(work) < 1.0
    work.close()
    assert float(tiny * 0.5) > 0.0
