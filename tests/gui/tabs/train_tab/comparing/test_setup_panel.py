"""The left side of the comparison."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.comparing.setup_panel import SetupPanel, cost_text
from movierec_gui.training.comparison_estimate import ComparisonCost


@pytest.mark.parametrize(
    ("trainings", "seconds", "text"),
    [
        (0, None, "Tick the models to compare."),
        (1, 2.0, "One training, about 2.0 s."),
        (18, None, "18 trainings."),
        (18, 90.0, "18 trainings, about 1 min 30 s."),
    ],
)
def test_the_work_reads_as_a_sentence(trainings, seconds, text):
    assert cost_text(ComparisonCost(trainings, seconds)) == text


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
    panel.show_cost(ComparisonCost(2, None))
    assert panel.cost.text() == "2 trainings."
