"""The left side of the comparison."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.comparing.setup_panel import SetupPanel, cost_text
from movierec_gui.training.comparison_estimate import ComparisonCost


@pytest.mark.parametrize(
    ("fits", "trainings", "seconds", "text"),
    [
        (0, 0, None, "Tick the models to compare."),
        (1, 1, 2.0, "1 fit (1 training), about 2.0 s."),
        (9, 18, None, "9 fits (18 trainings)."),
        (9, 18, 90.0, "9 fits (18 trainings), about 1 min 30 s."),
    ],
)
def test_the_work_reads_as_a_sentence(fits, trainings, seconds, text):
    assert cost_text(ComparisonCost(fits, trainings, seconds)) == text


def test_changes_are_told_once_they_settle(qtbot):
    panel = SetupPanel()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.changed):
        panel.protocol.seeds.setText("1")
        panel.protocol.seeds.setText("1, 2")
    with qtbot.waitSignal(panel.start_requested):
        panel.start.click()
    panel.show_problem(UserError("No room"))
    assert panel.cost.text() == "No room."
    panel.show_problem(ValueError("odd"))
    assert panel.cost.text() == "The time cannot be estimated."
    panel.show_unsettled()
    assert panel.cost.text() == "No estimate: what is marked above needs another value."
    panel.show_cost(ComparisonCost(1, 2, None))
    assert panel.cost.text() == "1 fit (2 trainings)."


def test_while_one_runs_no_other_can_be_started(qtbot):
    panel = SetupPanel()
    qtbot.addWidget(panel)
    panel.set_running(True)
    assert not panel.start.isEnabled()
    panel.set_running(False)
    assert panel.start.isEnabled()
    assert panel.start.text() == "Start comparison"


def test_it_reads_from_top_to_bottom(qtbot, words_of):
    panel = SetupPanel()
    qtbot.addWidget(panel)
    assert words_of(panel) == [
        "Models",
        "Models to compare",
        "Judged by",
        "Protocol: The article's split, several seeds",
        "Seeds: 0, 1, 2 [Seeds of the article's split,…]",
        "For each seed another random fifth of the ratings judges, as…",
        "Start comparison [Train and judge every ticked m…]",
    ]
