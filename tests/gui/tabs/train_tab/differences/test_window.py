"""Runs held against each other."""

from dataclasses import replace

import pandas as pd
import pytest

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
        qtbot.waitUntil(lambda view=view: view.figure is not None, timeout=20_000)
        assert window.picture_button.isEnabled()
        window.save_picture(tmp_path / f"{page}.png")
        assert (tmp_path / f"{page}.png").stat().st_size > 1000
    axes = window.scatter.figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_xscale()) == ("Learning rate", "Validation MSE", "log")
    (dots,) = axes.lines
    assert [list(values) for values in dots.get_data()] == [[0.001, 0.01, 0.1], [0.8, 0.7, 0.9]]
    window.figure.setCurrentText("Test MAE")
    window.figure.activated.emit(window.figure.currentIndex())
    qtbot.waitUntil(lambda: window.scatter.figure.axes[0].get_ylabel() == "Test MAE", timeout=20_000)
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
