"""What is searched for, for how long, and what it will cost."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.searching.setup_panel import SearchSetup
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec


@pytest.fixture
def setup(qtbot):
    made = SearchSetup()
    qtbot.addWidget(made)
    made.set_start(preset_spec("dense"), "Dense")
    return made


def ticked(setup):
    return [name for name, row in setup.rows.items() if row.ticked]


def test_what_matters_most_is_ticked_at_first(setup):
    assert setup.start_text.text() == "Dense, with the settings on the Train page."
    assert sorted(ticked(setup)) == ["hidden", "learning_rate"]
    setup.set_start(default_spec("ease"), "EASE")
    assert ticked(setup) == ["ridge"]


def test_ticks_stay_where_only_values_change_and_other_settings_begin_anew(setup):
    for name, row in setup.rows.items():
        row.check.setChecked(name == "embedding_dropout")
    from dataclasses import replace

    spec = preset_spec("dense")
    setup.set_start(replace(spec, training=replace(spec.training, learning_rate=0.05)), "Dense")
    assert ticked(setup) == ["embedding_dropout"]
    assert setup.rows["learning_rate"].check.toolTip().endswith("Now: 0.05")
    rows = dict(setup.rows)
    setup.set_start(replace(spec, training=replace(spec.training, learning_rate=0.05)), "Dense 2")
    assert setup.rows == rows  # nothing to make anew


def test_without_fitting_settings_nothing_can_start(setup):
    setup.set_start(None, "")
    assert not setup.start.isEnabled()
    assert setup.start_text.text() == "Some settings on the Train page need another value."
    with pytest.raises(UserError, match="need another value"):
        setup.space()
    setup.set_running(False)
    assert not setup.start.isEnabled()


def test_the_plan_is_what_the_fields_say(setup):
    setup.trials.setValue(7)
    setup.minutes.setValue(3)
    setup.inner.setValue(4)
    setup.sampler.setCurrentIndex(1)
    plan = setup.plan()
    assert sorted(one.name for one in plan.space) == ["hidden", "learning_rate"]
    assert (plan.sampler, plan.inner, plan.most_trials, plan.most_seconds) == ("random", 4, 7, 180.0)


def test_a_search_without_an_end_or_a_setting_is_none(setup):
    setup.trials.setValue(0)
    with pytest.raises(UserError, match="no end"):
        setup.plan()
    setup.minutes.setValue(1)
    assert setup.plan().most_trials == 0
    for row in setup.rows.values():
        row.check.setChecked(False)
    with pytest.raises(UserError, match="No setting varies"):
        setup.plan()


@pytest.mark.parametrize(
    ("trials", "minutes", "inner", "seconds", "text"),
    [
        (20, 0, 1, None, "The time is measured when nothing trains."),
        (20, 0, 1, 3.0, "About 3.0 s a trial, 1 min 00 s in all."),
        (20, 0, 5, 3.0, "About 15 s a trial, 5 min 00 s in all."),
        (20, 2, 5, 3.0, "About 15 s a trial, 2 min 00 s in all."),
        (0, 2, 1, 3.0, "About 3.0 s a trial, 2 min 00 s in all."),
        (0, 0, 1, 3.0, "About 3.0 s a trial."),
    ],
)
def test_the_cost_in_words(setup, trials, minutes, inner, seconds, text):
    setup.show_problem("It is unknown.")
    assert (setup.cost.text(), setup.cost.property("role")) == ("It is unknown.", "error")
    setup.trials.setValue(trials)
    setup.minutes.setValue(minutes)
    setup.inner.setValue(inner)
    setup.show_cost(seconds)
    assert (setup.cost.text(), setup.cost.property("role")) == (text, "")


def test_a_change_is_told_after_a_moment(qtbot, setup):
    with qtbot.waitSignal(setup.changed):
        setup.rows["embedding_dropout"].check.setChecked(True)
    with qtbot.waitSignal(setup.changed):
        setup.inner.setValue(2)


def test_while_a_search_runs_no_other_starts(setup):
    setup.set_running(True)
    assert (setup.start.text(), setup.start.isEnabled()) == ("Searching…", False)
    setup.set_running(False)
    assert (setup.start.text(), setup.start.isEnabled()) == ("Start search", True)
