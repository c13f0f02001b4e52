"""Tabs are built behind the window: the open one first, the others one by one, each at its first need at the latest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from movierec_gui.gui import tab_pages
from movierec_gui.gui.tab_pages import TABS, TabPages, TabPlace
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


class FakeTab(QWidget):
    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace


@pytest.fixture
def pages(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(tab_pages, "TABS", tuple(TabPlace(name, "data", lambda: FakeTab) for name in ("A", "B", "C")))
    made = TabPages(Workspace(RunStore(tmp_path)))
    qtbot.addWidget(made)
    return made


def built(pages):
    return [isinstance(pages.widget(number), FakeTab) for number in range(pages.count())]


def test_before_it_is_told_to_it_builds_nothing_even_if_tabs_are_opened(pages):
    pages.setCurrentIndex(2)
    assert built(pages) == [False, False, False]
    assert [pages.tabText(number) for number in range(3)] == ["A", "B", "C"]


def test_the_open_tab_comes_first_then_the_others_in_order(qtbot, pages):
    order = []
    pages.built.connect(order.append)
    pages.setCurrentIndex(1)
    with qtbot.waitSignal(pages.completed):
        pages.build_later()
        pages.build_later()
        assert order == [], "to build waits until the window had its turn after the import"
    assert order == [1, 0, 2]
    assert built(pages) == [True, True, True]
    assert pages.currentIndex() == 1
    assert [pages.tabText(number) for number in range(3)] == ["A", "B", "C"]


def test_a_tab_that_is_opened_while_it_waits_is_built_at_once(qtbot, pages):
    order = []
    pages.built.connect(order.append)
    with qtbot.waitSignal(pages.completed):
        with qtbot.waitSignal(pages.built):
            pages.build_later()
        assert order == [0]
        pages.setCurrentIndex(2)
        assert built(pages) == [True, False, True]
    assert order == [0, 2, 1]


def test_the_window_has_its_turn_between_the_import_of_a_tab_and_its_making(qtbot, tmp_path, monkeypatch):
    happened = []

    def imported():
        happened.append("import")
        return lambda workspace: happened.append("make") or FakeTab(workspace)

    monkeypatch.setattr(tab_pages, "TABS", (TabPlace("A", "data", imported),))
    pages = TabPages(Workspace(RunStore(tmp_path)))
    qtbot.addWidget(pages)
    pages.build_later()
    assert happened == ["import"]
    qtbot.waitUntil(lambda: built(pages) == [True])
    assert happened == ["import", "import", "make"], "the second import finds the first"


def test_building_all_leaves_the_open_tab_open_and_tells_of_no_change(qtbot, pages):
    pages.setCurrentIndex(1)
    with qtbot.assertNotEmitted(pages.currentChanged), qtbot.waitSignal(pages.completed):
        pages.build_all()
    assert built(pages) == [True, True, True]
    assert pages.currentIndex() == 1


def test_building_a_tab_opens_no_other_window(qtbot, qapp, tmp_path):
    opened = []

    class Watch(QObject):
        def eventFilter(self, seen, event):  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(seen, QWidget) and seen.isWindow():
                opened.append(f"{type(seen).__name__} {seen.objectName()}")
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        tabs = [place.imported()(Workspace(RunStore(tmp_path))) for place in TABS]
    finally:
        qapp.removeEventFilter(watch)
    for tab in tabs:
        qtbot.addWidget(tab)
    assert opened == []


def test_what_stands_for_a_tab_is_what_the_tab_says_of_itself(qtbot, tmp_path):
    workspace = Workspace(RunStore(tmp_path))
    for place in TABS:
        tab = place.imported()(workspace)
        qtbot.addWidget(tab)
        assert (tab.title, tab.icon_name) == (place.title, place.icon_name)
