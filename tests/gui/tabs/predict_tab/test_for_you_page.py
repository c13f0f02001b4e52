"""The page "For you" as a person uses it."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.tabs.predict_tab.for_you_model import State
from movierec_gui.progress import finish


@pytest.fixture
def tab(show_tab, learner):
    return show_tab(lambda workspace: PredictTab(workspace, learner))


@pytest.fixture
def page(tab):
    return tab.for_you


@pytest.fixture
def me(tab, looking, settled):
    """A person who has rated the first five movies."""
    tab.new.setChecked(True)
    for movie in range(5):
        looking.people.rate(movie, 4.5)
    settled()
    return looking.people


@pytest.fixture
def write_smaller(tmp_path):
    """A dataset of so many movies, as somebody may open next."""

    def write(movies):
        rows = "".join(
            f"{user},{movie},{1 + (user * movie) % 5}\n" for user in range(1, 9) for movie in range(1, movies + 1)
        )
        path = tmp_path / "ratings.csv"
        path.write_text(f"userId,movieId,rating\n{rows}", encoding="utf-8")
        return finish(load_dataset(path))

    return write


def listed(page):
    return page.table.shown_rows.tolist()


def column(page, name):
    return [page.table.table.column(name).at(row) for row in page.table.shown_rows]


def test_the_tab_opens_on_it_with_the_list_of_the_first_user_best_first(tab, page, looking):
    rated = set(looking.dataset.ratings.movies[looking.dataset.rows_of_user(0)].tolist())
    assert tab.on_for_you
    assert listed(page) == [movie for movie in range(60) if movie not in rated]
    assert not tab.run.isVisible()
    assert not tab.details.isVisible()
    assert page.table.view.model().headerData(3, Qt.Orientation.Horizontal) == "Your rating if you watch it"
    own = looking.dataset.ratings.take(looking.dataset.rows_of_user(0))
    assert set(column(page, "because")) == {f"{looking.dataset.movies.titles[own.movies[0]]} ({own.values[0]:g})"}


def test_it_learns_once_and_looks_once_at_each_person(tab, page, learner, settled):
    assert (learner.asked, learner.maker.looks) == (1, 1)
    before = listed(page)
    tab.user.set_user(7)
    settled()
    assert listed(page) != before
    page.bar.want(0.5)
    page.bar.want(-0.3)
    tab.lists.setCurrentWidget(tab.run_gate)
    tab.lists.setCurrentWidget(page)
    settled()
    assert (learner.asked, learner.maker.looks) == (1, 2)


def test_the_slider_moves_the_list_at_once_and_says_how_novel_it_becomes(page, looking):
    before, told = listed(page), page.bar.novelty.text()
    page.table.length.setValue(10)
    page.bar.slider.setValue(60)
    assert page.model.discovery == 0.6
    assert listed(page) == before[::-1][:10]
    counts = sorted(looking.dataset.movie_counts[listed(page)])
    assert page.bar.novelty.text() == f"Half of these have {(counts[4] + counts[5]) / 2:,.0f} ratings or fewer."
    page.bar.reset.click()
    assert listed(page) == before[:10]
    assert not page.bar.reset.isEnabled()
    assert told.startswith("Half of these have")


def test_the_slider_reaches_from_well_known_to_discoveries(page):
    assert (page.bar.slider.minimum(), page.bar.slider.maximum()) == (-30, 60)


def test_there_is_a_list_from_the_first_rating_on(tab, page, looking, settled, qtbot):
    looking.people.create("Ann")
    tab.new.setChecked(True)
    settled()
    assert page.pages.currentWidget() is page.empty
    assert page.empty.text.startswith("Rate a film to get a list")
    with qtbot.waitSignal(looking.import_requested):
        page.empty.button.click()
    looking.people.rate(0, 4.0)
    settled()
    assert page.pages.currentWidget() is page.list
    assert listed(page) == list(range(1, 51))


def test_few_ratings_are_said_to_make_a_first_guess(tab, page, looking, settled):
    assert not page.uncertainty.isVisible()  # a user with many
    tab.new.setChecked(True)
    looking.people.rate(0, 4.0)
    settled()
    assert page.uncertainty.isVisible()
    assert page.uncertainty.text().startswith("Made from 1 rating, so it is a first guess: of its first 10 films, 8 ")
    page.bar.want(0.5)
    assert "of its first 10 films, 3 " in page.uncertainty.text()
    for movie in range(1, 10):
        looking.people.rate(movie, 4.0)
    settled()
    assert not page.uncertainty.isVisible()


def test_a_star_takes_its_film_off_the_list_and_undo_brings_it_back(tab, page, me, settled, qtbot):
    page.table.select_row(5)
    assert tab.own_panel.movie == 5
    qtbot.keyClick(tab.own_panel.stars, Qt.Key.Key_4)
    settled()
    assert 5 not in listed(page)
    assert "the rating of Movie 5 (1955)" in page.messages.text
    page.messages._action.click()
    settled()
    assert listed(page)[0] == 5
    assert page.messages.text == ""


def test_marks_hide_films_and_the_watchlist_is_a_list_of_its_own(page, me, settled):
    me.mark(6, "not_for_me")
    me.mark(7, "seen")
    me.mark(8, "watchlist")
    settled()
    assert {6, 7}.isdisjoint(listed(page))
    page.filters.hide_known.setChecked(False)
    assert {6, 7} <= set(listed(page))
    page.filters.only_listed.setChecked(True)
    assert listed(page) == [8]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_row_marks_its_film(page, me, settled):
    movie = listed(page)[2]
    where = page.table.view.visualRect(page.table.model.index(2, 0)).center()
    page.table.view.customContextMenuRequested.emit(where)
    menu = page.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    next(action for action in menu.actions() if action.text() == "Not for me").trigger()
    menu.close()
    settled()
    assert movie not in listed(page)


def test_filters_bound_the_list_before_it_is_cut(page, looking, settled):
    page.table.length.setValue(3)
    page.table.filters.genre.setCurrentText("War")
    settled()
    assert len(listed(page)) == 3
    assert all("War" in looking.dataset.movies.genres_of(movie) for movie in listed(page))


def test_the_selection_of_the_window_can_be_what_the_list_is_made_of(page, looking):
    assert not page.filters.only_pool.isEnabled()
    pool = listed(page)[3:6]
    looking.select_movies(pool, "node 7 of LSTM")
    assert "node 7 of LSTM" in page.filters.only_pool.toolTip()
    page.filters.only_pool.setChecked(True)
    assert listed(page) == pool
    looking.clear_selection()
    assert len(listed(page)) > 3


def test_films_that_somebody_else_has_seen_can_be_left_out(page, looking, settled):
    page.filters.spared.choose_user(3)
    settled()
    seen = looking.dataset.ratings.movies[looking.dataset.rows_of_user(3)]
    assert set(listed(page)).isdisjoint(seen.tolist())
    page.filters.spared.choose_person("")
    settled()
    assert not set(listed(page)).isdisjoint(seen.tolist())


def test_two_people_get_one_list_and_read_how_they_agree(tab, page, looking, settled, me):
    tab.known.setChecked(True)
    settled()
    page.bar.companion.choose_person(me.person.id)
    settled()
    assert page.bar.agreement.isVisible()
    assert set(range(5)).isdisjoint(listed(page))
    assert page.heading == "For you: films for user 10 and Me"
    titles = []
    for number in range(2):
        page.bar.agreement.setCurrentIndex(number)
        page.bar.agreement.activated.emit(number)
        titles.append(page.table.view.model().headerData(3, Qt.Orientation.Horizontal))
    assert titles == ["The lower of your ratings", "Mean of your ratings"]


def test_nobody_watches_with_themselves(tab, page, me):
    assert page.bar.companion.list.findText("Me") == -1
    tab.known.setChecked(True)
    assert page.bar.companion.list.findText("Me") == 1


def test_a_deleted_companion_leaves_a_list_for_one(tab, page, looking, settled, me):
    tab.known.setChecked(True)
    page.bar.companion.choose_person(me.person.id)
    settled()
    me.delete()
    settled()
    assert page.bar.companion.someone is None
    assert not page.model.together
    assert not page.bar.agreement.isVisible()


def test_a_run_or_another_recommender_makes_the_list(page, learner, looking, settled):
    texts = [page.bar.source.itemText(number) for number in range(page.bar.source.count())]
    assert texts[0] == "For you"
    assert {"EASE", "Run: dense"} <= set(texts)
    page.bar.source.setCurrentText("Run: dense")
    page.bar.source.activated.emit(page.bar.source.currentIndex())
    settled()
    assert learner.asked == 2
    assert page.model.source.run == next(run.id for run in looking.store.list() if run.name == "dense")
    page.bar.source.setCurrentText("For you")
    page.bar.source.activated.emit(0)
    settled()
    assert learner.asked == 2  # kept


def test_who_cannot_slide_foresee_or_explain_offers_none_of_it(page, learner, settled, monkeypatch):
    for name in ("slides", "foresees", "explains"):
        monkeypatch.setattr(type(learner.maker), name, False)
    page.bar.source.setCurrentText("EASE")
    page.bar.source.activated.emit(page.bar.source.currentIndex())
    settled()
    assert not page.bar.slider.isVisible()
    assert page.table.view.isColumnHidden(3)
    assert page.table.view.isColumnHidden(5)
    assert list(page.table.frame()) == ["movie", "title", "year", "genres", "ratings"]


def test_the_details_say_why_in_words(page, looking):
    page.table.select_row(listed(page)[1])
    first = int(looking.dataset.ratings.movies[looking.dataset.rows_of_user(0)][0])
    assert page.details.why.text().startswith(f"Because you rated {looking.dataset.movies.label(first)}")
    assert "50% of all that speaks for it" in page.details.why.text()
    assert "four times in five" in page.details.range.text()


def test_a_cancelled_learning_can_be_taken_up_again(qtbot, keep, looking, tiny_dataset, learner, settled):
    learner.gate.clear()
    tab = PredictTab(looking, learner)
    keep(tab)
    tab.resize(1280, 720)
    tab.show()
    looking.set_dataset(tiny_dataset)
    page = tab.for_you
    qtbot.waitUntil(lambda: page.model.state is State.LEARNING)  # once the runs are listed
    job = next(job for job in looking.jobs if job.title == "Learning what people watch")
    with qtbot.waitSignal(job.ended):
        job.cancel()
        learner.gate.set()
    settled()
    assert page.model.state is State.STOPPED
    tab.user.set_user(3)
    assert page.model.state is State.STOPPED
    page.empty.button.click()
    settled()
    assert page.model.state is State.READY
    assert len(listed(page)) > 0


def test_learning_that_fails_says_why(page, learner, settled):
    learner.error = UserError("The run is damaged", "", "Delete it")
    page.bar.source.setCurrentText("Run: dense")
    page.bar.source.activated.emit(page.bar.source.currentIndex())
    settled()
    assert "The run is damaged" in page.messages.text
    assert page.model.state is State.STOPPED


def test_the_films_shown_are_exported_in_their_order(tab, page, settled, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.table.length.setValue(4)
    tab.export()
    settled()
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["movie"]) for row in rows] == listed(page)
    assert all(row["because"] and row["rating if watched"] for row in rows)


def test_the_films_shown_are_printed(page, tmp_path, monkeypatch):
    path = tmp_path / "list.pdf"

    def accept(dialog):
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(path))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    page.bar.print_button.click()
    assert path.read_bytes().startswith(b"%PDF")
    text = page.document().toPlainText()
    assert "For you: films for user 10" in text
    assert "Because you rated" in text


def test_nothing_is_printed_by_somebody_who_would_rather_not(page, monkeypatch):
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    page.bar.print_button.click()
    assert page.messages.text == ""


def test_how_it_stands_comes_back(tab, page, keep, looking, learner, settled):
    page.bar.want(0.4)
    page.table.length.setValue(20)
    page.filters.hide_known.setChecked(False)
    page.bar.source.setCurrentText("Run: dense")
    page.bar.source.activated.emit(page.bar.source.currentIndex())
    settled()
    again = PredictTab(looking, learner)
    keep(again)
    again.restore_form(tab.form_state())
    assert again.on_for_you
    assert again.for_you.bar.wanted == 0.4
    assert again.for_you.table.length.value() == 20
    assert not again.for_you.filters.hide_known.isChecked()
    assert again.for_you.bar.source.currentText() == "Run: dense"
    settled()


def test_another_dataset_begins_anew(page, looking, learner, settled, tiny_dataset):
    page.bar.companion.choose_user(3)
    settled()
    looking.set_dataset(tiny_dataset)
    settled()
    assert page.bar.companion.someone is None
    assert learner.asked == 2
    assert len(listed(page)) > 0


def test_a_smaller_dataset_is_no_fault_for_somebody_whose_list_is_shown(page, me, looking, settled, write_smaller):
    page.table.length.setValue(60)
    settled()
    assert max(listed(page)) > 20
    looking.set_dataset(write_smaller(5))
    settled()
    assert all(movie < 5 for movie in listed(page))


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1000)])
def test_everything_fits_at_two_sizes(tab, page, me, settled, size):
    page.bar.companion.choose_user(3)
    page.filters.spared.choose_user(4)
    page.table.select_row(listed(page)[0])
    settled()
    tab.resize(*size)
    assert (tab.grab().width(), tab.grab().height()) == size
    for widget in (page.bar.print_button, page.filters.spared, page.details):
        assert tab.rect().contains(widget.rect().translated(widget.mapTo(tab, widget.rect().topLeft())))
