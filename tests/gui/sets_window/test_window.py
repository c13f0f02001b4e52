"""The window of the kept sets, and set against set."""

from __future__ import annotations

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from movierec_gui.gui.sets_window import SetsWindow, comparison, window


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
    qtbot.waitUntil(lambda: panel.compared is not None, timeout=20_000)
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
    qtbot.waitUntil(lambda: sets.comparison.compared is not None, timeout=20_000)
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
    qtbot.waitUntil(lambda: panel.compared is not None, timeout=20_000)
    assert panel.errors.text().startswith("MSE of dense: selection ")
    assert "95 % interval" in panel.errors.text()
    assert "test ratings" in panel.errors.text()


def test_a_long_name_of_a_set_finds_room_in_the_heading(qtbot, workspace, sets):
    name = "A name that no heading has room for"
    workspace.sets.rename(sets.current_id, name)
    qtbot.waitUntil(lambda: name in [kept.name for kept in workspace.sets.sets if workspace.sets.found(kept.id)])
    sets.comparison.choose(sets.current_id, "everything")
    sets.comparison.button.click()
    qtbot.waitUntil(lambda: sets.comparison.compared is not None, timeout=20_000)
    heading = sets.comparison.table.model().headerData(1, Qt.Orientation.Horizontal)
    assert heading == "A name that n…"
    assert "A name that no heading has room for" in sets.comparison.summary.text()
