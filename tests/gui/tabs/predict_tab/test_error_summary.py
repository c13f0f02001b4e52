"""A user's errors in words."""

from movierec_gui.analysis.predictions import PartError
from movierec_gui.gui.tabs.predict_tab.error_summary import error_text


def test_the_untouched_part_comes_first():
    errors = (PartError("train", 1700, 0.504, 0.61), PartError("test", 3, 0.9, 0.8))
    text = error_text(errors)
    assert text.index("Test MSE 0.90 (biases alone 0.80) on 3") < text.index(
        "Training MSE 0.50 (biases alone 0.61) on 1,700"
    )


def test_nobody_has_no_errors():
    assert error_text(()) == ""
