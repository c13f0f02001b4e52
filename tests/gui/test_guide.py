"""The guide explains, and the pictures show, the tabs as they are now."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.tab_pages import TABS
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def recipes() -> dict[str, Any]:
    """The functions of the scripts that make the guide and look at the window."""
    sys.path.insert(0, str(DOCS))
    try:
        return runpy.run_path(str(DOCS / "window_controls.py")) | runpy.run_path(str(DOCS / "make_guide.py"))
    finally:
        sys.path.remove(str(DOCS))


@pytest.fixture
def controls(qtbot, tmp_path, recipes) -> Iterator[dict[str, Any]]:
    """Title of each tab to its controls, before any data are open."""
    workspace = Workspace(RunStore(tmp_path / "runs"))
    window = MainWindow(workspace, Session(tmp_path / "session.ini"))
    qtbot.addWidget(window)
    window.tabs.build_all()
    yield recipes["controls_by_tab"](window.tabs)
    assert workspace.stop_jobs()


def test_every_tab_has_its_page_and_the_page_its_controls(controls, recipes):
    assert len(controls) == len(TABS)
    for title, those in controls.items():
        written = recipes["page_of"](title).read_text(encoding="utf-8")
        assert recipes["with_controls"](written, those) == written, "run: python docs/make_guide.py"
        assert len(those) > 15


def test_the_pictures_show_the_tabs_as_they_are(controls, recipes):
    kept = (DOCS / "images" / "controls.txt").read_text(encoding="utf-8")
    now = recipes["as_lines"](controls)
    assert now == kept, "a tab has other controls than its picture shows; run: python docs/screenshots.py"


def test_a_changed_tip_and_a_new_control_change_the_page(recipes):
    control, page = recipes["Control"], f"words\n{recipes['BEGIN']}\n\nold\n"
    before = recipes["with_controls"](page, (control("Run", "The network"),))
    assert before.startswith("words\n")
    assert "| Run | The network |" in before
    assert "old" not in before
    for after in ((control("Run", "Another"),), (control("Run", "The network"), control("Print", "On paper"))):
        assert recipes["with_controls"](before, after) != before
    assert recipes["with_controls"](before, (control("Save", "Save"),)).endswith("And, by their names: Save.\n")
    with pytest.raises(ValueError, match="has no line"):
        recipes["with_controls"]("words\n", ())


def test_another_heading_of_a_table_makes_its_picture_an_old_one(recipes):
    control, lines = recipes["Control"], recipes["as_lines"]
    before = lines({"Data": (control("Open", "A file"), control("Users", "Everybody", ("User", "Mean")))})
    assert before == "Data: Open\nData: Users: User | Mean\n"
    assert lines({"Data": (control("Open", "A file"), control("Users", "Everybody", ("User", "Median")))}) != before
