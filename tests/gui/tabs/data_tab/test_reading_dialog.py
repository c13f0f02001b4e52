"""The dialog fills in a guess, shows what each choice makes of the table, and says why a choice cannot be taken."""

import pytest

from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.table_preview import preview_table
from movierec_gui.gui.tabs.data_tab.reading_dialog import Question, ReadingDialog
from movierec_gui.progress import finish

ZERO = "user,item,rating,date\n1,2,0,01/02/2015\n2,2,7,03/04/2015\n2,3,10,05/06/2016\n3,3,3,07/08/2017\n"
FOREIGN = "who,what,how much,when\nanna,Heat,7.5,18-05-2018\nbob,Ronin,3,01-02-2017\nanna,Alien,7.5,03-04-2018\n"


@pytest.fixture
def settle(qtbot, workspace):
    def wait(dialog):
        qtbot.waitUntil(lambda: not dialog._pause.isActive() and not workspace.jobs)

    return wait


@pytest.fixture
def open_dialog(qtbot, tmp_path, workspace, settle):
    def made(text, choice=AS_FOUND, reason="", path=None):
        if path is None:
            path = tmp_path / "table.csv"
            path.write_text(text, encoding="utf-8")
        dialog = ReadingDialog(workspace, Question(path, finish(preview_table(path, choice)), choice, reason))
        qtbot.addWidget(dialog)
        dialog.show()
        settle(dialog)
        return dialog

    return made


def choose(dialog, field, value):
    editor = dialog.fields.editor(field)
    editor.setCurrentIndex(editor.findData(value))


def test_known_names_are_found_and_nothing_needs_to_be_said(open_dialog):
    dialog = open_dialog("rating,item_id,user_id\n4,10,1\n3,20,2\n")
    assert dialog.fields.places() == {"user": 2, "movie": 1, "rating": 0, "timestamp": None, "title": None}
    assert dialog.open_button.isEnabled()
    assert dialog.choice() == AS_FOUND
    assert dialog.fields.note("user") == "found by its name"


def test_unknown_names_are_guessed_and_named_in_the_choice(open_dialog):
    dialog = open_dialog(FOREIGN, reason="table.csv has no layout that can be read.")
    assert dialog.reason.isVisible()
    assert dialog.effect.figures == ("3", "3", "2", "3", "6.00", "1 to 10", "2017 to 2018")
    assert dialog.choice().columns == (
        ("user", "who"),
        ("movie", "what"),
        ("rating", "how much"),
        ("timestamp", "when"),
    )
    assert dialog.open_button.isEnabled()


def test_columns_are_as_wide_as_their_names_and_long_ones_end(open_dialog):
    wide = "a very long question of a survey that was asked of everybody in the class"
    dialog = open_dialog(f"user_id,video_duration,watch_ratio,{wide}\n1,2,3,4\n2,2,4,5\n")
    header = dialog.rows.horizontalHeader()
    sizes = [header.sectionSize(place) for place in range(header.count())]
    assert all(size >= min(header.sectionSizeHint(place), 260) for place, size in enumerate(sizes))
    assert sizes[3] == 260
    assert sizes[0] < sizes[1] < 260


def test_each_choice_shows_at_once_what_it_changes(open_dialog, settle):
    dialog = open_dialog(ZERO)
    assert dialog.effect.figures == ("4", "3", "2", "2", "6.67", "1 to 10", "2015 to 2017")
    assert dialog.effect.words == "4 rows: 3 ratings by 2 users of 2 movies. Left out: 1 × not rated."
    assert "taken for “not rated”" in dialog.fields.note("not_rated")
    dialog.fields.editor("not_rated").setEditText("none")
    settle(dialog)
    assert dialog.effect.figures == ("4", "4", "3", "2", "5.00", "0 to 10", "2015 to 2017")
    assert dialog.fields.note("not_rated") == "as you say"
    dialog.fields.editor("scale").setEditText("-20 to 20")
    choose(dialog, "time_unit", "none")
    settle(dialog)
    assert dialog.effect.figures[-2:] == ("-20 to 20", "no times")
    assert dialog.fields.note("scale") == "as you say"
    assert dialog.choice() == TableChoice(scale=(-20, 20), not_rated=(), time_unit="none")


