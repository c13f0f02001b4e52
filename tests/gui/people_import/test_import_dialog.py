"""The import as a person walks through it, from a file to the list of predictions."""

import json
import zipfile

import pytest
from PySide6.QtCore import Qt

from movierec_gui.data.people.store import default_people
from movierec_gui.gui.people_import.dialog import ImportDialog
from movierec_gui.gui.people_import.review_view import ReviewView

LETTERBOXD = "Date,Name,Year,Letterboxd URI,Rating\n"


@pytest.fixture
def open_dialog(qtbot, workspace):
    """Opens the import of a file with this content and waits until it is read."""

    def open_file(path):
        dialog = ImportDialog(workspace, path)
        qtbot.addWidget(dialog)
        dialog.show()
        wait(qtbot, workspace)
        return dialog

    return open_file


def wait(qtbot, workspace):
    qtbot.waitUntil(lambda: not workspace.jobs)


def titles(dialog):
    return dialog.review.table.table.column("film").values.tolist()


def section(dialog, title):
    for number in range(dialog.review.sections.count()):
        item = dialog.review.sections.item(number)
        if item.text().startswith(title):
            dialog.review.sections.setCurrentRow(number)
            return item
    raise AssertionError(title)


@pytest.fixture
def letterboxd(tmp_path):
    """A zip with two films that are found, one in doubt, one elsewhere, and a watchlist."""
    path = tmp_path / "letterboxd-ann.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "ratings.csv",
            LETTERBOXD + "2024-01-01,Movie 3,1953,u,4\n2024-01-02,Movie 5,1955,u,1\n2024-01-03,Movie 7,1959,u,3\n"
            "2024-01-04,Something Else,2024,u,5\n",
        )
        archive.writestr("watchlist.csv", "Date,Name,Year,Letterboxd URI\n2024-01-01,Movie 9,1959,u\n")
    return path


def test_a_history_is_reviewed_by_keys_and_kept(open_dialog, qtbot, workspace, letterboxd):
    dialog = open_dialog(letterboxd)
    assert dialog.whom.currentText() == "New person"
    assert dialog.name.text() == "Me"
    assert titles(dialog) == ["Movie 7 (1959)"]
    assert dialog.keep_button.text() == "Keep 4 ratings and 1 film on lists"
    assert default_people().list() == ()  # nothing before the button
    row = dialog.review.current
    first = row.candidates[0]
    assert first == 7
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_1)
    assert dialog.review.sections.currentItem().text().startswith("Matched")
    dialog.name.setText("Ann")
    dialog.keep_button.click()
    wait(qtbot, workspace)
    assert dialog.kept
    assert workspace.people.ratings == {3: 4.0, 5: 1.0, 7: 3.0}
    assert workspace.people.lists_of(9) == ("watchlist",)
    ann = default_people().find("Ann")
    assert [rated.film.label for rated in ann.ratings][-1] == "Something Else (2024)"
    assert workspace.people.undo_text == "the import of letterboxd-ann.zip"
    workspace.people.undo()
    assert workspace.people.ratings == {}


def test_decisions_can_be_taken_back_and_are_remembered(open_dialog, qtbot, workspace, letterboxd):
    dialog = open_dialog(letterboxd)
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_0)
    assert dialog.keep_button.text() == "Keep 3 ratings and 1 film on lists"
    dialog.undo_key.activated.emit()
    assert dialog.keep_button.text() == "Keep 4 ratings and 1 film on lists"
    section(dialog, "Unsure")
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_Delete)
    dialog.keep()
    wait(qtbot, workspace)
    again = open_dialog(letterboxd)
    section(again, "Rejected")
    assert titles(again) == ["Movie 7 (1959)"]
    assert "rejected before" in again.review.panel.facts.text()
    again.reject()
    assert again.isHidden()


def test_a_film_is_searched_by_hand(open_dialog, workspace, letterboxd):
    dialog = open_dialog(letterboxd)
    section(dialog, "Not in this dataset")
    assert titles(dialog) == ["Something Else (2024)"]
    dialog.review.panel.search.chosen.emit(20)
    section(dialog, "Matched")
    assert "Something Else (2024)" in titles(dialog)
    assert dialog.review.review.rows[3].movie == 20


