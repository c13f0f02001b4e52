"""Runs held against each other."""

from dataclasses import replace

import pandas as pd
import pytest
from PySide6.QtWidgets import QFileDialog

from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.tabs.train_tab.differences import DifferencesWindow
from movierec_gui.gui.tabs.train_tab.differences.facts import facts_of
from movierec_gui.gui.tabs.train_tab.differences.window import PARALLEL, SCATTER, TABLE
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListRecord, default_spec
from movierec_gui.training.runs import RunRecord

NOW = "2026-01-01T00:00:00+00:00"


def run(key, rate, mse, name="Dense", **spec):
    base = preset_spec("dense")
    base = replace(base, training=replace(base.training, learning_rate=rate), **spec)
    errors = {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}
    return RunRecord(key, name, base, "tiny", "hash", NOW, validation=errors, test=errors, best_epoch=3)


ONE, TWO, THREE = run("1", 0.001, 0.8), run("2", 0.01, 0.7), run("3", 0.1, 0.9, split=SplitConfig(seed=4))


@pytest.fixture
def window(qtbot, workspace):
    made = DifferencesWindow(workspace)
    qtbot.addWidget(made)
    return made


def rows(window):
    return [row.texts for row in window.table.values.rows]


def test_two_runs_are_told_apart_setting_by_setting(window):
    window.show_runs([ONE, THREE])
    assert window.title.text() == "Dense and Dense 2"
    assert rows(window)[:2] == [
        ("Training", "Learning rate", "0.001", "0.1"),
        ("Split", "Split seed", "0", "4"),
    ]
    assert ("Result", "Test MSE", "0.8", "0.9") in rows(window)
    assert "2 splits" in window.note.text()


def test_runs_that_do_not_differ_say_so(window):
    window.show_runs([ONE, replace(ONE, id="9", name="again")])
    assert window.same.isVisibleTo(window)
    assert "same settings" in window.same.text()
    assert not window.picture_button.isEnabled()


def test_many_runs_are_rows_with_the_settings_that_differ(window):
    window.show_runs([ONE, TWO, THREE])
    assert [column.title for column in window.table.values.columns][:4] == [
        "Run", "Network", "Learning rate", "Validation MSE",
    ]  # fmt: skip
    assert [row[2] for row in rows(window)] == ["0.001", "0.01", "0.1"]


def test_any_setting_is_drawn_against_any_figure_and_saved(qtbot, window, tmp_path):
    window.show_runs([ONE, TWO, THREE])
    assert not window.picture_button.isEnabled()  # a table is no picture
    for page, view in ((PARALLEL, window.parallel), (SCATTER, window.scatter)):
        window.pages.setCurrentIndex(page)
        qtbot.waitUntil(lambda view=view: view.figure is not None)
        assert window.picture_button.isEnabled()
        window.save_picture(tmp_path / f"{page}.png")
        assert (tmp_path / f"{page}.png").stat().st_size > 1000
    axes = window.scatter.figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_xscale()) == ("Learning rate", "Validation MSE", "log")
    (dots,) = axes.lines
    assert [list(values) for values in dots.get_data()] == [[0.001, 0.01, 0.1], [0.8, 0.7, 0.9]]
    window.figure.setCurrentText("Test MAE")
    window.figure.activated.emit(window.figure.currentIndex())
    qtbot.waitUntil(lambda: window.scatter.figure.axes[0].get_ylabel() == "Test MAE")
    window.pages.setCurrentIndex(TABLE)


def test_everything_goes_into_a_table(window):
    spec = default_spec("ease")
    lists = ListRecord("l", "EASE", spec, "club", "other", NOW, test={"ndcg": 0.3}, validation={"ndcg": 0.2})
    facts = facts_of([ONE, TWO, lists])
    assert "2 data sets" in facts.note
    frame = facts.frame()
    assert list(frame["run"]) == ["Dense", "Dense 2", "EASE"]
    assert list(frame["Learning rate"])[:2] == [0.001, 0.01]
    assert pd.isna(frame["Learning rate"][2])
    assert frame["Test NDCG@10"][2] == 0.3


def test_a_table_and_a_picture_go_where_a_person_says(qtbot, workspace, window, tmp_path, monkeypatch):
    asked, answers = [], ["", str(tmp_path / "runs.csv"), "", str(tmp_path / "runs.png"), str(tmp_path / "runs.doc")]

    def choose(_parent, title, start, names, *_):
        asked.append((title, start.rpartition("/")[2], names))
        return answers[len(asked) - 1], ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.export()  # nothing is shown yet
    window.show_runs([ONE, TWO, THREE])
    for _ in range(2):
        window.table_button.click()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert pd.read_csv(tmp_path / "runs.csv")["run"].tolist() == ["Dense", "Dense 2", "Dense 3"]
    assert "runs.csv" in window.messages.text
    window.messages.clear()
    window.pages.setCurrentIndex(SCATTER)
    qtbot.waitUntil(lambda: window.scatter.figure is not None)
    window.picture_button.click()
    assert window.messages.text == ""
    window.picture_button.click()
    assert window.messages.text == "Saved as runs.png."
    assert (tmp_path / "runs.png").stat().st_size > 1000
    window.picture_button.click()
    assert window.messages.level == "error"
    assert [title for title, _, _ in asked[2:]] == ["Save the picture"] * 3
    assert asked[2][1:] == ("runs.png", "Pictures (*.png *.svg *.pdf)")


def test_what_is_judged_by_and_the_setting_stay_chosen_where_they_are_still_there(window):
    window.show_runs([ONE, TWO, THREE])
    assert [window.figure.itemText(place) for place in range(window.figure.count())] == [
        "Validation MSE", "Test MSE", "Test RMSE", "Test MAE",
    ]  # fmt: skip
    assert [window.across.itemText(place) for place in range(window.across.count())] == ["Learning rate"]
    window.figure.setCurrentIndex(2)
    window.show_runs([ONE, TWO])
    assert window.figure.currentText() == "Test RMSE"
    assert (window.title.text(), window.facts.text()) == ("Dense and Dense 2", "1 setting of the models differs.")
    untested = replace(ONE, test={})
    window.show_runs([untested, replace(untested, id="9", name="again", validation={"mse": 1.0})])
    assert (window.figure.currentText(), window.across.currentIndex()) == ("Validation MSE", -1)
    assert window.facts.text() == "0 settings of the models differ."
    for page in (TABLE, PARALLEL, SCATTER):
        window.pages.setCurrentIndex(page)
        assert not window.across.isEnabled()
    window.show_runs([ONE, TWO, THREE])
    assert window.title.text() == "3 runs"
    for page in (TABLE, PARALLEL, SCATTER):
        window.pages.setCurrentIndex(page)
        assert window.across.isEnabled() is (page == SCATTER)
        assert window.picture_button.isEnabled() is (page != TABLE)
