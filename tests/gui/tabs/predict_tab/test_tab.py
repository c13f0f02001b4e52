"""The Predict tab as a person uses it."""

import csv
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from movierec_gui.analysis.predictions import bias_baseline, new_user_predictions, user_errors, user_predictions
from movierec_gui.errors import UserError
from movierec_gui.gui.people_import.dialog import ImportDialog
from movierec_gui.gui.style import apply_style
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


@pytest.fixture
def tab(show_tab, on_ratings):
    return show_tab(on_ratings)


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


def test_without_a_run_it_leads_to_the_train_tab(qtbot, keep, tmp_path, tiny_dataset, on_ratings):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = on_ratings(workspace)
    keep(tab)
    tab.show()
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: tab.run_gate.currentWidget() is tab.run_gate.no_run)
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        tab.run_gate.no_run.button.click()
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
        assert (
            f"MSE {error.mse:.2f} (biases alone {error.baseline_mse:.2f}) on {error.count}" in tab.ratings.errors.text()
        )
    assert tab.ratings.errors.text().startswith("Test")


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


def test_a_person_rates_in_place_with_undo_and_redo(tab, looking, settled, qtbot):
    run_before = len(looking.open_current_run().data.ratings)
    tab.new.setChecked(True)
    settled()
    assert tab.own_panel.isVisible()
    assert not tab.ratings.errors.isVisible()
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
    assert looking.people.ratings == {0: 4.0}
    assert [tab.table.table.column("rated").at(movie) for movie in (0, 1)] == [4.0, None]
    tab.own_panel.redo_button.click()
    assert looking.people.ratings == {0: 4.0, 1: 1.0}
    tab.own_panel.clear_button.click()
    assert looking.people.ratings == {}
    settled()
    assert len(run.data.ratings) == run_before


def test_undo_works_by_key_while_a_user_of_the_data_is_shown(tab, looking, settled, qtbot):
    looking.people.rate(0, 4.0)
    assert not tab.own_panel.isVisible()
    undo = tab.own_panel.shortcuts[0]
    assert undo in tab.actions()
    undo.trigger()
    assert looking.people.ratings == {}


def test_another_person_has_other_predictions(tab, looking, settled):
    book = looking.people
    tab.new.setChecked(True)
    book.create("Ann")
    for movie in range(0, 10, 2):
        book.rate(movie, 5.0)
    settled()
    of_ann = shown(tab, "predicted")
    book.create("Bob")
    for movie in range(0, 10, 2):
        book.rate(movie, 1.0)
    settled()
    assert shown(tab, "predicted") != of_ann
    assert tab.whose == "Bob"
    tab.person.list.setCurrentIndex(0)
    tab.person.list.activated.emit(0)
    settled()
    assert tab.whose == "Ann"
    assert shown(tab, "predicted") == of_ann


def test_films_that_are_seen_or_not_for_me_are_hidden_and_the_watchlist_is_shown(tab, looking, settled):
    book = looking.people
    tab.new.setChecked(True)
    book.rate(0, 4.5)
    book.mark(1, "seen")
    book.mark(2, "not_for_me")
    book.mark(3, "watchlist")
    settled()
    assert len(tab.table.shown_rows) == 60
    tab.table.hide_known.setChecked(True)
    assert set(range(60)) - set(tab.table.shown_rows.tolist()) == {0, 1, 2}
    tab.table.only_listed.setChecked(True)
    assert tab.table.shown_rows.tolist() == [3]
    book.mark(4, "watchlist")
    assert sorted(tab.table.shown_rows.tolist()) == [3, 4]
    tab.known.setChecked(True)
    settled()
    assert len(tab.table.shown_rows) == 60
    assert not tab.table.only_listed.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_row_marks_its_film(tab, looking, settled):
    tab.new.setChecked(True)
    settled()
    movie = int(tab.table.shown_rows[2])
    where = tab.table.view.visualRect(tab.table.model.index(2, 0)).center()
    tab.table.view.customContextMenuRequested.emit(where)
    menu = tab.ratings.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    next(action for action in menu.actions() if action.text() == "Watchlist").trigger()
    menu.close()
    assert looking.people.lists_of(movie) == ("watchlist",)


