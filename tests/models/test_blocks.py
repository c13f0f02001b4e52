"""Shared parts of the networks: the gates' algebra and dropout."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from movierec_gui.models.blocks import Dropout, OneStepGRU, OneStepLSTM, Table, draw_ahead, use_generator


def test_one_step_lstm_equals_torch_on_a_sequence_of_length_one() -> None:
    ours = OneStepLSTM(6, 4, torch.Generator().manual_seed(0))
    nn.init.uniform_(ours.gates.bias, -1, 1, generator=torch.Generator().manual_seed(1))
    theirs = nn.LSTM(6, 4)
    i, g, o = ours.gates.weight.chunk(3)
    bi, bg, bo = ours.gates.bias.chunk(3)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.cat([i, torch.rand(4, 6), g, o]))  # torch's order: input, forget, cell, output
        theirs.bias_ih_l0.copy_(torch.cat([bi, torch.rand(4), bg, bo]))
        theirs.bias_hh_l0.zero_()
    x = torch.randn(5, 6, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(ours(x), theirs(x[None])[0][0])


def test_one_step_gru_equals_torch_on_a_sequence_of_length_one() -> None:
    ours = OneStepGRU(6, 4, torch.Generator().manual_seed(0))
    nn.init.uniform_(ours.gates.bias, -1, 1, generator=torch.Generator().manual_seed(1))
    theirs = nn.GRU(6, 4)
    z, n = ours.gates.weight.chunk(2)
    bz, bn = ours.gates.bias.chunk(2)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.cat([torch.rand(4, 6), z, n]))  # torch's order: reset, update, new
        theirs.bias_ih_l0.copy_(torch.cat([torch.rand(4), bz, bn]))
        theirs.bias_hh_l0.zero_()
    x = torch.randn(5, 6, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(ours(x), theirs(x[None])[0][0])


@pytest.mark.parametrize("cell", [OneStepLSTM, OneStepGRU])
def test_a_cell_predicts_what_it_trains_on(cell: type[OneStepLSTM] | type[OneStepGRU]) -> None:
    ours = cell(6, 4, torch.Generator().manual_seed(0))
    x = 10 * torch.randn(50, 6, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        predicted = ours(x)
    torch.testing.assert_close(predicted, ours(x).detach(), atol=1e-6, rtol=0)


@pytest.mark.parametrize("probability", [0.05, 0.3, 0.75, 0.95])
def test_dropout_silences_its_share_keeps_the_mean_and_rests_in_evaluation(probability: float) -> None:
    dropout = Dropout(probability, torch.Generator().manual_seed(0))
    x = torch.ones(2001, 101)
    dropped = dropout(x)
    assert (dropped == 0).float().mean().item() == pytest.approx(probability, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.1)
    kept = dropped[dropped != 0]
    assert torch.allclose(kept, torch.full_like(kept, 1 / (1 - probability)), rtol=1e-3)
    dropout.eval()
    assert torch.equal(dropout(x), x)


@pytest.mark.parametrize("size", [3, 50])
def test_dropout_draws_from_the_generator_it_is_given(size: int) -> None:
    model = nn.Sequential(Dropout(0.5, torch.Generator().manual_seed(0)))
    x = torch.ones(size)
    use_generator(model, torch.Generator().manual_seed(7))
    first = model(x)
    use_generator(model, torch.Generator().manual_seed(7))
    assert torch.equal(model(x), first)


@pytest.mark.parametrize("probabilities", [(0.3, 0.75), (0.0, 0.5), (0.5, 0.0), (0.0, 0.0)])
def test_dropout_drawn_ahead_is_that_of_one_step_after_the_other(probabilities: tuple[float, float]) -> None:
    silenced = []
    for ahead in (0, 3):
        generator = torch.Generator().manual_seed(0)
        dropouts = [Dropout(probability, generator) for probability in probabilities]
        pairs = list(zip(dropouts, (7, 5), strict=True))
        draw_ahead(pairs, ahead, 3)
        steps = [[dropout(torch.ones(3, width)) for dropout, width in pairs] for _ in range(4)]  # one more than drawn
        silenced.append(torch.cat([torch.cat(step, dim=1) for step in steps]))
    assert torch.equal(*silenced)


def test_what_was_drawn_ahead_is_forgotten_where_no_steps_follow() -> None:
    dropout = Dropout(0.5, torch.Generator().manual_seed(0))
    draw_ahead([(dropout, 4)], 2, 3)
    draw_ahead([(dropout, 4)], 0, 3)
    assert dropout(torch.ones(2, 9)).shape == (2, 9)


def test_embeddings_start_uniform_within_the_articles_bounds() -> None:
    weight = Table(1000, 20, torch.Generator().manual_seed(0)).weight
    assert weight.abs().max().item() <= 0.05
    assert weight.std().item() == pytest.approx(0.05 / 3**0.5, rel=0.02)
