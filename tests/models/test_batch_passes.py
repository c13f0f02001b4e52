"""Passes over shuffled batches: every row once a pass, and left at any batch they go on with the same bits."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from movierec_gui.models.adam import Adam
from movierec_gui.models.batch_passes import REPORT_EVERY, BatchPasses

ROWS, SIZE = 103, 4
BATCHES = -(-ROWS // SIZE)


class Task:
    """A line through points, learned in batches; remembers which rows came."""

    def __init__(self, seed: int = 1) -> None:
        self.generator = torch.Generator().manual_seed(seed)
        draws = torch.Generator().manual_seed(5)
        self.weight = nn.Parameter(torch.randn(3, generator=draws))
        self.seen: list[int] = []
        columns = (torch.arange(ROWS), torch.randn(ROWS, 3, generator=draws))
        self.passes = BatchPasses(columns, SIZE, self.generator, self.learn, Adam([self.weight], 0.1))

    def learn(self, numbers: torch.Tensor, inputs: torch.Tensor) -> None:
        self.seen += numbers.tolist()
        noise = torch.rand(len(inputs), generator=self.generator)  # as dropout, from the same stream as the order
        (inputs @ self.weight - inputs.sum(1) + noise).square().mean().backward()


def test_a_pass_sees_every_row_once_and_reports_now_and_then() -> None:
    task = Task()
    shares = list(task.passes.next_pass())
    assert shares == [done / BATCHES for done in range(REPORT_EVERY, BATCHES, REPORT_EVERY)] + [1.0]
    assert sorted(task.seen) == list(range(ROWS))
    assert task.passes.done == 1
    list(task.passes.next_pass())
    assert sorted(task.seen[ROWS:]) == list(range(ROWS))
    assert task.seen[ROWS:] != task.seen[:ROWS]


def test_it_has_begun_once_a_batch_was_seen() -> None:
    task = Task()
    assert not task.passes.begun
    work = task.passes.next_pass()
    next(work)
    assert task.passes.begun
    work.close()
    assert task.passes.begun


@pytest.mark.parametrize("number", range(6))
def test_passes_that_were_left_go_on_with_the_same_bits(number: int) -> None:
    whole, kept = Task(), {}
    reports = 0
    while whole.passes.done < 2:
        for _ in whole.passes.next_pass():
            if reports == number:
                kept = {name: values.clone() for name, values in whole.passes.state().items()}
                weight, drawn = whole.weight.detach().clone(), whole.generator.get_state()
                seen = len(whole.seen)
            reports += 1
    left = Task(seed=9)
    left.weight.data.copy_(weight)
    left.generator.set_state(drawn)
    left.passes.load_state(kept)
    while left.passes.done < 2:
        list(left.passes.next_pass())
    assert left.seen == whole.seen[seen:]
    assert torch.equal(left.weight, whole.weight)


def test_a_pass_that_is_given_up_leaves_denormals_as_they_were() -> None:
    work = Task().passes.next_pass()
    next(work)
    work.close()
    assert float(torch.tensor([1e-39]) * 0.5) > 0.0
