"""A user's errors in words."""

from types import SimpleNamespace

import pytest

from movierec_gui.analysis.predictions import PartError
from movierec_gui.gui.tabs.predict_tab.error_summary import context_text, error_text
from movierec_gui.training.config import preset_spec


def test_the_untouched_part_comes_first():
    errors = (PartError("train", 1700, 0.504, 0.61), PartError("test", 3, 0.9, 0.8))
    text = error_text(errors)
    assert text.index("Test MSE 0.90 (biases alone 0.80) on 3") < text.index(
        "Training MSE 0.50 (biases alone 0.61) on 1,700"
    )


def test_nobody_has_no_errors():
    assert error_text(()) == ""


@pytest.mark.parametrize(("architecture", "assumes"), [("house-context", True), ("house", False)])
def test_a_context_aware_model_says_that_it_assumes_now(architecture, assumes):
    run = SimpleNamespace(record=SimpleNamespace(spec=preset_spec(architecture)))
    text = context_text(run)
    assert ("as if they were rated now" in text) is assumes
    assert bool(text) is assumes
