"""Films that were not matched, decided on at a later time in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.errors import UserError
from movierec_gui.gui.people_import.imports import PeopleImports
from movierec_gui.gui.people_import.unmatched_dialog import UnmatchedDialog
from movierec_gui.gui.tabs.predict_tab.own_ratings_panel import OwnRatingsPanel

STARS = Scale(0.5, 5)


def wait(qtbot, workspace):
    qtbot.waitUntil(lambda: not workspace.jobs)


@pytest.fixture
def ann(qtbot, workspace):
    """Ann, of whose three films one is in the data, one may be, and one is not."""
    films = (Film("Movie 3", 1953), Film("Movie 7", 1959), Film("Something Else", 2024))
    rated = tuple(Rated(film, 4, STARS) for film in films)
    person = workspace.people.create("Ann")
    wait(qtbot, workspace)
    workspace.people.change(lambda now: Person(person.id, "Ann", rated), "three ratings")
    wait(qtbot, workspace)
    return workspace.people


@pytest.fixture
def dialog(qtbot, workspace, ann):
    made = UnmatchedDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    wait(qtbot, workspace)
    return made


def titles(dialog):
    return dialog.review.table.table.column("film").values.tolist()


def test_what_is_decided_is_kept_and_can_be_undone(dialog, qtbot, workspace, ann):
    assert titles(dialog) == ["Movie 7 (1959)"]
    assert not dialog.keep_button.isEnabled()
    assert "2 still open" in dialog.summary.text()
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_1)
    assert titles(dialog) == ["Movie 7 (1959)"]  # matched now
    assert dialog.keep_button.text() == "Keep 1 decision"
    dialog.keep_button.click()
    wait(qtbot, workspace)
    assert dialog.kept
    assert ann.ratings == {3: 4.0, 7: 4.0}
    assert ann.undo_text == "the decisions on films that were not matched"
    ann.undo()
    wait(qtbot, workspace)
    assert ann.ratings == {3: 4.0}
    assert ann.followed.unmatched == 2


def test_decisions_are_dropped_only_the_second_time(dialog, qtbot, ann):
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_1)
    dialog.reject()
    assert dialog.isVisible()
    assert "not kept yet" in dialog.messages.text
    dialog.reject()
    assert not dialog.isVisible()
    assert ann.ratings == {3: 4.0}


def test_the_panel_offers_it_with_the_number_and_only_where_there_is_something(qtbot, workspace, ann):
    panel = OwnRatingsPanel(ann)
    qtbot.addWidget(panel)
    panel.set_dataset(workspace.dataset)
    assert panel.unmatched_button.text() == "Not matched (2)…"
    with qtbot.waitSignal(panel.unmatched_requested):
        panel.unmatched_button.click()
    ann.create("Bea")
    wait(qtbot, workspace)
    assert panel.unmatched_button.isHidden()


def test_the_window_opens_it_once_and_says_why_it_cannot(qtbot, workspace, ann):
    window = QWidget()
    qtbot.addWidget(window)
    imports = PeopleImports(workspace, window)
    workspace.unmatched_requested.emit()
    first = imports.dialog
    workspace.unmatched_requested.emit()
    assert imports.dialog is first
    wait(qtbot, workspace)
    first.reject()
    assert imports.dialog is None
    ann.delete()
    wait(qtbot, workspace)
    with qtbot.waitSignal(workspace.error_raised) as raised:
        workspace.unmatched_requested.emit()
    assert isinstance(raised.args[0], UserError)
