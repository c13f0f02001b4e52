"""An empty tab says what it needs, or that it is coming."""

from movierec_gui.gui.widgets.dataset_needed import DatasetNeeded
from movierec_gui.gui.workspace import Workspace


def test_it_follows_what_is_being_loaded(qtbot):
    workspace = Workspace()
    workspace.set_loading("the bundled data")
    page = DatasetNeeded(workspace, "map", "Open a dataset.", "Go to Data")
    qtbot.addWidget(page)
    page.button.setToolTip("Go")
    assert (page.text, page.button.isVisibleTo(page)) == ("Loading the bundled data…", False)
    workspace.set_loading("")
    assert (page.text, page.button.isVisibleTo(page)) == ("Open a dataset.", True)
