"""A search as it is shown: its picture, its trials, and what can be done with them."""

from dataclasses import replace

import pytest

from movierec_gui.gui.closing import SEARCH
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.tabs.train_tab.searching.results_panel import BEST, PARALLEL, SearchResults
from movierec_gui.training.config import preset_spec
from movierec_gui.training.searching.record import SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension

TRIALS = (
    Trial(1, {"learning_rate": 0.001}, "finished", 0.9, (0.9,), (3,), 1.0),
    Trial(2, {"learning_rate": 0.01}, "failed", None, reason="The loss is not a number."),
    Trial(3, {"learning_rate": 0.005}, "finished", 0.75, (0.75,), (4,), 2.0),
)


@pytest.fixture
def record():
    rate = Dimension("training", "learning_rate", 0.0001, 0.01, logarithmic=True)
    spec = preset_spec("dense").to_mapping()
    return SearchRecord(
        "s", "2026-12-01T12:05:00+00:00", "stopped", "tiny", "hash", spec, (rate,), most_trials=5, trials=TRIALS
    )


@pytest.fixture
def panel(qtbot, workspace):
    made = SearchResults(KeptRunner(workspace, "Searching settings", SEARCH, workspace))
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def choose(panel, number):
    place = [row.key for row in panel.table.values.rows].index(str(number))
    panel.table.setCurrentIndex(panel.table.model().index(place, 0))


def test_the_best_trial_is_chosen_and_its_settings_can_be_used(qtbot, panel, record):
    panel.show_record(record)
    assert panel.table.current_key == "3"
    assert panel.use.isEnabled()
    with qtbot.waitSignal(panel.use_requested) as asked:
        panel.use.click()
    assert asked.args == [3]
    choose(panel, 2)
    assert not panel.use.isEnabled()  # it failed
    choose(panel, 1)
    assert panel.use.isEnabled()


def test_who_chose_a_trial_stays_there_and_who_looks_at_the_best_follows_it(panel, record):
    panel.show_record(record)
    better = Trial(4, {"learning_rate": 0.002}, "finished", 0.6, (0.6,), (4,), 2.0)
    panel.show_record(replace(record, trials=(*TRIALS, better)))
    assert panel.table.current_key == "4"
    choose(panel, 1)
    panel.show_record(replace(record, trials=(*TRIALS, better, replace(better, number=5, score=0.5))))
    assert panel.table.current_key == "1"
    panel.show_record(replace(record, id="other"))
    assert panel.table.current_key == "3"


def test_one_that_is_not_spent_can_be_gone_on_with_unless_it_runs(panel, record):
    for shown, running, offered in (
        (record, "", True),
        (record, "s", False),
        (replace(record, most_trials=3), "", False),
    ):
        panel.list_records((shown,), "s", running)
        panel.show_record(shown)
        assert panel.buttons["continue"].isVisibleTo(panel) is offered
    panel.show_record(replace(record, trials=()))
    assert not panel.buttons["chart"].isEnabled()
    assert not panel.use.isEnabled()


def test_both_pictures_are_drawn_and_the_chosen_trial_is_marked(qtbot, panel, record):
    panel.show_record(record)
    qtbot.waitUntil(lambda: panel.chart.figure is not None)
    first = panel.chart.figure
    assert panel.pictures.currentIndex() == BEST
    assert panel.chart.accessibleDescription() == "Best: trial 3, validation MSE 0.7500; the first trial has 0.9000."
    panel.pictures.setCurrentIndex(PARALLEL)
    qtbot.waitUntil(lambda: panel.chart.figure is not first)
    second = panel.chart.figure
    assert panel.chart.accessibleDescription().startswith("3 trials. Best: trial 3")
    choose(panel, 1)
    qtbot.waitUntil(lambda: panel.chart.figure is not second)
    widths = [[line.get_linewidth() for line in figure.axes[0].lines] for figure in (second, panel.chart.figure)]
    assert widths[0] != widths[1]


def test_nothing_is_shown_before_the_first(panel):
    panel.show_record(None)
    assert panel.empty.isVisible()
    panel._on_use()