def test_what_was_in_doubt_is_said_in_the_choice_that_is_agreed_to(open_dialog):
    dialog = open_dialog(ZERO)
    assert dialog.unchanged
    assert dialog.choice() == TableChoice(not_rated=(0,), time_unit="month-first")


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("scale", "ten", "is no scale"),
        ("scale", "10-1", "is no scale"),
        ("scale", "10 to -10", 'Write it as in 1-10 or "-10 to 10"'),
        ("not_rated", "zero", "names no values"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(open_dialog, settle, field, text, problem):
    dialog = open_dialog(ZERO)
    dialog.fields.editor(field).setEditText(text)
    settle(dialog)
    assert problem in dialog.fields.note(field)
    assert problem in dialog.problem
    assert not dialog.open_button.isEnabled()
    dialog.fields.editor(field).setCurrentIndex(0)
    settle(dialog)
    assert dialog.problem == ""
    assert dialog.open_button.isEnabled()


def test_a_column_chosen_twice_or_not_at_all_is_refused(open_dialog, settle):
    dialog = open_dialog("a,b,c\n1,10,4\n2,20,3\n2,10,4\n")
    choose(dialog, "movie", dialog.fields.places()["user"])
    assert dialog.fields.note("movie") == "This column is also that of the users"
    assert not dialog.open_button.isEnabled()
    choose(dialog, "movie", None)
    assert dialog.problem == "Choose the column that holds the movies"
    choose(dialog, "movie", 1)
    settle(dialog)
    assert dialog.open_button.isEnabled()


def test_columns_without_a_usable_rating_cannot_be_opened(open_dialog, settle):
    dialog = open_dialog(FOREIGN)
    choose(dialog, "rating", None)
    choose(dialog, "movie", 2)
    choose(dialog, "rating", 1)
    settle(dialog)
    assert "holds no usable rating" in dialog.problem
    assert not dialog.open_button.isEnabled()
    assert dialog.effect.figures == ("–",) * 7


def test_an_earlier_choice_is_filled_in(open_dialog):
    earlier = TableChoice((("user", "item"), ("movie", "user"), ("timestamp", "")), (-20.0, 20.0), (7.0,), "")
    dialog = open_dialog(ZERO, earlier)
    assert dialog.fields.places() == {"user": 1, "movie": 0, "rating": 2, "timestamp": None, "title": None}
    assert dialog.fields.editor("scale").currentText() == "-20 to 20"
    assert dialog.fields.editor("not_rated").currentText() == "7"
    assert not dialog.fields.editor("time_unit").isEnabled()
    assert dict(dialog.choice().columns)["timestamp"] == ""


def test_another_table_of_the_folder_can_be_chosen(qtbot, open_dialog, settle, tmp_path):
    folder = tmp_path / "several"
    folder.mkdir()
    (folder / "a.csv").write_text("user,item,rating\n1,2,3\n2,2,5\n", encoding="utf-8")
    (folder / "b.csv").write_text(FOREIGN, encoding="utf-8")
    dialog = open_dialog("", path=folder)
    editor = dialog.fields.editor("table")
    assert editor.isVisible()
    assert [editor.itemText(number) for number in range(editor.count())] == ["a.csv", "b.csv"]
    editor.setCurrentIndex(1)
    editor.activated.emit(1)
    settle(dialog)
    assert dialog.choice().table == "b.csv"
    assert dict(dialog.choice().columns)["user"] == "who"
    assert dialog.effect.figures[1] == "3"


def test_columns_that_a_layout_fixes_are_not_for_choosing_but_the_rest_is(open_dialog, settle, tmp_path):
    folder = tmp_path / "serendipity"
    folder.mkdir()
    head = "userId,movieId,rating,timestamp\n"
    for name, movie in (("training.csv", 1), ("answers.csv", 2)):
        (folder / name).write_text(head + f"1,{movie},3.5,1300000000000\n2,{movie},4,1400000000000\n", encoding="utf-8")
    dialog = open_dialog("", path=folder)
    assert not dialog.fields.editor("user").isEnabled()
    assert dialog.fields.note("user") == "as its layout has it"
    assert dialog.effect.figures == ("4", "4", "2", "2", "3.75", "0.5 to 5", "2011 to 2014")
    dialog.fields.editor("scale").setEditText("0-10")
    settle(dialog)
    assert dialog.choice() == TableChoice(scale=(0, 10))
    assert dialog.open_button.isEnabled()


def test_closing_it_while_it_counts_leaves_nothing_behind(qtbot, open_dialog, workspace):
    dialog = open_dialog(ZERO)
    dialog.fields.editor("scale").setEditText("0-20")
    dialog._try()
    dialog.reject()
    assert not dialog._pause.isActive()
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_it_reads_from_top_to_bottom(open_dialog, words_of):
    words = words_of(open_dialog("userId,movieId,rating,extra\n1,2,3,4\n2,2,5,4\n", reason="Is this right?"))
    assert words[0] == "Is this right?"
    assert [line for line in words if line.startswith(("Column of", "Lowest", "Values", "How"))] == [
        "Column of the users: userId [Column of the users]",
        "Column of the movies: movieId [Column of the movies]",
        "Column of the ratings: rating [Column of the ratings]",
        "Column of the times: none [Column of the times]",
        "Column of the titles: none [Column of the titles]",
        "Lowest and highest rating, as in 1-10: as found: 1-5 [Lowest and highest rating, as…]",
        "Values that mean not rated, as in 0, 99: as found: none [Values that mean not rated, as…]",
        "How times are written: as found: no times [How times are written] (off)",
    ]
    assert words[-2:] == ["Open", "Cancel"]


@pytest.mark.parametrize("size", [(1040, 690), (1280, 700)])
def test_it_fits_the_smaller_screen(open_dialog, size):
    dialog = open_dialog(FOREIGN, reason="A reason of some length, which is broken into two lines. " * 4)
    assert dialog.minimumSizeHint().width() <= size[0]
    assert dialog.minimumSizeHint().height() <= size[1]


def test_a_fault_of_the_trial_is_said_and_opens_nothing(qtbot, open_dialog, settle, monkeypatch):
    from movierec_gui.data import table_trial

    dialog = open_dialog(FOREIGN)

    def fail(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr(table_trial, "try_reading", fail)
    dialog.fields.editor("scale").setEditText("1-10")
    settle(dialog)
    assert dialog.problem == "The table cannot be tried. RuntimeError('a fault')."
    assert not dialog.open_button.isEnabled()
    monkeypatch.undo()
    dialog.fields.editor("scale").setEditText("1-9")
    settle(dialog)
    assert dialog.open_button.isEnabled()


def test_letters_that_a_person_names_are_shown_and_kept(open_dialog, settle, tmp_path, qtbot):
    path = tmp_path / "old.csv"
    path.write_bytes("user,title,rating\n1,Kuře,4\n2,Žiť,3\n".encode("cp852"))
    dialog = open_dialog("", path=path)
    editor = dialog.fields.editor("encoding")
    assert editor.isVisible()
    place = editor.findData("cp852")
    editor.setCurrentIndex(place)
    editor.activated.emit(place)
    settle(dialog)
    assert [dialog.rows.item(row, 1).text() for row in range(2)] == ["Kuře", "Žiť"]
    assert dialog.choice() == TableChoice(encoding="cp852")
    editor.setCurrentIndex(0)
    editor.activated.emit(0)
    settle(dialog)
    assert dialog.rows.item(0, 1).text() != "Kuře"
    assert dialog.choice() == AS_FOUND


def test_letters_are_not_asked_for_where_all_is_utf_8(open_dialog):
    assert not open_dialog("user,title,rating\n1,Kuře,4\n2,Žiť,3\n").fields.editor("encoding").isVisible()
