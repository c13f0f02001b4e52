"""Estimates follow the form after a moment; the newest question wins."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.estimator import Estimator
from movierec_gui.training import estimate as engine


@pytest.fixture
def estimator(workspace):
    return Estimator(workspace)


def test_answers_the_newest_question(qtbot, estimator, spec):
    answers = []
    estimator.estimated.connect(answers.append)
    for timed in (True, False, True, False):
        estimator.ask(spec, timed)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers[0].epoch_seconds is None
    with qtbot.waitSignal(estimator.estimated):
        estimator.ask(spec, True)
    assert answers[1].epoch_seconds > 0


def test_a_withdrawn_question_is_not_answered(qtbot, workspace, estimator, spec):
    estimator.ask(spec, True)
    estimator.ask(None, False)
    assert not estimator._timer.isActive()
    assert not workspace.jobs


def test_errors_are_told(qtbot, estimator, spec, monkeypatch):
    def broken(*_):
        raise UserError("No such device", "", "")

    monkeypatch.setattr(engine, "choose_device", broken)
    with qtbot.waitSignal(estimator.failed) as failed:
        estimator.ask(spec, True)
    assert str(failed.args[0]) == "No such device."
