"""The Predict tab as a person uses it."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from movierec_gui.analysis.predictions import bias_baseline, new_user_predictions, user_errors, user_predictions
from movierec_gui.errors import UserError
from movierec_gui.gui.style import apply_style
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


@pytest.fixture
def tab(show_tab):
    return show_tab(PredictTab)


def shown(tab, name):
    """A column of the table as it is shown."""
    values = tab.table.table.column(name)
    return [values.at(row) for row in tab.table.shown_rows]


def test_without_data_it_leads_to_the_data_tab(qtbot, keep, looking):
    tab = PredictTab(looking)
    keep(tab)
    tab.show()
    assert tab.gate.currentWidget() is tab.gate.no_dataset
    with qtbot.waitSignal(looking.tab_requested) as asked:
        tab.gate.no_dataset.button.click()
    assert asked.args == ["Data"]
    tab.start()  # F5, Ctrl+E and Esc do nothing here
    tab.export()
    tab.clear()
    assert looking.jobs == ()


def test_without_a_run_it_leads_to_the_train_tab(qtbot, keep, tmp_path, tiny_dataset):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = PredictTab(workspace)
    keep(tab)
    tab.show()
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: tab.gate.currentWidget() is tab.gate.no_run)
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        tab.gate.no_run.button.click()
    assert asked.args == ["Train"]
    assert workspace.stop_jobs()


def test_it_opens_on_the_newest_run_and_the_first_user_best_first(tab, looking):
    assert tab.run.currentText().startswith("dense")
    expected = user_predictions(looking.open_current_run(), 0).sort_values("predicted", ascending=False, kind="stable")
    assert shown(tab, "title") == expected["title"].tolist()
    np.testing.assert_allclose(shown(tab, "predicted"), expected["predicted"], rtol=1e-6)


def test_the_users_errors_stand_beside_the_baselines(tab, looking):
    run = looking.open_current_run()
    for error in user_errors(run, 0, bias_baseline(run)):
        assert f"MSE {error.mse:.2f} (biases alone {error.baseline_mse:.2f}) on {error.count}" in tab.errors.text()
    assert tab.errors.text().startswith("Test")


def test_another_user_and_another_run_replace_the_table(tab, looking, settled):
    tab.user.field.lineEdit().selectAll()
    tab.user.set_user(7)
    settled()
    assert tab.user.facts.text().startswith(f"{looking.dataset.user_counts[7]} ratings")
    assert shown(tab, "rated") != []
    before = shown(tab, "predicted")
    looking.set_current_run(next(run.id for run in looking.store.list() if run.name == "biases"))
    settled()
    assert tab.run.currentText().startswith("biases")
    assert shown(tab, "predicted") != before
    assert (
        shown(tab, "movie")
        == user_predictions(looking.open_current_run(), 7)
        .sort_values("predicted", ascending=False, kind="stable")["movie"]
        .tolist()
    )


def test_an_unknown_user_is_reported_beside_the_field(tab, qtbot):
    editor = tab.user.field.lineEdit()
    editor.selectAll()
    qtbot.keyClicks(editor, "55")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "No user 55" in tab.messages.text
    assert tab.user.user == 0


def test_rated_movies_can_be_hidden_and_the_best_kept(tab, looking):
    rated = looking.dataset.user_counts[0]
    tab.table.hide_rated.setChecked(True)
    assert len(tab.table.shown_rows) == looking.dataset.n_movies - rated
    assert set(shown(tab, "part")) == {""}
    tab.table.best.setValue(5)
    assert len(tab.table.shown_rows) == 5
    best = shown(tab, "predicted")
    tab.table.sort_by("title")
    assert sorted(shown(tab, "predicted"), reverse=True) == best


def test_selecting_rows_selects_movies_everywhere_and_back(tab, looking):
    tab.table.view.selectRow(3)
    movie = int(tab.table.shown_rows[3])
    assert looking.selection.movies == (movie,)
    assert looking.selection.label == "predictions of user 10"
    looking.select_movies([1, 2, 50], "elsewhere")
    assert sorted(tab.table.selected_rows()) == [1, 2, 50]
    tab.table.sort_by("title", descending=True)
    assert sorted(tab.table.selected_rows()) == [1, 2, 50]
    assert looking.selection.label == "elsewhere"
    tab.clear()
    assert looking.selection.movies == ()
    assert tab.table.selected_rows() == ()


def test_a_movie_is_explained_with_its_neighbours(tab, looking, settled):
    tab.table.go_to(4)
    settled()
    details = tab.details
    assert details.title.text() == "Movie 4 (1954)"
    run = looking.open_current_run()
    assert f"{run.data.movie_counts[4]} training ratings of the movie" in details.why.support.text()
    parts = details.why.parts.table.column("stars").values
    assert sum(parts[:4]) == pytest.approx(parts[4], abs=1e-5)
    assert f"{parts[4]:.2f}" == details.predicted.text()
    assert "not cause" in details.why.note.text()
    assert len(details.why.influences.table) == min(20, run.data.user_counts[0])
    assert len(details.movies.table) == 20
    details.movies.row_chosen.emit(0)
    assert tab.table.movie == details.movies.table.column("movie").at(0)
    user = details.users.table.column("user").at(2)
    details.users.row_chosen.emit(2)
    assert tab.user.user == user
    settled()


def test_a_run_without_embeddings_says_that_it_knows_no_neighbours(tab, looking, settled):
    looking.set_current_run(next(run.id for run in looking.store.list() if run.name == "biases"))
    settled()
    tab.table.go_to(4)
    settled()
    tab.details.pages.setCurrentIndex(1)
    assert "learns no movie embeddings" in tab.details.no_movies.text()
    assert tab.details.no_movies.isVisible()
    assert not tab.details.movies.isVisible()


def test_somebody_new_rates_in_place_with_undo_and_redo(tab, looking, settled, qtbot):
    run_before = len(looking.open_current_run().data.ratings)
    tab.new.setChecked(True)
    settled()
    assert tab.own_panel.isVisible()
    assert not tab.errors.isVisible()
    for movie, key in ((0, Qt.Key.Key_4), (1, Qt.Key.Key_1)):
        tab.table.go_to(movie)
        qtbot.keyClick(tab.own_panel.stars, key)
    settled()
    run = looking.open_current_run()
    expected = new_user_predictions(run, [0, 1], [4.0, 1.0])["predicted"]
    table = tab.table.table
    np.testing.assert_allclose([table.column("predicted").at(movie) for movie in range(60)], expected, rtol=1e-5)
    assert table.column("part").at(0) == "own"
    tab.own_panel.undo_button.click()
    settled()
    assert tab.own.values == {0: 4.0}
    assert [tab.table.table.column("rated").at(movie) for movie in (0, 1)] == [4.0, None]
    tab.own_panel.redo_button.click()
    assert tab.own.values == {0: 4.0, 1: 1.0}
    tab.own_panel.clear_button.click()
    assert tab.own.values == {}
    settled()
    assert len(run.data.ratings) == run_before


def test_own_ratings_come_from_a_file_and_can_be_undone(tab, looking, settled, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("movieId,rating\n100,5.0\n107,1.5\n999,3.0\n", encoding="utf-8")
    tab.new.setChecked(True)
    tab.own_panel.import_requested.emit(path)
    settled()
    assert tab.own.values == {0: 5.0, 1: 1.5}
    assert tab.messages.text
    tab.own.undo()
    assert tab.own.values == {}
    path.write_text("nothing\n", encoding="utf-8")
    tab.own_panel.import_requested.emit(path)
    settled()
    assert tab.messages.level == "error"


def test_the_rows_shown_are_exported_in_their_order(tab, settled, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    tab.table.hide_rated.setChecked(True)
    tab.export()
    settled()
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == shown(tab, "title")
    assert "unrated" not in rows[0]
    assert f"{len(rows)} rows" in tab.messages.text


def test_an_export_that_fails_says_why(tab, settled, tmp_path):
    tab.export_to(tmp_path / "missing" / "out.csv")
    settled()
    assert tab.messages.level == "error"
    assert "cannot be written" in tab.messages.text


def test_a_run_that_cannot_be_read_is_reported(tab, looking, settled, monkeypatch):
    def fail():
        raise UserError("The run is damaged", "", "Delete it")

    monkeypatch.setattr(looking, "open_current_run", fail)
    tab.user.set_user(3)
    settled()
    assert "The run is damaged" in tab.messages.text


def test_nothing_is_computed_while_the_tab_is_hidden(tab, looking, settled):
    tab.hide()
    tab.user.set_user(5)
    assert looking.jobs == ()
    tab.show()
    settled()
    expected = user_predictions(looking.open_current_run(), 5)["predicted"].max()
    assert shown(tab, "predicted")[0] == pytest.approx(expected, rel=1e-6)


def test_another_dataset_resets_everything(tab, looking, settled, tiny_dataset):
    tab.new.setChecked(True)
    tab.own.rate(3, 4.0, "x")
    settled()
    looking.set_dataset(tiny_dataset)
    assert tab.own.values == {}
    assert len(tab.table.table) == 0
    settled()
    assert len(tab.table.table) == 60


def test_the_form_comes_back_with_its_dataset(show_tab, keep, looking, settled, tiny_dataset):
    first = show_tab(PredictTab)
    first.user.set_user(9)
    first.new.setChecked(True)
    first.own.rate(3, 4.5, "x")
    first.table.hide_rated.setChecked(True)
    first.table.best.setValue(7)
    settled()
    state = first.form_state()
    again = PredictTab(looking)
    keep(again)
    again.restore_form(state)
    looking.set_dataset(tiny_dataset)
    assert again.user.user == 9
    assert again.new.isChecked()
    assert again.own.values == {3: 4.5}
    assert again.table.hide_rated.isChecked()
    assert again.table.best.value() == 7
    again.restore_form({"data": "another", "user": 3, "own": [[1, 2.0]]})
    looking.set_dataset(tiny_dataset)
    assert again.user.user == 0
    settled()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1000)])
def test_everything_fits_at_two_sizes(tab, settled, size, tmp_path):
    tab.new.setChecked(True)
    tab.table.go_to(2)
    settled()
    tab.resize(*size)
    picture = tab.grab()
    assert (picture.width(), picture.height()) == size
    assert picture.save(str(tmp_path / "predict.png"))
    for widget in (tab.own_panel, tab.table, tab.details):
        assert tab.rect().contains(widget.rect().translated(widget.mapTo(tab, widget.rect().topLeft())))


def test_the_panel_of_somebody_new_is_never_narrower_than_its_buttons(tab, qapp, settled):
    apply_style(qapp, "light")
    tab.new.setChecked(True)
    settled()
    tab.resize(tab.minimumSizeHint())
    for button in (tab.own_panel.clear_button, tab.own_panel.import_button):
        assert button.width() >= button.sizeHint().width()
    qapp.setStyleSheet("")


def test_fields_have_names_for_screen_readers(tab):
    for widget in (tab.run, tab.user.field, tab.own_panel.stars, tab.own_panel.search, tab.table.view, tab.table.best):
        assert widget.accessibleName()


def test_a_movies_interval_stands_in_the_panel_and_in_exports(tab, settled, tmp_path):
    tab.table.go_to(4)
    settled()
    assert "Four in five such ratings" in tab.details.sureness.text()
    assert "test ratings" in tab.details.sureness.toolTip()
    path = tmp_path / "out.csv"
    tab.export_to(path)
    settled()
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert "width" not in rows[0]
    assert all(float(row["low"]) <= float(row["predicted"]) <= float(row["high"]) for row in rows)
    tab.details.clear()
    assert tab.details.sureness.text() == ""


def test_somebody_new_gets_intervals_too(tab, looking, settled, qtbot):
    tab.new.setChecked(True)
    tab.table.go_to(4)
    qtbot.keyClick(tab.own_panel.stars, Qt.Key.Key_1)
    settled()
    expected = new_user_predictions(looking.open_current_run(), [4], [1.0])
    for name in ("low", "high"):
        np.testing.assert_allclose([tab.table.table.column(name).at(movie) for movie in range(60)], expected[name])
    assert "Four in five such ratings" in tab.details.sureness.text()
