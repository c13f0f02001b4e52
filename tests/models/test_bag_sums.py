"""Sums over bags, beside torch's."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.models.bag_sums import bag_sums

N, WIDTH = 7, 3


@given(
    bags=st.lists(st.lists(st.integers(0, N - 1), max_size=6), max_size=6),
    weighted=st.booleans(),
    seed=st.integers(0, 100),
)
def test_sums_and_gradients_are_those_of_torch(bags: list[list[int]], weighted: bool, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    rows = torch.tensor([row for bag in bags for row in bag], dtype=torch.long)
    sizes = torch.tensor([len(bag) for bag in bags], dtype=torch.long)
    starts = sizes.cumsum(0) - sizes
    weights = torch.randn(len(rows), generator=generator) if weighted else None
    ours = torch.randn(N, WIDTH, generator=generator).requires_grad_()
    theirs = ours.detach().clone().requires_grad_()
    found = bag_sums(rows, ours, starts, weights)
    expected = torch.nn.functional.embedding_bag(rows, theirs, starts, mode="sum", per_sample_weights=weights)
    torch.testing.assert_close(found, expected)
    upstream = torch.randn(found.shape, generator=generator)
    found.backward(upstream)
    expected.backward(upstream)
    torch.testing.assert_close(ours.grad, theirs.grad if theirs.grad is not None else torch.zeros_like(ours))


def test_a_gradient_that_is_not_contiguous_is_taken() -> None:
    table = torch.ones(N, WIDTH, requires_grad=True)
    sums = bag_sums(torch.tensor([0, 1, 1]), table, torch.tensor([0, 2]))
    sums.T.sum(0).sum().backward()
    assert table.grad is not None
    assert table.grad[:, 0].tolist() == [1, 2, 0, 0, 0, 0, 0]


def test_nothing_is_learned_where_nothing_is_asked() -> None:
    with torch.inference_mode():
        sums = bag_sums(torch.tensor([2, 2]), torch.ones(N, WIDTH), torch.tensor([0]))
    assert sums.tolist() == [[2.0] * WIDTH]


def test_another_device_is_left_to_torch() -> None:
    rows, table, starts = torch.tensor([0, 1, 1]), torch.rand(N, WIDTH), torch.tensor([0, 2])
    there = bag_sums(rows.to("meta"), table.to("meta"), starts.to("meta"))  # a device that computes shapes only
    assert there.device.type == "meta"
    assert there.shape == (2, WIDTH)
