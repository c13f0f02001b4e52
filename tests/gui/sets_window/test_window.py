"""The window of the kept sets, and set against set."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from movierec_gui.analysis.set_comparison import Difference, SetError
from movierec_gui.gui.sets_window import SetsWindow, comparison, window
from movierec_gui.gui.sets_window.work import Compared

NAN = float("nan")


@pytest.fixture
def book(qtbot, workspace):
    """Two kept sets, looked up."""
    for name, movies in (("Even", range(0, 40, 2)), ("Odd", range(1, 40, 2))):
        workspace.sets.keep(name, movies, "a test")
    sets = workspace.sets
    qtbot.waitUntil(lambda: len(sets.sets) == 2 and all(sets.found(kept.id) for kept in sets.sets))
    return sets


@pytest.fixture
def sets(keep, workspace, book):
    made = SetsWindow(workspace)
    keep(made)
    made.bring_up()
    return made


def _names(sets):
    return [sets.table.model().index(row, 0).data() for row in range(sets.table.model().rowCount())]


def test_without_a_set_it_says_how_to_make_one(keep, workspace):
    made = SetsWindow(workspace)
    keep(made)
    made.bring_up()
    assert "Keep as a set" in made.hint.text()
    assert not made.select.isEnabled()
    assert not made.comparison.button.isEnabled()


def test_sets_are_listed_and_selected(workspace, sets):
    assert _names(sets) == ["Even", "Odd"]
    sets.table.selectRow(1)
    sets.select.click()
    assert workspace.selection.movies == tuple(range(1, 40, 2))


def test_a_set_is_renamed(qtbot, sets, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Zero", True))
    with qtbot.waitSignal(sets._book.changed):
        sets.rename.click()
    assert _names(sets) == ["Odd", "Zero"]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("odd", True))
    sets.rename.click()
    assert "called “odd” already" in sets.messages.text


def test_a_deleted_set_comes_back(qtbot, sets):
    sets.delete.click()
    qtbot.waitUntil(lambda: _names(sets) == ["Odd"])
    assert sets.messages.text == "Even is deleted."
    sets.messages._action.click()
    qtbot.waitUntil(lambda: _names(sets) == ["Even", "Odd"])
    assert sets.messages.text == ""


def test_a_set_that_another_program_brings_back_is_offered_no_more(qtbot, workspace, sets):
    deleted = sets.current_id
    sets.delete.click()
    qtbot.waitUntil(lambda: _names(sets) == ["Odd"])
    workspace.sets.store.restore(deleted)
    workspace.sets.refresh()
    qtbot.waitUntil(lambda: _names(sets) == ["Even", "Odd"])
    assert sets.messages.text == ""
    assert not workspace.sets.can_bring_back


def test_a_set_takes_the_selection_s_place(qtbot, workspace, sets):
    assert not sets.renew.isEnabled()
    workspace.select_movies([5], "a click")
    with qtbot.waitSignal(workspace.sets.changed):
        sets.renew.click()
    qtbot.waitUntil(lambda: getattr(workspace.sets.found(sets.current_id), "movies", None) == (5,))
    assert len(workspace.sets.store.read(sets.current_id)) == 1


def test_a_set_is_exported(qtbot, sets, tmp_path, monkeypatch):
    path = tmp_path / "even.csv"
    monkeypatch.setattr(window, "ask_for_csv", lambda *_: path)
    sets.export_button.click()
    qtbot.waitUntil(lambda: "20 rows" in sets.messages.text)
    assert len(pd.read_csv(path)) == 20


def test_set_against_set(qtbot, sets, tmp_path, monkeypatch, tiny_dataset):
    panel = sets.comparison
    panel.button.click()
    qtbot.waitUntil(lambda: panel.compared is not None)
    assert panel.summary.text() == "Even: 20 movies; Odd: 20; 0 in both."
    model = panel.table.model()
    assert [model.headerData(column, panel.table.horizontalHeader().orientation()) for column in (1, 2)] == [
        "Even",
        "Odd",
    ]
    assert model.index(0, 0).data() == "Year"
    assert "Benjamini and Hochberg" in panel.note.text()
    path = tmp_path / "compared.csv"
    monkeypatch.setattr(comparison, "ask_for_csv", lambda *_: path)
    panel.export_button.click()
    qtbot.waitUntil(lambda: "written to" in sets.messages.text)
    assert pd.read_csv(path).columns.tolist() == ["kind", "name", "Even", "Odd", "p"]


def test_the_selection_against_everything(qtbot, workspace, sets):
    workspace.select_movies(range(10), "a click")
    sets.comparison.choose("selection", "everything")
    sets.comparison.button.click()
    qtbot.waitUntil(lambda: sets.comparison.compared is not None)
    assert sets.comparison.compared.found.sizes == (10, 60)


def test_the_run_s_error_on_each(qtbot, keep, looking, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.store.list()[0].id)
    looking.select_movies(range(30), "a click")
    made = SetsWindow(looking)
    keep(made)
    made.bring_up()
    panel = made.comparison
    panel.choose("selection", "everything")
    panel.with_run.setChecked(True)
    panel.button.click()
    qtbot.waitUntil(lambda: panel.compared is not None)
    assert panel.errors.text().startswith("MSE of dense: selection ")
    assert "95 % interval" in panel.errors.text()
    assert "test ratings" in panel.errors.text()


def test_a_long_name_of_a_set_finds_room_in_the_heading(qtbot, workspace, sets):
    name = "A name that no heading has room for"
    workspace.sets.rename(sets.current_id, name)
    qtbot.waitUntil(lambda: name in [kept.name for kept in workspace.sets.sets if workspace.sets.found(kept.id)])
    sets.comparison.choose(sets.current_id, "everything")
    sets.comparison.button.click()
    qtbot.waitUntil(lambda: sets.comparison.compared is not None)
    heading = sets.comparison.table.model().headerData(1, Qt.Orientation.Horizontal)
    assert heading == "A name that n…"
    assert "A name that no heading has room for" in sets.comparison.summary.text()


def test_other_data_forget_what_was_compared(qtbot, workspace, sets, tiny_dataset):
    panel = sets.comparison
    panel.button.click()
    qtbot.waitUntil(lambda: panel.compared is not None)
    assert panel.export_button.isEnabled()
    workspace.set_dataset(replace(tiny_dataset, name="other"))
    assert panel.compared is None
    assert panel.summary.text() == "Choose two sides and compare them."
    assert (panel.note.text(), panel.errors.text(), panel.table.model().rowCount()) == ("", "", 0)
    assert not panel.export_button.isEnabled()
    assert not panel.errors.isVisible()
    qtbot.waitUntil(lambda: not workspace.jobs)
    panel.with_run.clicked.emit()  # nothing was compared: nothing to compare anew
    assert not workspace.jobs


def test_the_run_s_error_is_added_at_once_to_what_is_compared(qtbot, keep, looking, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.store.list()[0].id)
    made = SetsWindow(looking)
    keep(made)
    looking.select_movies(range(30), "a click")
    panel = made.comparison
    panel.choose("selection", "everything")
    panel.start()
    qtbot.waitUntil(lambda: panel.compared is not None)
    assert panel.errors.text() == ""
    before = panel.compared
    panel.with_run.click()
    qtbot.waitUntil(lambda: panel.compared is not before)
    assert panel.errors.text().startswith("MSE of dense")
    looking.set_current_run("")
    assert not panel.with_run.isEnabled()


def test_what_is_chosen_stays_while_the_sets_change(workspace, sets):
    panel = sets.comparison
    first, second = (kept.id for kept in workspace.sets.sets)
    assert [chooser.currentData() for chooser in panel.sides] == [first, second]
    panel.choose(second, "everything")
    workspace.select_movies([1, 2], "a click")
    assert [chooser.currentData() for chooser in panel.sides] == [second, "everything"]
    texts = [panel.sides[0].itemText(row) for row in range(panel.sides[0].count())]
    assert texts == ["Even", "Odd", "Selection (2)", "Every movie"]
    panel.choose("selection", "nowhere")
    assert [chooser.currentText() for chooser in panel.sides] == ["Selection (2)", "Even"]
    workspace.clear_selection()
    assert [chooser.currentText() for chooser in panel.sides] == ["Even", "Even"]


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        ("genre", "War", 0.1234, "12.3%"), ("number", "mean rating", 3.14159, "3.142"),
        ("number", "year", 1990.4, "1990"), ("number", "ratings", 12345.6, "1.235e+04"), ("genre", "War", NAN, "–"),
    ],
)  # fmt: skip
def test_traits_have_the_digits_that_they_need(kind, name, value, text):
    assert comparison._value(Difference(kind, name, value, value, 0.5), value) == text


@pytest.mark.parametrize(("p", "text"), [(NAN, "–"), (0.0005, "< 0.001"), (0.001, "0.001"), (0.25, "0.250")])
def test_chances_are_told_in_thousandths(p, text):
    assert comparison._p(p) == text


def test_errors_without_an_interval_or_a_rating_say_so():
    errors = (
        SetError("Even", 1200, 3, 0.8, 0.7, 0.9), SetError("Odd", 2, 1, 0.5, NAN, NAN),
        SetError("None", 0, 0, NAN, NAN, NAN),
    )  # fmt: skip
    assert comparison._errors(Compared(None, errors, "test ratings", "dense")) == (
        "MSE of dense: Even 0.800 (95 % interval 0.700 to 0.900), 1,200 ratings; Odd 0.500, 2 ratings; "
        "None: no held-out rating. On test ratings."
    )
    assert comparison._errors(Compared(None)) == ""


@pytest.mark.parametrize(("letters", "heading"), [(14, "x" * 14), (15, "x" * 13 + "…")])
def test_a_heading_holds_fourteen_letters(letters, heading):
    assert comparison._heading("x" * letters) == heading


def test_escape_closes_the_window_and_other_keys_do_not(qtbot, sets):
    qtbot.keyClick(sets, Qt.Key.Key_A)
    assert sets.isVisible()
    qtbot.keyClick(sets, Qt.Key.Key_Escape)
    assert not sets.isVisible()


def test_nothing_is_renamed_where_the_question_is_closed(sets, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Zero", False))
    sets.rename.click()
    assert _names(sets) == ["Even", "Odd"]


def test_the_cursor_stays_on_its_set_and_says_where_the_set_comes_from(qtbot, workspace, sets):
    sets.table.selectRow(1)
    chosen = sets.current_id
    workspace.sets.keep("Also", range(3), "a click")
    qtbot.waitUntil(lambda: _names(sets) == ["Also", "Even", "Odd"])
    assert sets.current_id == chosen
    cells = [sets.table.model().index(1, column).data() for column in range(4)]
    assert cells == ["Even", "20", "20", "a test · tiny"]
