from __future__ import annotations

import math

import pytest

from movierec_gui.report.article.verdicts import FAILS, HOLDS, NOISE, PARTLY, Check, in_digits, mean_and_half, verdict
from movierec_gui.report.article.verdicts import verdict_of_step as together


@pytest.mark.parametrize(
    ("margins", "expected"),
    [
        ((0.010, 0.011, 0.012), HOLDS),
        ((-0.010, -0.011, -0.012), FAILS),
        ((0.010, -0.011, 0.012), NOISE),
        ((0.5,), NOISE),
        ((), NOISE),
        ((0.1, math.nan), NOISE),
    ],
)
def test_a_claim_is_judged_by_its_mean_against_its_interval(margins: tuple[float, ...], expected: str) -> None:
    assert verdict(margins) == expected


def test_the_interval_is_that_of_the_t_distribution() -> None:
    # Mean 1, standard deviation 1: half of the interval of three is 4.3027 / sqrt(3) = 2.484.
    assert verdict((0.0, 1.0, 2.0)) == NOISE
    assert verdict((1.49, 2.49, 3.49)) == HOLDS
    assert verdict((1.47, 2.47, 3.47)) == NOISE


def test_what_is_not_drawn_needs_one_number() -> None:
    assert verdict((1.0,), certain=True) == HOLDS
    assert verdict((-1.0,), certain=True) == FAILS


def _check(*margins: float) -> Check:
    return Check("", "", "", "", margins, certain=True)


def test_a_step_holds_in_part_where_its_first_claim_holds_and_another_does_not() -> None:
    assert together([_check(1.0), _check(1.0)]) == HOLDS
    assert together([_check(1.0), _check(-1.0)]) == PARTLY
    assert together([_check(-1.0), _check(1.0)]) == FAILS
    assert together([]) == NOISE


def test_a_mean_stands_beside_half_its_interval() -> None:
    assert mean_and_half([1.0]) == "1.0000"
    assert mean_and_half([0.0, 1.0, 2.0], ".2f") == "1.00 ± 2.48"
    assert mean_and_half([0.0, 2.0], "+.1f") == "+1.0 ± 12.7"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (-0.00001, ".4f", "0.0000"),
        (-0.0, "+.1f", "+0.0"),
        (-0.0001, ".4f", "-0.0001"),
        (0.25, "+.2f", "+0.25"),
        (math.nan, ".4f", "nan"),
    ],
)
def test_what_is_zero_in_its_digits_has_no_sign(value: float, form: str, text: str) -> None:
    assert in_digits(value, form) == text
    assert mean_and_half([value], form) == text
