"""Pages of two parts."""

from PySide6.QtWidgets import QLabel

from movierec_gui.gui.tabs.train_tab.side_pages import SidePages


def test_both_parts_change_together(qtbot):
    pages = SidePages(300)
    qtbot.addWidget(pages)
    parts = [QLabel(text) for text in ("settings", "work", "other settings", "other work")]
    pages.add_page("One", parts[0], parts[1])
    pages.add_page("Two", parts[2], parts[3])
    pages.show()
    assert [part.isVisible() for part in parts] == [True, True, False, False]
    with qtbot.waitSignal(pages.changed) as went:
        pages.go_to(1)
    assert went.args == [1]
    assert pages.current == 1
    assert [part.isVisible() for part in parts] == [False, False, True, True]
    assert parts[2].width() == 300