def test_a_deleted_person_comes_back_with_the_button_of_the_message(tab, looking, settled):
    looking.people.rate(0, 4.0)
    tab.new.setChecked(True)
    settled()
    tab.person.delete_action.trigger()
    assert "Me was deleted, with 1 rating" in tab.messages.text
    assert looking.people.people == ()
    settled()
    looking.people.undo()
    assert looking.people.ratings == {0: 4.0}
    assert tab.messages.text == ""
    settled()


def test_a_rating_that_cannot_be_kept_is_said_and_its_star_does_not_show(tab, looking, settled, qtbot, monkeypatch):
    looking.people.rate(0, 4.0)
    tab.new.setChecked(True)
    tab.table.go_to(1)
    settled()

    def fail(*_):
        raise UserError("The disk is full", "", "Make room")

    monkeypatch.setattr(looking.people.store, "change", fail)
    qtbot.keyClick(tab.own_panel.stars, Qt.Key.Key_1)
    assert "The disk is full" in tab.messages.text
    assert tab.own_panel.stars.value is None


def test_a_damaged_persons_file_is_named(tab, looking, settled):
    looking.people.rate(0, 4.0)
    (looking.people.store.folder / "broken.json").write_text("{", encoding="utf-8")
    settled()
    tab.hide()
    tab.show()
    settled()
    assert "broken.json" in tab.messages.text


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_letterboxd_zip_becomes_a_list_and_one_click_takes_it_back(tab, looking, settled, qtbot, tmp_path):
    path = tmp_path / "letterboxd-ann.zip"
    rows = "".join(f"2024-01-01,Movie {movie},{1950 + movie},u,{5 if movie % 2 else 1}\n" for movie in range(6))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ratings.csv", "Date,Name,Year,Letterboxd URI,Rating\n" + rows)
    dialog = ImportDialog(looking, path, tab)
    dialog.open()
    settled()
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    settled()
    assert tab.new.isChecked()
    run = looking.open_current_run()
    expected = new_user_predictions(run, range(6), [1.0, 5.0] * 3)["predicted"]
    np.testing.assert_allclose(
        [tab.table.table.column("predicted").at(movie) for movie in range(60)], expected, rtol=1e-5
    )
    assert "import is kept" in tab.messages.text
    tab.messages.findChildren(QPushButton)[0].click()
    settled()
    assert looking.people.ratings == {}


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


def test_ratings_stay_with_the_person_when_another_dataset_comes_and_goes(tab, looking, settled, tiny_dataset):
    tab.new.setChecked(True)
    looking.people.rate(3, 4.0)
    settled()
    movies = replace(
        tiny_dataset.movies,
        titles=tuple(f"Elsewhere {movie * 37}" for movie in range(60)),
        imdb_ids=tuple(str(9_000_000 + movie) for movie in range(60)),
        tmdb_ids=tuple(str(900_000 + movie) for movie in range(60)),
    )
    looking.set_dataset(replace(tiny_dataset, movies=movies))
    settled()
    assert looking.people.ratings == {}
    assert "1 rated film is not in this dataset" in tab.own_panel.elsewhere.text()
    looking.set_dataset(tiny_dataset)
    assert len(tab.table.table) == 0
    settled()
    assert looking.people.ratings == {3: 4.0}
    assert len(tab.table.table) == 60
    assert tab.own_panel.elsewhere.text() == ""


def test_the_form_comes_back_with_its_dataset(show_tab, keep, looking, settled, tiny_dataset, on_ratings):
    first = show_tab(on_ratings)
    first.user.set_user(9)
    first.new.setChecked(True)
    first.people.rate(3, 4.5)
    first.table.only_listed.setChecked(True)
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
    assert again.table.hide_rated.isChecked()
    assert again.table.best.value() == 7
    assert again.table.only_listed.isChecked()
    assert "own" not in state
    settled()


