"""The guided start: films asked one by one, by mouse and keys, every rating kept at once."""

import pytest
from PySide6.QtCore import QPoint, Qt

from movierec_gui.analysis.interview import QUESTIONS
from movierec_gui.data.people.store import default_people
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.predict_tab import PredictTab, guide_work
from movierec_gui.gui.tabs.predict_tab.growing_list import moved_text


@pytest.fixture
def tab(show_tab, settled):
    """The tab with the first question."""
    made = show_tab(PredictTab)
    made.pages.begin_guide()
    settled()
    return made


def _kept():
    people = default_people().list()
    return [rated.value for rated in people[0].ratings] if people else []


def test_the_first_film_is_shown_with_a_list_beside_it(tab, looking):
    guide = tab.guide
    assert tab.pages.currentWidget() is guide
    assert guide.progress.text() == f"1 of {QUESTIONS}"
    assert (guide.bar.value(), guide.bar.maximum()) == (0, QUESTIONS)
    assert guide.title.text() == looking.dataset.movies.titles[guide.movie]
    assert str(looking.dataset.movies.years[guide.movie]) in guide.facts.text()
    assert len(guide.list.movies) == 10
    assert guide.list.heading.text() == "Before your first answer"
    assert not guide.back_button.isEnabled()
    assert guide.stars.sizeHint().height() > tab.own_panel.stars.sizeHint().height()


def test_a_click_on_the_stars_keeps_the_rating_and_asks_on(qtbot, tab, settled):
    guide = tab.guide
    first = guide.movie
    qtbot.mouseClick(guide.stars, Qt.MouseButton.LeftButton, pos=QPoint(guide.stars.width() - 3, 10))
    assert _kept() == [5.0]
    settled()
    assert guide.movie not in (None, first)
    assert guide.progress.text() == f"2 of {QUESTIONS}"
    assert guide.bar.value() == 1
    assert guide.list.heading.text() == "Your list so far"
    assert first not in guide.list.movies
    assert guide.stars.value is None


def test_keys_rate_skip_go_back_and_nothing_is_kept_of_what_was_not_seen(qtbot, tab, settled):
    guide = tab.guide
    for key in ("4", "s", "2"):
        qtbot.keyClicks(guide, key)
        settled()
    assert [answer.rating for answer in guide.answers] == [4.0, None, 2.0]
    assert _kept() == [4.0, 2.0]
    last = guide.answers[-1].movie
    qtbot.keyClick(guide, Qt.Key.Key_Backspace)
    settled()
    assert guide.movie == last
    assert _kept() == [4.0]
    assert len(guide.answers) == 2
    qtbot.keyClicks(guide, "9x")
    assert len(guide.answers) == 2


def test_keys_before_the_film_is_chosen_answer_nothing(qtbot, tab):
    guide = tab.guide
    qtbot.keyClicks(guide, "5")
    assert guide.movie is None
    qtbot.keyClicks(guide, "5")
    assert len(guide.answers) == 1


def test_escape_stops_and_the_person_stands_before_the_list(qtbot, tab, settled):
    qtbot.keyClicks(tab.guide, "5")
    settled()
    tab.clear()  # what the window does at Esc
    settled()
    assert tab.pages.currentWidget() is tab.page
    assert tab.new.isChecked()
    assert tab.people.person.name == "Me"
    tab.lists.setCurrentWidget(tab.run_gate)
    settled()
    assert tab.table.hide_rated.isChecked()
    assert tab.table.movie == tab.table.shown_rows[0]
    assert tab.details.title.text() == tab.people.finder.dataset.movies.label(tab.table.movie)


def test_answers_go_with_the_data_that_they_are_about(qtbot, tab, settled, looking, tiny_dataset):
    qtbot.keyClicks(tab.guide, "5")
    settled()
    assert len(tab.guide.answers) == 1
    looking.set_dataset(tiny_dataset)
    settled()
    assert tab.guide.answers == ()
    assert not tab.pages.asks  # a film of the data before stood there, and no key answered
    qtbot.keyClick(tab.guide, Qt.Key.Key_Backspace)  # their films may not be in it
    settled()
    assert _kept() == [5.0]


def test_the_last_answer_ends_it(qtbot, tab, settled):
    for _ in range(QUESTIONS):
        qtbot.keyClicks(tab.guide, "3" if 3.0 in tab.guide.stars.levels else "4")
        settled()
    assert tab.pages.currentWidget() is tab.page
    assert len(_kept()) == QUESTIONS


def test_the_guide_can_be_begun_again_and_does_not_ask_what_is_rated(qtbot, tab, settled):
    asked = []
    for _ in range(2):
        tab.pages.begin_guide()
        settled()
        for _ in range(3):
            asked.append(tab.guide.movie)
            qtbot.keyClicks(tab.guide, "4")
            settled()
    assert len(set(asked)) == 6


def test_long_titles_leave_the_stars_where_they_are(tab, settled):
    guide = tab.guide
    before = guide.stars.mapTo(tab, QPoint(0, 0))
    guide.title.setText("Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan")
    settled()
    assert guide.stars.mapTo(tab, QPoint(0, 0)) == before


def test_a_model_that_cannot_be_opened_is_told_and_the_guide_can_be_left(tab, settled, monkeypatch):
    def fail(*_):
        raise UserError("No model", "", "")
        yield

    monkeypatch.setattr("movierec_gui.gui.tabs.predict_tab.guide.next_step", fail)
    tab.pages.begin_guide()
    settled()
    assert "No model" in tab.guide.messages.text
    tab.clear()
    assert tab.pages.currentWidget() is tab.page


def test_without_a_run_nothing_is_begun(tab, looking, settled):
    tab.clear()
    looking.set_current_run("")
    tab.pages.begin_guide()
    assert tab.pages.currentWidget() is tab.page
    with pytest.raises(UserError, match="No run"):
        list(guide_work.next_step(looking, None, (), {}, ()))


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((), (3, 4), ""),
        ((3, 4), (3, 5), ""),
        ((4, 3), (3, 4), "▲ 1"),
        ((3, 4, 5), (4, 5, 3), "▼ 2"),
        ((8, 9), (3, 8), "new"),
    ],
)
def test_how_a_film_moved_is_said(before, after, text):
    assert moved_text(before, after, 3) == text
