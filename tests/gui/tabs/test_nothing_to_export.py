"""Export (Ctrl+E) in a tab that has nothing yet: it says so, and asks for no file."""

import pytest

from movierec_gui.gui.tab_pages import TABS
from movierec_gui.gui.workspace import Workspace


@pytest.mark.parametrize(
    ("title", "message"),
    [("Map", "no map"), ("Activations", "no nodes"), ("Predict", "no films")],
)
def test_where_there_is_nothing_to_export_it_is_said(qtbot, title, message):
    workspace = Workspace()
    tab = next(place for place in TABS if place.title == title).imported()(workspace)
    qtbot.addWidget(tab)
    told = []
    workspace.error_raised.connect(told.append)
    tab.export()
    assert message in str(told[0])


def test_without_predictions_there_is_nothing_to_export(qtbot):
    workspace = Workspace()
    tab = next(place for place in TABS if place.title == "Predict").imported()(workspace)
    qtbot.addWidget(tab)
    told = []
    workspace.error_raised.connect(told.append)
    tab.lists.setCurrentWidget(tab.run_gate)
    tab.export()
    assert "no predictions" in str(told[0])
