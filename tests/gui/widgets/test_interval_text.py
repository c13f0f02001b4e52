"""Intervals in words."""

import pytest

from movierec_gui.gui.widgets.interval_text import explanation, range_text, sureness
from movierec_gui.training.intervals import IntervalCheck, Intervals

OWN = Intervals(1.2, by_model=True, calibrated_on=8_000)
CONSTANT = Intervals(1.1, by_model=False, calibrated_on=8_000)
NORMAL = Intervals(1.28, by_model=True, calibrated_on=0)
OF_FIT = Intervals(1.21, by_model=True, calibrated_on=0, by_fit=True)
CHECK = IntervalCheck("test", 20_000, 0.804, 1.9)


@pytest.mark.parametrize(
    ("intervals", "check", "parts"),
    [
        (OWN, CHECK, ("as wide as the model is unsure", "8,000 validation ratings", "of 20,000 test ratings, 80%")),
        (CONSTANT, CHECK, ("the same width for every movie",)),
        (NORMAL, CHECK, ("not calibrated, since the run has no validation part", "80% were inside")),
        (NORMAL, None, ("not calibrated",)),
        (OF_FIT, None, ("as the fit found by its training ratings, since the run has no validation part",)),
        (None, None, ("No interval",)),
    ],
)
def test_the_tool_tip_says_what_intervals_are_and_how_often_they_held(intervals, check, parts):
    text = explanation(intervals, check)
    assert all(part in text for part in parts)
    assert ("inside" in text) is (check is not None)


def test_the_panel_says_how_sure_the_model_is():
    assert sureness(3.12, 4.58, OWN, 0.72) == (
        "Four in five such ratings should lie between 3.1 and 4.6: surer than of 72% of the movies."
    )
    assert sureness(3.12, 4.58, OWN, 0.9999).endswith("surer than of 99% of the movies.")
    assert sureness(3.12, 4.58, CONSTANT, 0.0).endswith("the model knows only how sure it is on the whole.")
    assert sureness(3.12, 4.58, None, 0.0) == ""


def test_a_range_has_one_decimal():
    assert range_text(1.5, 3.06, 4.6) == "3.1 – 4.6"
