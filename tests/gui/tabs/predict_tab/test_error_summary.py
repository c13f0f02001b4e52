"""A user's errors in words."""

from types import SimpleNamespace

import pytest

from movierec_gui.analysis.people import KnownUser, NewUser
from movierec_gui.analysis.predictions import PartError
from movierec_gui.data.people.joining import JoinedPerson
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
    run = SimpleNamespace(record=SimpleNamespace(spec=preset_spec(architecture)), person=None)
    text = context_text(run, SimpleNamespace(person=NewUser()), "")
    assert ("as if they were rated now" in text) is assumes
    assert bool(text) is assumes


def test_a_run_that_was_trained_with_the_person_says_so_until_they_rate_more():
    ann = JoinedPerson("ann-1", "Ann", 1, (3,), (4.5,), (0,))
    run = SimpleNamespace(record=SimpleNamespace(spec=preset_spec("dot")), person=ann)
    same, more = NewUser((3,), (4.5,)), NewUser((3, 4), (4.5, 1.0))
    assert "trained with these ratings, as those of Ann" in context_text(run, SimpleNamespace(person=same), "ann-1")
    assert "have changed since" in context_text(run, SimpleNamespace(person=more), "ann-1")
    assert context_text(run, SimpleNamespace(person=more), "bea-2") == ""
    assert context_text(run, SimpleNamespace(person=KnownUser(3)), "ann-1") == ""