def test_nothing_of_mine_is_replaced_unasked(open_dialog, qtbot, workspace, letterboxd):
    book = workspace.people
    wait(qtbot, workspace)
    book.rate(3, 1.0)
    book.rate(5, 4.5)
    dialog = open_dialog(letterboxd)
    item = section(dialog, "Rated otherwise")
    assert "2" in item.text()
    assert [card.text() for card in dialog.review.panel.cards] == [
        "1  Keep yours: 1 (1 to 5)",
        "2  Take the file's: 4 (0.5 to 5)",
    ]
    assert [card.isChecked() for card in dialog.review.panel.cards] == [True, False]
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_2)
    assert dialog.review.current.entry.film.label == "Movie 5 (1955)"
    dialog.keep()
    wait(qtbot, workspace)
    assert book.ratings == {3: 4.0, 5: 4.5}


def test_all_of_the_files_ratings_can_be_taken(open_dialog, qtbot, workspace, letterboxd):
    wait(qtbot, workspace)
    for movie in (3, 5):
        workspace.people.rate(movie, 2.0)
    dialog = open_dialog(letterboxd)
    section(dialog, "Rated otherwise")
    dialog.review.replace_all.click()
    dialog.keep()
    wait(qtbot, workspace)
    assert workspace.people.ratings == {3: 4.0, 5: 1.0}


def test_closing_drops_decisions_only_the_second_time(open_dialog, qtbot, letterboxd):
    dialog = open_dialog(letterboxd)
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_0)
    dialog.reject()
    assert dialog.isVisible()
    assert "not kept yet" in dialog.messages.text
    dialog.reject()
    assert not dialog.isVisible()
    assert default_people().list() == ()


def test_a_scale_that_the_file_does_not_say_is_asked_for(open_dialog, qtbot, workspace, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("title,year,rating\nMovie 3,1953,3\nMovie 5,1955,7\n", encoding="utf-8")
    dialog = open_dialog(path)
    question = dialog.question
    assert question.isVisible()
    assert "Among them: 3, 7" in question.why.text()
    assert not dialog.keep_button.isEnabled()
    assert [answer.text() for answer in question.answers] == ["1 to 10", "0 to 100"]  # 7 is not on 0.5 to 5
    question.field.setText("1-5")
    question.other.setChecked(True)
    question.button.click()
    wait(qtbot, workspace)
    assert "above the highest" in question.why.text()
    question.field.setText("nonsense")
    question.other.setChecked(True)
    question.button.click()
    assert "is no scale" in question.problem.text()
    question.field.setText("-7 to 7")
    question.button.click()
    wait(qtbot, workspace)
    dialog.keep()
    wait(qtbot, workspace)
    assert str(default_people().find("Me").ratings[1].scale) == "-7 to 7"


def test_one_of_several_people_in_a_file_is_asked_for(open_dialog, qtbot, workspace, tmp_path):
    path = tmp_path / "several.csv"
    path.write_text("user,title,year,rating\nann,Movie 3,1953,8/10\nbob,Movie 5,1955,2/10\n", encoding="utf-8")
    dialog = open_dialog(path)
    assert [answer.text() for answer in dialog.question.answers] == ["ann", "bob"]
    assert not dialog.question.field.isVisible()
    qtbot.keyClick(dialog.question, Qt.Key.Key_2)
    qtbot.keyClick(dialog.question, Qt.Key.Key_Return)
    wait(qtbot, workspace)
    assert [row.entry.film.title for row in dialog.review.review.rows] == ["Movie 5"]


def test_a_file_that_cannot_be_read_says_why_in_the_dialog(open_dialog, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n", encoding="utf-8")
    dialog = open_dialog(path)
    assert dialog.messages.level == "error"
    assert not dialog.keep_button.isEnabled()
    dialog.keep()
    assert not dialog.kept


def test_a_name_that_is_taken_is_said_in_the_dialog(open_dialog, qtbot, workspace, letterboxd):
    workspace.people.create("Ann")
    dialog = open_dialog(letterboxd)
    dialog.whom.setCurrentIndex(dialog.whom.count() - 1)
    wait(qtbot, workspace)
    dialog.name.setText("ann")
    dialog.keep()
    assert "already" in dialog.messages.text
    assert dialog.isVisible()


def test_an_own_export_brings_its_name_along(open_dialog, qtbot, workspace, tmp_path):
    wait(qtbot, workspace)
    workspace.people.rate(3, 4.0)
    workspace.people.rename("Ann")
    from movierec_gui.data.people.store import write_person

    write_person(workspace.people.person, tmp_path / "ann.json")
    assert json.loads((tmp_path / "ann.json").read_text(encoding="utf-8"))["name"] == "Ann"
    workspace.people.delete()
    dialog = open_dialog(tmp_path / "ann.json")
    assert dialog.name.text() == "Ann"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, workspace)
    assert workspace.people.ratings == {3: 4.0}


def test_enter_in_a_field_keeps_nothing(open_dialog, qtbot, letterboxd):
    dialog = open_dialog(letterboxd)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert default_people().list() == ()


def test_everything_has_a_name_for_screen_readers(open_dialog, letterboxd):
    dialog = open_dialog(letterboxd)
    view = dialog.review
    for widget in (dialog.whom, dialog.name, view.sections, view.table, view.panel.search, *view.panel.cards):
        assert widget.accessibleName()


def test_a_series_is_named_and_left_out(open_dialog, tmp_path):
    path = tmp_path / "imdb.csv"
    path.write_text(
        "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes\n"
        "tt0903747,9,2024-01-01,Breaking Bad,u,TV Series,9.5,45,2008,Drama,1\n"
        "tt0000004,8,2024-01-01,Movie 3,u,Movie,7,90,1953,Drama,1\n",
        encoding="utf-8",
    )
    dialog = open_dialog(path)
    section(dialog, "Not a film")
    assert titles(dialog) == ["Breaking Bad (2008)"]
    assert dialog.review.panel.cards == []
    assert not dialog.review.panel.search.isVisible()
    dialog.review.decide(1)
    assert dialog.keep_button.text() == "Keep 1 rating"


def test_after_a_decision_the_cursor_is_on_the_next_film_in_doubt(open_dialog, qtbot, tmp_path):
    path = tmp_path / "ratings.csv"
    lines = (f"2024-01-03,Movie {movie},{1952 + movie},u,3\n" for movie in (7, 9, 11))
    path.write_text(LETTERBOXD + "".join(lines))
    dialog = open_dialog(path)
    section(dialog, "Unsure")
    assert titles(dialog) == ["Movie 7 (1959)", "Movie 9 (1961)", "Movie 11 (1963)"]
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_0)
    assert dialog.review.current.entry.film.title == "Movie 9"
    qtbot.keyClick(dialog.review.table, Qt.Key.Key_1)
    assert dialog.review.current.entry.film.title == "Movie 11"


