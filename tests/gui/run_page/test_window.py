"""The window about a run: its pages, another part, another run, lists, exports, and what it says where nothing is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import Duel
from movierec_gui.analysis.run_depth.groups import GROUPINGS as ENGINE_GROUPINGS
from movierec_gui.errors import UserError
from movierec_gui.gui.run_page import RunWindow
from movierec_gui.gui.run_page.texts import (
    CHOOSE_OTHER,
    GROUPINGS,
    LISTS_NOTE,
    NO_INTERVALS,
    NO_TIMES,
    differences_text,
    duel_summary,
)
from movierec_gui.gui.run_page.window import _FILTERS
from movierec_gui.gui.widgets.row_page import Kind, PageOf
from movierec_gui.progress import finish
from movierec_gui.training.list_names import LIST_NAMES
from movierec_gui.training.run_differences import Difference
from movierec_gui.training.trained import open_run


@pytest.fixture
def workspace(looking, tiny_dataset, settled):
    looking.set_dataset(tiny_dataset)
    assert looking.catalogue.rows == ()
    settled()
    return looking


@pytest.fixture
def window(keep, workspace):
    window = RunWindow(workspace)
    keep(window)
    return window


@pytest.fixture
def ids(workspace):
    return [record.id for record in workspace.catalogue.records]


@pytest.fixture
def shown(window, ids, settled):
    window.show_run(ids[0])
    settled()
    return window


def test_the_groupings_are_the_engine_s():
    assert tuple((entry.name, entry.title, entry.help) for entry in ENGINE_GROUPINGS) == GROUPINGS


def test_the_pages_show_the_engine_s_figures(shown, workspace, ids, tiny_dataset):
    depth = finish(look_into(open_run(workspace.store, ids[0], tiny_dataset)))
    assert shown.facts.text() == f"Measured on {depth.judged.where}"
    assert f"RMSE {depth.judged.figures['rmse']:.4f}" in shown.errors.text()
    assert shown.groups.table.table.column("group").values.tolist() == depth.groups["genre"]["group"].tolist()
    shown.groups.by.setCurrentIndex(3)
    assert shown.groups.table.table.column("rmse").values.tolist() == depth.groups["activity"]["rmse"].tolist()
    assert shown.people.exhibit.frame.equals(depth.people)
    assert shown.films.exhibit.frame.equals(depth.films)
    for page in (shown.groups, shown.density, shown.over_time):
        assert page.exhibit.paint is not None
        assert not page.figure.isHidden()


def test_another_part_can_be_chosen_and_is_said(shown, settled, qtbot):
    shown.part.setCurrentIndex(2)
    shown.part.activated.emit(2)
    settled()
    assert "validation ratings" in shown.facts.text()
    assert "a little optimistic" in shown.facts.text()


def test_a_person_and_a_film_are_a_click_away(shown, qtbot):
    for page, kind, key in ((shown.people, Kind.USER, "user"), (shown.films, Kind.FILM, "movie")):
        shown.pages.setCurrentWidget(page)
        view = page.table.view
        view.setCurrentIndex(view.model().index(0, 0))
        with qtbot.waitSignal(page.table.page_requested) as asked:
            qtbot.keyClick(view, Qt.Key.Key_Return)
        assert asked.args == [PageOf(kind, int(page.exhibit.frame[key].iloc[0]))]


def test_selected_films_are_marked_and_can_be_shown_alone(shown, workspace, qtbot):
    table = shown.films.table
    movie = int(table.table.column("movie").values[3])
    workspace.select_movies([movie], "a test")
    assert [row for row in range(len(table.table)) if table.model.is_marked(row)] == [3]
    table.only_selected.setChecked(True)
    assert table.shown_rows.tolist() == [3]
    with qtbot.waitSignal(workspace.column_requested) as asked:
        table.colors.map_wanted.emit("rmse")
    assert asked.args[0].title == f"RMSE of {shown.title.text()}"


def test_the_worst_served_can_come_first(shown):
    best = shown.people.table.shown_rows[0]
    shown.people.worst.setChecked(True)
    assert shown.people.table.shown_rows[-1] == best


def test_two_runs_are_compared(shown, ids, settled):
    assert shown.duel.note.text() == CHOOSE_OTHER
    shown.duel.other_chosen.emit(ids[1])
    settled()
    assert "ratings that both held out" in shown.duel.note.text()
    assert len(shown.duel.exhibit.frame) == 40
    assert "Settings that differ: " in shown.duel.note.text()
    assert set(shown.duel.table.table.column("better").values) <= {"this run", "the other", "neither"}


def test_lists_are_judged_on_request(shown, settled):
    assert shown.lists.note.text() == LISTS_NOTE
    shown.pages.setCurrentWidget(shown.lists)
    assert not shown.export_button.isEnabled()
    shown.lists.button.click()
    settled()
    assert "people's unrated movies, test ratings" in shown.lists.note.text()
    assert shown.lists.table.table.column("figure").values.tolist() == [name.words for name in LIST_NAMES.values()][2:]
    assert list(shown.lists.exhibit.frame["figure"]) == list(LIST_NAMES)
    assert shown.lists.figure.isVisible()
    assert shown.export_button.isEnabled()
    shown.lists.say("")
    assert not shown.lists.figure.isVisible()


@pytest.mark.parametrize("ending", [".png", ".svg", ".csv"])
def test_a_page_is_exported(shown, settled, tmp_path, monkeypatch, ending):
    target = tmp_path / f"page{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(target), ""))
    shown.export()
    settled()
    assert target.stat().st_size > 0
    assert str(target) in shown.messages.text


def test_everything_is_exported_into_a_folder(shown, settled, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *arguments: str(tmp_path / "all"))
    shown.export_all()
    settled()
    names = {path.name for path in (tmp_path / "all").iterdir()}
    pages = ("errors-by-genre", "predicted-against-actual", "coverage", "residuals-over-time", "people", "films")
    assert {f"{page}.{ending}" for page in pages for ending in ("csv", "png")} <= names
    assert len(pd.read_csv(tmp_path / "all" / "people.csv")) == len(shown.people.exhibit.frame)


def test_a_place_that_cannot_be_written_is_named(shown, settled, tmp_path):
    shown.export_to(tmp_path / "missing" / "page.csv")
    settled()
    assert "missing" in shown.messages.text


def test_a_page_without_a_picture_or_table_says_so(shown, settled, tmp_path):
    shown.pages.setCurrentWidget(shown.over_time)
    shown.over_time.exhibit = replace(shown.over_time.exhibit, frame=None)
    shown.export_to(tmp_path / "time.csv")
    settled()
    assert "no table" in shown.messages.text


def test_what_the_run_or_the_data_lack_is_said(shown):
    shown.coverage.show_exhibit(None, "", NO_INTERVALS)
    shown.over_time.show_exhibit(None, "", NO_TIMES)
    assert shown.coverage.note.text() == NO_INTERVALS
    assert shown.coverage.exhibit is None
    shown.groups.show_exhibits({"errors-by-genre": shown._exhibits["errors-by-genre"]})
    shown.groups.by.setCurrentIndex(5)
    assert shown.groups.note.text() == "These data do not say."


def test_a_run_that_cannot_be_opened_is_explained(window, settled):
    window.show_run("gone")
    settled()
    assert "gone" in window.groups.note.text()
    assert not window.export_all_button.isEnabled()


def test_a_comparison_that_is_refused_is_explained(shown, monkeypatch):
    shown._on_duel_failed(UserError("They hold out no rating in common", "", ""))
    assert "no rating in common" in shown.duel.note.text()


def test_another_dataset_closes_it(shown, workspace, bundled_dataset, settled):
    workspace.set_dataset(bundled_dataset)
    settled()
    assert not shown.isVisible()


def test_another_run_is_chosen_from_the_list_and_its_first_line_is_none(shown, ids, qtbot):
    other = shown.duel.other
    assert [other.itemData(row) for row in range(other.count())] == ["", ids[1]]
    asked = []
    shown.duel.other_chosen.disconnect()
    shown.duel.other_chosen.connect(asked.append)
    for row in (0, 1):
        other.activated.emit(row)
    assert asked == [ids[1]]
    shown.duel.show_choices([])
    assert shown.duel.note.text() == "There is no other run of these data."
    assert not other.isEnabled()


def test_differing_settings_are_told_in_words():
    told = [
        Difference("Training", "Epochs", 3, 5), Difference("Training", "Shuffle", True, False),
        Difference("Network", "Factors", None, 8), Difference("Network", "Name", "", "x"),
        Difference("Versions", "torch", "2.9", "2.10"),
    ]  # fmt: skip
    assert differences_text(told) == (
        "Settings that differ: Epochs 3 here, 5 there; Shuffle yes here, no there; Factors – here, 8 there; "
        "Name – here, x there"
    )
    assert differences_text(told[-1:]) == "Their settings are the same."


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((-0.2, -0.1), "beyond noise"), ((-0.2, 0.0), "not beyond noise"), ((0.0, 0.2), "not beyond noise"),
        ((0.1, 0.2), "beyond noise"),
    ],
)  # fmt: skip
def test_a_comparison_in_a_few_sentences(interval, verdict):
    people = pd.DataFrame({"difference": [-0.5, -0.1, 0.4], "better": ["first", "neither", "second"]})
    compared = Duel("A", "B", 9, "test ratings", (0.5, 0.6), -0.1, interval, -0.05, (-0.1, 0.02), people)
    low, high = interval
    assert duel_summary(compared) == (
        f"On test ratings: MSE 0.5000 here, 0.6000 with B; difference -0.1000, 95 % interval {low:+.4f} to {high:+.4f} "
        f"({verdict}). Mean over people -0.0500 (-0.1000 to +0.0200, bootstrap). Of 3 people 2 are served better here "
        "(1 surely), 1 by the other (1 surely)."
    )


@pytest.mark.parametrize(
    ("typed", "chosen", "written"),
    [
        ("page", "SVG drawing (*.svg)", "page.svg"), ("page.v2", "Table as CSV (*.csv)", "page.v2.csv"),
        ("page", "", "page.png"), ("page.PDF", "PNG picture (*.png)", "page.PDF"), ("", "", None),
    ],
)  # fmt: skip
def test_a_file_s_ending_is_that_of_the_name_or_of_the_kind_that_is_chosen(
    shown, tmp_path, monkeypatch, typed, chosen, written
):
    asked, told = [], []

    def ask(*arguments):
        asked.append(arguments[2:])
        return (str(tmp_path / typed) if typed else "", chosen)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(shown, "export_to", told.append)
    shown.export()
    assert told == ([] if written is None else [tmp_path / written])
    assert asked == [("errors-by-genre.png", ";;".join(_FILTERS))]
    shown.pages.setCurrentWidget(shown.people)
    shown.people.exhibit = replace(shown.people.exhibit, paint=None)
    shown.export()
    assert asked[1] == ("people.csv", "Table as CSV (*.csv)")


def test_everything_that_was_asked_for_is_exported_with_the_rest(shown, ids, settled, tmp_path, monkeypatch, workspace):
    first = list(shown._exhibits)
    shown.duel.other_chosen.emit(ids[1])
    shown.lists.button.click()
    settled()
    asked = []
    monkeypatch.setattr(workspace, "start_job", lambda _title, work, *_: asked.append(work))
    shown.export_all_to(tmp_path / "all")
    exhibits, _, folder = asked[0].args
    assert list(exhibits) == [*first, "lists", "two-runs"]
    assert folder == tmp_path / "all"
    shown._on_all_exported((folder, 17))
    assert shown.messages.text == f"17 files were written to {folder}"


def test_a_study_that_is_cancelled_says_how_to_go_on(window, ids, workspace, settled):
    window.show_run(ids[0])
    assert window.facts.text() == "Predicting its held-out ratings…"
    assert window.errors.text() == "–"
    assert window.groups.note.text() == window.duel.note.text() == "Working…"
    assert not window.lists.button.isEnabled()
    assert not window.duel.other.isEnabled()
    workspace.jobs[-1].cancel()
    settled()
    if window._study is None:  # it was cancelled before it came to its end
        assert window.facts.text() == "Cancelled: choose the part of the split again to go on."
        assert window.groups.note.text() == ""


def test_what_cannot_be_judged_can_be_asked_for_again(shown):
    shown.lists.button.setEnabled(False)
    shown._on_lists_failed(UserError("Nobody likes anything", "", ""))
    assert shown.lists.button.isEnabled()
    assert shown.lists.note.text() == LISTS_NOTE
    assert "Nobody likes anything" in shown.messages.text
    shown._on_duel_failed(ValueError("a fault"))
    assert shown.duel.note.text() == CHOOSE_OTHER
    assert shown.messages.level == "error"
    shown._on_failed(ValueError("a fault"))
    assert shown.facts.text() == ""
    assert shown.groups.note.text() == ""


def test_a_run_is_shown_on_its_test_part_again(shown, ids, settled):
    shown.part.setCurrentIndex(2)
    shown.show_run(ids[1])
    assert shown.part.currentIndex() == 0
    settled()
    assert shown.title.text() == "biases"
    assert shown.windowTitle() == "biases – MovieRec"