def test_ratings_in_a_session_of_an_older_version_go_to_a_person_once(
    show_tab, looking, settled, tiny_dataset, on_ratings
):
    tab = show_tab(on_ratings)
    old = {"data": tiny_dataset.content_hash, "user": 3, "own": [[1, 2.0], [4, 4.5]]}
    tab.restore_form(old)
    looking.set_dataset(tiny_dataset)
    settled()
    assert looking.people.ratings == {1: 2.0, 4: 4.5}
    assert "own" not in tab.form_state()
    looking.people.rate(1, 5.0)
    tab.restore_form(old)  # the window was killed before the session was saved
    looking.set_dataset(tiny_dataset)
    settled()
    assert looking.people.ratings == {1: 5.0, 4: 4.5}
    assert [person.name for person in looking.people.people] == ["Me"]


def test_ratings_in_an_old_session_wait_for_their_dataset(show_tab, looking, settled, tiny_dataset, on_ratings):
    tab = show_tab(on_ratings)
    old = {"data": "another", "user": 3, "own": [[1, 2.0]]}
    tab.restore_form(old)
    looking.set_dataset(tiny_dataset)
    settled()
    assert looking.people.people == ()
    assert {name: tab.form_state()[name] for name in old} == old


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1000)])
def test_everything_fits_at_two_sizes(tab, settled, size, tmp_path):
    tab.new.setChecked(True)
    tab.table.go_to(2)
    settled()
    tab.resize(*size)
    picture = tab.grab()
    assert (picture.width(), picture.height()) == size
    assert picture.save(str(tmp_path / "predict.png"))
    for widget in (tab.own_panel, tab.lists, tab.details):
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
    for widget in (
        tab.run,
        tab.user.field,
        tab.person.list,
        tab.person.menu_button,
        tab.own_panel.stars,
        tab.own_panel.search,
        tab.table.view,
        tab.table.best,
    ):
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


@pytest.mark.parametrize("page", ["run_gate", "for_you"])
def test_a_film_from_the_own_ratings_becomes_the_current_one_of_the_list_that_is_open(tab, page):
    tab.lists.setCurrentWidget(getattr(tab, page))
    tab.own_panel.movie_chosen.emit(7)
    assert tab.own_panel.movie == 7
    assert (tab.table.movie == 7) == (page == "run_gate")


@pytest.mark.parametrize("page", ["run_gate", "for_you"])
def test_the_search_key_goes_to_the_list_that_is_open(tab, qtbot, page):
    tab.lists.setCurrentWidget(getattr(tab, page))
    tab.activateWindow()
    tab.focus_search()
    table = tab.table if page == "run_gate" else tab.for_you.table
    assert tab.focusWidget() is table.filters.search


def test_f5_makes_the_list_in_front_again_and_no_other(tab, monkeypatch):
    made = []
    monkeypatch.setattr(tab, "refresh", lambda: made.append("ratings"))
    monkeypatch.setattr(tab.for_you, "refresh", lambda: made.append("list"))
    for page, name in ((tab.for_you, "list"), (tab.run_gate, "ratings")):
        tab.lists.setCurrentWidget(page)
        made.clear()
        tab.start()
        assert made == [name]


def test_while_nothing_is_predicted_yet_the_empty_table_says_what_it_waits_for(tab, looking, settled):
    tab.table.reset()
    tab.refresh()
    assert tab.table.count_text == "Predicting…"
    for job in looking.jobs:
        job.cancel()
    settled()
    assert tab.table.count_text == "Cancelled. F5 predicts again."
    tab.start()
    settled()
    assert tab.table.count_text == "60 movies"


def test_another_dataset_takes_everything_away_that_was_of_the_old_one(tab, looking, settled, tiny_dataset):
    tab.table.go_to(7)
    settled()
    assert (tab.table.movie, tab.own_panel.movie, tab.ratings.result is None) == (7, 7, False)
    assert tab.ratings.errors.text() != ""
    ratings = tiny_dataset.ratings
    looking.set_dataset(replace(tiny_dataset, ratings=replace(ratings, values=np.full_like(ratings.values, 3))))
    assert (tab.table.movie, tab.own_panel.movie, tab.ratings.result) == (None, None, None)
    assert len(tab.table.table) == 0
    assert tab.ratings.errors.text() == ""
    assert tab.details.title.text() == "No movie chosen"
    assert tab.details.movies.model().rowCount() == tab.details.users.model().rowCount() == 0
    settled()