THREE = [f"2024-01-03,Movie {movie},{1952 + movie},u,3" for movie in (7, 9, 11)]


@pytest.fixture
def open_rows(open_dialog, tmp_path):
    """Opens an export with these rows."""

    def open_file(*rows):
        path = tmp_path / "ratings.csv"
        path.write_text(LETTERBOXD + "\n".join(rows) + "\n", encoding="utf-8")
        return open_dialog(path)

    return open_file


@pytest.mark.parametrize(
    ("where", "key"), [("table", Qt.Key.Key_0), ("table", Qt.Key.Key_Backspace), ("sections", Qt.Key.Key_Delete)]
)
def test_keys_leave_a_row_out_in_the_table_and_in_the_sections(open_rows, qtbot, where, key):
    dialog = open_rows(*THREE)
    qtbot.keyClick(getattr(dialog.review, where), key)
    assert len(dialog.review.review.decisions) == 1
    assert titles(dialog) == ["Movie 9 (1961)", "Movie 11 (1963)"]
    assert dialog.focusWidget() is dialog.review.table


def test_keys_that_mean_nothing_here_change_nothing(open_rows, qtbot):
    dialog = open_rows(*THREE)
    table, none = dialog.review.table, Qt.KeyboardModifier.NoModifier
    for key, modifier in (
        (Qt.Key.Key_9, none), (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier), (Qt.Key.Key_Colon, none), (Qt.Key.Key_Slash, none),
    ):  # fmt: skip
        qtbot.keyClick(table, key, modifier)
        assert not dialog.review.can_undo, key
    dialog.review.undo()
    assert titles(dialog) == ["Movie 7 (1959)", "Movie 9 (1961)", "Movie 11 (1963)"]
    qtbot.keyClick(table, Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier)
    assert dialog.review.can_undo
    dialog.review.undo()
    assert not dialog.review.can_undo
    assert titles(dialog) == ["Movie 7 (1959)", "Movie 9 (1961)", "Movie 11 (1963)"]
    assert len(dialog.review.panel.cards) == len(dialog.review.current.candidates)


