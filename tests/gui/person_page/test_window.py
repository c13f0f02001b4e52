"""A person's window: a user of the data, a kept person, and what it says where there is nothing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.analysis.person_page import user_taste
from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.gui.person_page import PersonWindow
from movierec_gui.gui.person_page import window as module
from movierec_gui.gui.person_page.window import _percent, _stars, kindness_text
from movierec_gui.gui.widgets.row_page import Kind, PageOf


@pytest.fixture
def workspace(looking, tiny_dataset, settled):
    looking.set_dataset(tiny_dataset)
    assert looking.people.person is None
    settled()
    return looking


@pytest.fixture
def window(keep, workspace):
    window = PersonWindow(workspace)
    keep(window)
    return window


def test_a_user_of_the_data_beside_everybody(window, tiny_dataset, settled):
    window.show_user(3)
    settled()
    taste = user_taste(tiny_dataset, 3)
    assert window.title.text() == "User 40"
    assert window.facts.text() == f"{taste.count} ratings · mean {taste.mean:.2f}"
    assert window.kindness.text() == kindness_text(taste.kindness)
    assert window.genres.table.table.column("name").values.tolist() == [group.name for group in taste.genres]
    assert window.decades.table.table.column("count").values.tolist() == [group.count for group in taste.decades]
    for table, entries in ((window.likes, taste.likes), (window.dislikes, taste.dislikes)):
        assert table.table.table.column("movie").values.tolist() == [entry.movie for entry in entries]


def test_an_unusual_film_can_be_opened(window, settled, qtbot):
    window.show_user(3)
    settled()
    table = window.likes.table
    window.pages.setCurrentWidget(window.likes)
    table.setCurrentIndex(table.model().index(0, 0))
    with qtbot.waitSignal(table.page_requested) as asked:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == [PageOf(Kind.FILM, int(table.table.column("movie").at(0)))]


def test_a_kept_person_follows_their_ratings(window, workspace, settled):
    workspace.people.rate(4, 4.5)
    settled()
    window.show_person(workspace.people.person.id)
    settled()
    assert (window.title.text(), window.facts.text()) == ("Me", "1 rating · mean 4.50")
    assert window.likes.note.text() == "Too few ratings to tell."
    workspace.people.rate(5, 1.5)
    settled()
    assert window.facts.text() == "2 ratings · mean 3.00"
    assert window.likes.table.table.column("movie").values.tolist() == [4]


def test_somebody_without_ratings_is_told_what_to_do(window, workspace, settled):
    person = workspace.people.create("Ann")
    settled()
    window.show_person(person.id)
    settled()
    assert window.title.text() == "Ann"
    assert "Rate some films first" in window.genres.note.text()
    assert window.messages.text == ""


def test_a_person_who_is_shown_becomes_the_current_one(window, workspace, settled):
    first = workspace.people.create("Ann")
    workspace.people.create("Bob")
    settled()
    window.show_person(first.id)
    assert workspace.people.person.name == "Ann"
    settled()


def test_back_leads_to_the_person_before(window, settled):
    window.show_user(3)
    window.show_user(5)
    assert not window.back_button.isHidden()
    window.go_back()
    settled()
    assert window.title.text() == "User 40"
    assert window.back_button.isHidden()


def test_another_dataset_closes_it(window, workspace, tiny_dataset, settled):
    window.show_user(3)
    settled()
    workspace.set_dataset(replace(tiny_dataset, name="other"))
    assert not window.isVisible()
    settled()


def test_a_fault_is_said(window, settled, monkeypatch):
    def fail(*_):
        raise ValueError("a fault")

    monkeypatch.setattr("movierec_gui.analysis.person_page.user_taste", fail)
    window.show_user(3)
    settled()
    assert window.messages.level == "error"


@pytest.mark.parametrize(
    ("kindness", "text"),
    [
        (0.5, "Rates 0.50 stars higher than others rate the same films."),
        (-1.25, "Rates 1.25 stars lower than others rate the same films."),
        (0.049, "Rates as others rate the same films."),
        (0.05, "Rates 0.05 stars higher than others rate the same films."),
        (-0.04, "Rates as others rate the same films."),
    ],
)
def test_kindness_in_words(kindness, text):
    assert kindness_text(kindness) == text


def test_so_many_people_before_are_remembered(window, settled, monkeypatch):
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 3)
    for user in range(6):
        window.show_user(user)
    for title in ("User 50", "User 40", "User 30", "User 30"):
        window.go_back()
        assert window.title.text() == title
    settled()


def test_leans_are_drawn_to_a_plain_nought():
    assert [_stars(lean) for lean in (-0.001, 0.0, 0.126, -1.239)] == ["0.00", "0.00", "0.13", "-1.24"]
    assert _percent(0.256) == "26%"


def test_films_of_a_person_that_were_not_matched_are_offered(window, workspace, settled, qtbot):
    person = workspace.people.create("Ann")
    settled()
    films = (Film("Movie 3", 1953), Film("Something Else", 2024), Film("Elsewhere", 2023))
    rated = tuple(Rated(film, 4, Scale(0.5, 5)) for film in films)
    workspace.people.change(lambda now: Person(person.id, "Ann", rated), "three ratings")
    settled()
    window.show_person(person.id)
    settled()
    assert window.unmatched.text() == "Not matched (2)…"
    assert window.unmatched.isVisible()
    with qtbot.waitSignal(workspace.unmatched_requested):
        window.unmatched.click()
    window.show_user(3)
    assert not window.unmatched.isVisible()
    settled()


def test_what_was_shown_before_is_gone_while_another_person_is_looked_at(window, settled):
    window.show_user(3)
    settled()
    assert window.histogram.isVisible()
    assert window.windowTitle() == "User 40 – MovieRec"
    window.show_user(4)
    assert not window.histogram.isVisible()
    assert (window.facts.text(), window.kindness.text(), window.title.text()) == ("", "", "User 50")
    for table in (window.genres, window.decades, window.likes, window.dislikes):
        assert table.note.text() == "Working…"
        assert table.table.isHidden()
    settled()
