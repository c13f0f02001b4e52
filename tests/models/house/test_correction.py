"""The correction: nothing at first, the same for one user's movies as for any pairs, and blind beyond the usual."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.models.house.columns import Layout, OfExperts
from movierec_gui.models.house.correction import FARTHEST, Correction

ROWS = 9


def correction(learned: bool, context: int = 0) -> Correction:
    made = Correction(Layout(3, context), 8, 0.5, torch.Generator().manual_seed(0)).eval()
    if learned:
        draws = torch.Generator().manual_seed(1)
        with torch.no_grad():
            for tensor in (*made.parameters(), made.centre, made.spread):
                tensor.copy_(torch.rand(tensor.shape, generator=draws) + 0.1)
    return made


def features(width: int) -> torch.Tensor:
    return torch.randn(ROWS, width, generator=torch.Generator().manual_seed(2))


def test_before_anything_is_learned_the_experts_prediction_stands() -> None:
    made = correction(learned=False)
    assert not made.learned
    rows = features(made.layout.width)
    said = OfExperts(*made.layout.features(rows).experts.unbind(1)).prediction
    assert torch.equal(made(rows).prediction[:, 0], said)
    with torch.no_grad():
        made.last.bias.fill_(0.25)
    assert made.learned
    torch.testing.assert_close(made(rows).prediction[:, 0], said + 0.25)


@pytest.mark.parametrize("context", [0, 4])
def test_one_users_movies_are_corrected_as_any_pairs(context: int) -> None:
    made = correction(learned=True, context=context)
    rows = features(made.layout.width)
    own = made.layout.of_user
    rows[:, own] = rows[0, own]  # one user
    groups = made.layout.features(rows)
    of_user = torch.cat([groups.user, groups.context], dim=1)[0]
    with torch.inference_mode():
        sums = made.sums_of_movies(groups.movie, groups.genres)
        found = made.for_user(groups.experts, groups.apart, of_user, sums)
        torch.testing.assert_close(found, made(rows).prediction[:, 0])


def test_what_is_kept_of_the_movies_is_not_overwritten() -> None:
    made = correction(learned=True)
    groups = made.layout.features(features(made.layout.width))
    with torch.inference_mode():
        sums = made.sums_of_movies(groups.movie, groups.genres)
        before = sums.clone()
        made.for_user(groups.experts, groups.apart, groups.user[0], sums)
    assert torch.equal(sums, before)


def test_columns_are_standardised_and_cut_off_far_from_the_usual() -> None:
    made = correction(learned=True)
    rows = features(made.layout.width)
    made.standardise_by(rows)
    torch.testing.assert_close(made.centre, rows.mean(0))
    near, far, farther = ((made.centre + times * FARTHEST * made.spread).unsqueeze(0) for times in (0.5, 1.0001, 3.0))
    torch.testing.assert_close(made(far).first, made(farther).first)
    assert not torch.allclose(made(near).first, made(far).first)
    said = farther[0, 0] - far[0, 0]  # the experts' prediction itself is not cut off
    torch.testing.assert_close((made(farther).prediction - made(far).prediction)[0, 0], said, atol=1e-4, rtol=1e-4)


def test_dropout_silences_in_training_alone() -> None:
    made, rows = correction(learned=True), features(correction(learned=True).layout.width)
    assert torch.equal(made(rows).second, made(rows).second)
    made.train()
    assert (made(rows).second == 0).any()


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_gradients_by_hand_are_those_of_torch(dropout: float) -> None:
    made, rows = correction(learned=True).train(), features(correction(learned=True).layout.width)
    made.dropout.probability = dropout
    values = torch.rand(ROWS, generator=torch.Generator().manual_seed(3))
    made.dropout.generator = torch.Generator().manual_seed(4)
    torch.nn.functional.mse_loss(made(rows).prediction[:, 0], values).backward()
    wanted = {name: weight.grad for name, weight in made.named_parameters()}
    made.zero_grad()
    made.dropout.generator = torch.Generator().manual_seed(4)
    made.learn_by_hand(rows, values)
    for name, weight in made.named_parameters():
        torch.testing.assert_close(weight.grad, wanted[name], atol=1e-6, rtol=1e-5, msg=name)