def test_without_a_review_there_is_nothing_to_decide(qtbot):
    view = ReviewView()
    qtbot.addWidget(view)
    changes = []
    view.changed.connect(lambda: changes.append(1))
    view.decide(1)
    view.undo()
    view.replace_all.click()
    view.panel.found.emit(3)
    assert (view.review, view.current, view.can_undo, changes) == (None, None, False, [])


def test_of_ratings_that_differ_only_the_first_two_numbers_decide_and_the_cursor_goes_on(open_rows, qtbot, workspace):
    wait(qtbot, workspace)
    for movie in (3, 4, 5):
        workspace.people.rate(movie, 1.0)
    dialog = open_rows(*(f"2024-01-01,Movie {movie},{1950 + movie},u,4" for movie in (3, 4, 5)))
    view, table = dialog.review, dialog.review.table
    assert view.replace_all.isVisible()
    for key in (Qt.Key.Key_0, Qt.Key.Key_3):
        qtbot.keyClick(table, key)
        assert not view.can_undo
    for place, (key, replaced) in enumerate(((Qt.Key.Key_2, True), (Qt.Key.Key_1, False), (Qt.Key.Key_2, True))):
        assert table.current_row() == place
        number = view.current.number
        qtbot.keyClick(table, key)
        assert view.review.row(number).replaces == replaced
    assert table.current_row() == 2
    assert [card.isChecked() for card in view.panel.cards] == [False, True]
    view.undo()
    assert [row.replaces for row in view.review.conflicts] == [True, False, False]
    section(dialog, "Matched")
    assert not view.replace_all.isVisible()


def test_another_person_is_compared_with_their_own_ratings(open_rows, qtbot, workspace):
    wait(qtbot, workspace)
    workspace.people.rate(3, 1.0)
    dialog = open_rows("2024-01-01,Movie 3,1953,u,4")
    assert not dialog.name.isVisible()
    assert len(dialog.review.review.conflicts) == 1
    assert dialog.summary.isVisible()
    dialog.whom.setCurrentIndex(dialog.whom.count() - 1)
    assert (dialog.keep_button.text(), dialog.keep_button.isEnabled()) == ("Keep", False)
    assert not dialog.summary.isVisible()
    assert dialog.busy.text() == "Reading ratings.csv…"
    assert dialog.busy.isVisible()
    dialog.keep()
    assert dialog.isVisible()
    wait(qtbot, workspace)
    assert dialog.name.isVisible()
    assert len(dialog.review.review.conflicts) == 0
    dialog.name.setText("Bob")
    dialog.keep()
    wait(qtbot, workspace)
    assert [person.name for person in default_people().list()] == ["Bob", "Me"]


def test_closing_gives_up_the_reading(qtbot, workspace, letterboxd):
    dialog = ImportDialog(workspace, letterboxd)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    wait(qtbot, workspace)
    assert dialog.review.review is None


def test_the_dialog_becomes_as_large_as_a_review_needs(qtbot, workspace, letterboxd):
    dialog = ImportDialog(workspace, letterboxd)
    qtbot.addWidget(dialog)
    assert (dialog.width(), dialog.height()) == (620, 420)
    wait(qtbot, workspace)
    assert (dialog.width(), dialog.height()) == (1080, 700)
    assert dialog.review.table.isVisibleTo(dialog)


def test_cards_say_what_tells_films_apart(open_rows, tiny_dataset):
    dialog = open_rows(*THREE)
    row, panel = dialog.review.current, dialog.review.panel
    for number, (card, movie) in enumerate(zip(panel.cards, row.candidates, strict=True), start=1):
        label, count = tiny_dataset.movies.label(movie), tiny_dataset.movie_counts[movie]
        facts = f"{', '.join(tiny_dataset.movies.genres_of(movie))} · {count} ratings"
        assert card.accessibleName() == f"{number}: {label}, {facts}"
        assert card.toolTip() == f"Press {number}: {label}"
        assert card.text().split() == f"{number} {label} {facts}".split()
        assert not card.isChecked()
    panel.cards[0].click()
    section(dialog, "Matched")
    assert dialog.review.panel.cards[0].isChecked()
