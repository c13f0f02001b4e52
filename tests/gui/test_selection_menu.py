"""What can be done with the selected movies, in every tab."""

from __future__ import annotations

import pandas as pd
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from movierec_gui.gui import selection_menu as module
from movierec_gui.gui.selection_menu import SelectionMenu


@pytest.fixture
def window(keep):
    made = QWidget()
    keep(made)
    return made


@pytest.fixture
def menu(window, workspace):
    return SelectionMenu(workspace, window)


@pytest.fixture
def kept(qtbot, workspace, menu):
    """A set of the movies 1, 2 and 3."""
    workspace.select_movies([1, 2, 3], "a lasso")
    menu.keep_as("Mine")
    qtbot.waitUntil(lambda: any(workspace.sets.found(kept.id) for kept in workspace.sets.sets))
    return workspace.sets.sets[0]


def _sets_of(menu, way):
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.set_menus[way].actions()}


def test_without_a_selection_only_sets_can_be_chosen(workspace, menu):
    actions = (menu.keep, menu.invert, menu.copy, menu.export, menu.clear_selection)
    assert not any(action.isEnabled() for action in actions)
    assert menu.windows.isEnabled()
    workspace.select_movies([1], "")
    assert all(action.isEnabled() for action in actions)


def test_a_selection_is_kept_under_a_name(qtbot, workspace, menu, monkeypatch):
    workspace.select_movies([1, 2], "a lasso")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **given: (given["text"] + "!", True))
    menu.keep.trigger()
    qtbot.waitUntil(lambda: len(workspace.sets.sets) == 1)
    (kept,) = workspace.sets.sets
    assert (kept.name, len(kept), kept.origin) == ("a lasso!", 2, "a lasso")


def test_a_name_that_is_taken_is_said_where_one_looks(qtbot, workspace, menu, kept):
    with qtbot.waitSignal(workspace.error_raised) as told:
        menu.keep_as("mine")
    assert "called “mine” already" in str(told.args[0])


def test_sets_are_selected_added_taken_away_and_intersected(workspace, menu, kept):
    workspace.select_movies([3, 4], "a click")
    _sets_of(menu, "union")["Mine (3)"].trigger()
    assert workspace.selection.movies == (1, 2, 3, 4)
    assert workspace.selection.label == "a click and Mine"
    _sets_of(menu, "without")["Mine (3)"].trigger()
    assert workspace.selection.movies == (4,)
    _sets_of(menu, "replace")["Mine (3)"].trigger()
    assert (workspace.selection.movies, workspace.selection.label) == ((1, 2, 3), "the set Mine")
    workspace.select_movies([2, 9], "")
    _sets_of(menu, "both")["Mine (3)"].trigger()
    assert workspace.selection.movies == (2,)


def test_all_others(workspace, menu, tiny_dataset):
    workspace.select_movies([0, 5], "a click")
    menu.invert.trigger()
    assert workspace.selection.movies == tuple(movie for movie in range(60) if movie not in (0, 5))
    assert workspace.selection.label == "all but a click"


def test_the_list_is_copied_whole(qtbot, workspace, menu, tiny_dataset):
    workspace.select_movies(range(40), "")
    with qtbot.waitSignal(menu.told) as told:
        menu.copy.trigger()
    assert "40 movies" in told.args[0]
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 41
    assert lines[1].split("\t")[1] == tiny_dataset.movies.titles[0]


def test_the_list_is_exported(qtbot, workspace, menu, tmp_path, monkeypatch):
    workspace.select_movies([1, 2], "a lasso")
    path = tmp_path / "list.csv"
    monkeypatch.setattr(module, "ask_for_csv", lambda *_: path)
    with qtbot.waitSignal(menu.told):
        menu.export.trigger()
    assert len(pd.read_csv(path)) == 2


def test_sets_are_found_again_in_other_data(qtbot, workspace, kept, tiny_dataset):
    from dataclasses import replace

    other = replace(tiny_dataset, movies=replace(tiny_dataset.movies, ids=tiny_dataset.movies.ids[::-1].copy()))
    with qtbot.waitSignal(workspace.sets.changed):
        workspace.set_dataset(other)
    qtbot.waitUntil(lambda: workspace.sets.found(kept.id) is not None)
    assert workspace.sets.found(kept.id).movies == (1, 2, 3)


def test_a_name_that_is_not_given_keeps_nothing(workspace, menu, monkeypatch):
    asked = []

    def ask(*arguments, **given):
        asked.append((arguments[2], given["text"]))
        return "Mine", False

    workspace.select_movies([1, 2], "the set A/B")
    monkeypatch.setattr(QInputDialog, "getText", ask)
    menu.keep.trigger()
    assert asked == [("Name of the 2 movies:", "A-B")]
    assert not workspace.jobs


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("rows of Films", "Films"), ("the set Even", "Even"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…"),
        ("x" * 38 + " yy", "x" * 38 + "…"),
    ],
)  # fmt: skip
def test_an_origin_is_short_in_a_name(label, short):
    assert module._short(label) == short


def test_what_a_set_can_do_depends_on_the_selection(workspace, menu, kept):
    workspace.sets.rename(kept.id, "R&D")
    workspace.clear_selection()
    menu.aboutToShow.emit()
    assert {way for way, below in menu.set_menus.items() if below.isEnabled()} == {"replace", "union"}
    workspace.select_movies([1], "")
    menu.aboutToShow.emit()
    assert all(below.isEnabled() for below in menu.set_menus.values())
    assert [below.title() for below in menu.set_menus.values()] == [
        "&Select a set", "&Add a set", "&Take a set away", "&Only what is in a set",
    ]  # fmt: skip


def test_a_set_that_is_not_looked_up_yet_can_only_be_seen(qtbot, workspace, menu, kept):
    workspace.sets._found = {}
    actions = _sets_of(menu, "replace")
    assert [(text, action.isEnabled()) for text, action in actions.items()] == [("Mine", False)]
    menu.combine("replace", kept.id)
    assert workspace.selection.label == "a lasso"
    for way, label in (("union", "selection and Mine"), ("without", "selection without Mine")):
        workspace.sets._found = {}
        workspace.sets.refresh()
        qtbot.waitUntil(lambda: workspace.sets.found(kept.id) is not None)
        workspace.select_movies([2, 9], "")
        menu.combine(way, kept.id)
        assert workspace.selection.label == label


def test_a_list_that_cannot_be_written_says_so_and_none_is_written_where_no_file_is_chosen(
    qtbot, workspace, menu, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr(module, "ask_for_csv", lambda _parent, name: asked.append(name))
    for label in ("a lasso", ""):
        workspace.select_movies([1, 2], label)
        menu.export.trigger()
    assert asked == ["a lasso", "selection"]
    assert not workspace.jobs
    with qtbot.waitSignal(workspace.error_raised):
        menu.export_to(tmp_path / "nowhere" / "list.csv")
    with qtbot.waitSignal(menu.told) as told:
        menu.export_to(tmp_path / "list.csv")
    assert told.args == [f"2 movies are written to {tmp_path / 'list.csv'}."]
