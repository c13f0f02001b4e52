"""The film's window: what it shows, rating from it, ways back and out, links that wait for a click."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from movierec_gui.data.people.store import default_people
from movierec_gui.errors import UserError
from movierec_gui.gui.film_page import window as module
from movierec_gui.gui.film_page.window import facts_line, tags_text


def links_of(window):
    return [button for button in window.links.findChildren(QPushButton) if not button.isHidden()]


def test_it_says_what_the_data_know(open_film, tiny_dataset):
    window = open_film(4)
    assert window.title.text() == "Movie 4 (1954)"
    assert window.windowTitle() == "Movie 4 (1954) – MovieRec"
    count, mean = tiny_dataset.movie_counts[4], tiny_dataset.movie_means[4]
    assert window.facts.text().startswith(f"Comedy · {count} ratings · mean {mean:.2f} · number ")
    assert window.tags.text() == "Nobody gave it a tag."
    assert window.fans.table.table.column("user").values[0] % 2 == 0
    assert window.ratings.histogram.accessibleDescription()
    assert open_film(0).tags.text() == "funny"


def test_the_person_rates_from_it(open_film, workspace, qtbot, settled):
    window = open_film(4)
    assert window.own.who.text() == "You"
    qtbot.keyClick(window.own.stars, Qt.Key.Key_3)  # nobody in the data gave a 3
    assert window.own.stars.value is None
    qtbot.keyClick(window.own.stars, Qt.Key.Key_2)
    settled()
    assert workspace.people.ratings == {4: 2.0}
    assert window.own.who.text() == "Me"
    assert [rated.value for rated in default_people().find("Me").ratings] == [2.0]
    qtbot.mouseClick(window.own.undo_button, Qt.MouseButton.LeftButton)
    settled()
    assert workspace.people.ratings == {}
    assert window.own.stars.value is None


@pytest.mark.parametrize("which", ["watchlist", "seen", "not_for_me"])
def test_the_person_marks_it(open_film, workspace, qtbot, settled, which):
    window = open_film(4)
    qtbot.mouseClick(window.own.marks.buttons[which], Qt.MouseButton.LeftButton)
    settled()
    assert workspace.people.lists_of(4) == (which,)
    assert window.own.marks.buttons[which].isChecked()
    open_film(5)
    assert not window.own.marks.buttons[which].isChecked()


def test_what_was_rated_elsewhere_shows(open_film, workspace, settled):
    window = open_film(4)
    workspace.people.rate(4, 4.5)
    settled()
    assert window.own.stars.value == 4.5


def test_a_rating_that_cannot_be_kept_is_said(open_film, workspace):
    window = open_film(4)
    workspace.people.failed.emit(UserError("The disk is full", "", "Make room"))
    assert "The disk is full" in window.messages.text


def test_links_open_on_a_click_only(open_film, qtbot, monkeypatch):
    opened = []

    def open_url(url):
        opened.append(url.toString())
        return len(opened) < 2

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    window = open_film(4)
    assert [button.text() for button in links_of(window)] == ["IMDb", "TMDB"]
    assert opened == []
    qtbot.mouseClick(links_of(window)[0], Qt.MouseButton.LeftButton)
    assert opened == ["https://www.imdb.com/title/tt0000005/"]
    assert window.messages.text == ""
    qtbot.mouseClick(links_of(window)[1], Qt.MouseButton.LeftButton)
    assert "No browser" in window.messages.text
    assert "https://www.themoviedb.org/movie/5" in window.messages.text


def test_back_leads_through_the_films_before(open_film, window, qtbot, settled):
    open_film(4)
    assert window.back_button.isHidden()
    open_film(7)
    open_film(7)
    open_film(9)
    qtbot.mouseClick(window.back_button, Qt.MouseButton.LeftButton)
    assert window.movie == 7
    window.go_back()
    assert window.movie == 4
    assert window.back_button.isHidden()
    window.go_back()
    assert window.movie == 4
    settled()


def test_escape_closes_it_wherever_the_focus_is(open_film, window, qtbot):
    for widget in (window.pages.tabBar(), window.own.stars, window.fans.table):
        open_film(4, "Liked by")
        assert window.isVisible()
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Escape)
        assert not window.isVisible()


def test_closing_gives_up_what_is_worked_out(window, workspace, settled):
    window.show_film(4)
    window.close()
    settled()
    assert window.fans.note.text() == "Working…"
    window.show_film(4)
    settled()
    assert window.fans.note.text().startswith("Users who gave it most")


def test_another_dataset_closes_it(open_film, window, workspace, tiny_dataset, settled):
    open_film(4)
    workspace.set_dataset(replace(tiny_dataset, name="other"))
    assert not window.isVisible()
    assert window.movie is None
    settled()
    open_film(2)
    assert window.title.text() == "Movie 2 (1952)"
    assert window.back_button.isHidden()


def test_a_film_nobody_rated_says_so(open_film):
    window = open_film(59)
    assert window.facts.text() == "Drama · 0 ratings"
    assert window.ratings.note.text() == "Nobody in these data rated this film."
    assert window.fans.note.text() == "Nobody in these data rated this film."
    assert window.fans.table.isHidden()


def test_a_fault_is_said_in_the_window(window, settled, monkeypatch):
    def fail(*_):
        raise UserError("It went wrong", "", "")
        yield

    monkeypatch.setattr("movierec_gui.analysis.film_page.film_facts", fail)
    window.show_film(4)
    settled()
    assert "It went wrong" in window.messages.text
    assert window.facts.text() == ""


def test_tab_goes_from_the_own_rating_to_the_prediction_and_the_pages(open_film, window):
    open_film(4)
    places, widget = [], window.back_button
    for _ in range(300):
        widget = widget.nextInFocusChain()
        places.append(widget)
    order = [places.index(part) for part in (window.own.stars, window.prediction.whom, window.pages.tabBar())]
    assert order == sorted(order)


def test_tags_name_the_people_where_several_gave_one():
    assert tags_text((("funny", 3), ("sad", 1))) == "funny (3) · sad"
    assert tags_text(()) == "Nobody gave it a tag."


def test_the_line_of_facts_copes_with_nothing(open_film, tiny_dataset):
    from movierec_gui.analysis.film_page import film_facts
    from movierec_gui.progress import finish

    facts = replace(finish(film_facts(tiny_dataset, 59)), genres=())
    assert facts_line(facts) == "no genres listed · 0 ratings"


def test_links_of_the_film_before_are_gone_at_once(open_film):
    window = open_film(4)
    assert len(links_of(window)) > 0
    window._show_links(())
    assert links_of(window) == []


def test_so_many_films_before_are_remembered(window, settled, monkeypatch):
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 3)
    for movie in range(6):
        window.show_film(movie)
    for _ in range(3):
        window.go_back()
    assert window.movie == 2
    assert window.back_button.isHidden()
    settled()


def test_what_was_known_of_the_film_before_is_gone_while_another_is_looked_at(open_film, window, settled):
    open_film(4)
    window.show_film(5)
    assert window.facts.text() == "Looking for what the data know of it…"
    assert window.tags.text() == window.fans.note.text() == window.ratings.note.text() == "Working…"
    assert links_of(window) == []
    settled()
    assert window.fans.table.table.column("usual").values[0] > 0


def test_a_film_of_other_data_is_not_told(open_film, window, workspace, tiny_dataset, settled):
    from movierec_gui.analysis.film_page import film_facts
    from movierec_gui.progress import finish

    open_film(4)
    window._show_facts(finish(film_facts(tiny_dataset, 5)))
    assert window.facts.text().startswith("Comedy · ")  # of the film that is shown


def test_a_chosen_run_is_asked_at_once(open_film, window, workspace, settled):
    open_film(4, "Why")
    before = window.prediction.note.text()
    workspace.set_current_run(workspace.store.list()[0].id)
    settled()
    assert window.prediction.note.text() != before
    assert window.prediction.number.text()
