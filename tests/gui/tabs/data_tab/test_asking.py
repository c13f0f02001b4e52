"""What is foreign or in doubt is asked about once, through the tab; the answer is kept and used again."""

import zipfile

import pytest

from movierec_gui.data.choices import AS_FOUND, TableChoice, kept_choices
from movierec_gui.data.preparation import PreparationConfig, kept_preparations
from movierec_gui.gui.people_import.imports import OTHER_WAY
from movierec_gui.gui.tabs.data_tab.tab import DataTab
from movierec_gui.training.run_files import export_run

FOREIGN = "who,what,how much\n" + "".join(f"u{n % 5},m{n % 7},{1 + n % 5}\n" for n in range(35))
ZERO = "user,item,rating\n" + "".join(f"{n % 5},{n % 7},{n % 11}\n" for n in range(35))


@pytest.fixture
def tab(qtbot, workspace, folder):
    made = DataTab(workspace)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.load(folder)
    wait(qtbot, made)
    return made


@pytest.fixture
def write(tmp_path):
    def made(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


def wait(qtbot, tab):
    def calm():
        dialog = tab.questions.dialog
        return not tab._workspace.jobs and (dialog is None or not dialog._pause.isActive())

    qtbot.waitUntil(calm)


def asked(qtbot, tab, path):
    tab.load(path)
    wait(qtbot, tab)
    return tab.questions.dialog


def test_a_foreign_table_is_asked_about_and_the_answer_kept(qtbot, tab, write):
    path = write(FOREIGN)
    dialog = asked(qtbot, tab, path)
    assert "no column for the user and the movie and the rating" in dialog.reason.text()
    assert tab.messages.isHidden()
    dialog.accept()
    wait(qtbot, tab)
    assert len(tab._workspace.dataset.ratings) == 35
    assert tab._workspace.source == path
    named = (("user", "who"), ("movie", "what"), ("rating", "how much"))
    assert kept_choices().get(path) == TableChoice(named)
    assert asked(qtbot, tab, path) is None  # it is known how to read it
    assert len(tab._workspace.dataset.ratings) == 35


def test_a_doubt_is_asked_about_and_the_dataset_before_stays_meanwhile(qtbot, tab, write):
    path, before = write(ZERO), tab._workspace.dataset
    dialog = asked(qtbot, tab, path)
    assert dialog.reason.text() == "Is this right? 0 stands in 4 rows, taken for “not rated” and left out."
    assert tab._workspace.dataset is before
    dialog.accept()
    assert len(tab._workspace.dataset.ratings) == 31  # what was read already, without reading it again
    assert kept_choices().get(path) == TableChoice(not_rated=(0,))
    wait(qtbot, tab)
    assert asked(qtbot, tab, path) is None


def test_a_table_that_is_asked_about_keeps_its_preparation(qtbot, tab, write):
    path, workspace = write(ZERO), tab._workspace
    kept_preparations().put(path, PreparationConfig(sample_users=3))
    asked(qtbot, tab, path).accept()
    assert (workspace.dataset.n_users, workspace.original_dataset.n_users) == (3, 5)
    wait(qtbot, tab)
    tab.header.change_requested.emit()
    wait(qtbot, tab)
    dialog = tab.questions.dialog
    dialog.fields.editor("not_rated").setEditText("none")
    wait(qtbot, tab)
    dialog.accept()
    wait(qtbot, tab)
    assert len(workspace.original_dataset.ratings) == 35
    assert workspace.dataset.preparation.config == PreparationConfig(sample_users=3)


@pytest.mark.parametrize("here", [True, False], ids=["in this tab", "in another"])
def test_a_preparation_that_fails_is_told_once_the_question_is_answered(qtbot, tab, write, here):
    path, told = write(ZERO), []
    tab._workspace.problem_raised.connect(lambda problem, *_: told.append(str(problem)))
    kept_preparations().put(path, PreparationConfig(sample_users=99))
    dialog = asked(qtbot, tab, path)
    assert tab.messages.isHidden()
    tab.setVisible(here)
    dialog.accept()
    wait(qtbot, tab)
    assert tab._workspace.dataset.n_users == 5
    assert "A sample of 99 users is larger" in (tab.messages.text if here else "".join(told))


def test_another_answer_reads_the_table_anew(qtbot, tab, write):
    path = write(ZERO)
    dialog = asked(qtbot, tab, path)
    dialog.fields.editor("not_rated").setEditText("none")
    wait(qtbot, tab)
    dialog.accept()
    wait(qtbot, tab)
    assert len(tab._workspace.dataset.ratings) == 35
    assert tab._workspace.dataset.scale == (0, 10)
    assert kept_choices().get(path) == TableChoice(not_rated=())


def test_who_cancels_keeps_what_is_open(qtbot, tab, write):
    before = tab._workspace.dataset
    asked(qtbot, tab, write(ZERO)).reject()
    assert tab._workspace.dataset is before
    assert tab.messages.text == "table.csv was not opened. my-ratings stays open."
    assert tab.messages.level == "info"
    asked(qtbot, tab, write(FOREIGN, "foreign.csv")).reject()
    assert tab._workspace.dataset is before
    assert "foreign.csv has no layout that can be read" in tab.messages.text
    assert tab.messages.text.endswith("my-ratings stays open.")
    assert tab.messages._action.text() == "Choose columns…"
    tab.messages._action.click()
    wait(qtbot, tab)
    assert tab.questions.dialog is not None
    tab.questions.dialog.reject()
    wait(qtbot, tab)


def test_how_the_open_file_is_read_can_be_changed(qtbot, tab, write):
    path = write(ZERO)
    asked(qtbot, tab, path).accept()
    wait(qtbot, tab)
    tab.header.change.click()
    wait(qtbot, tab)
    dialog = tab.questions.dialog
    assert not dialog.reason.isVisible()
    assert dialog.fields.editor("not_rated").currentText() == "0"
    dialog.fields.editor("scale").setEditText("0-100")
    wait(qtbot, tab)
    dialog.accept()
    wait(qtbot, tab)
    assert tab._workspace.dataset.scale == (0, 100)
    assert "Scale 0 to 100 (as stated), liked from 80 on" in tab.header.how.text()
    assert kept_choices().get(path) == TableChoice(scale=(0, 100), not_rated=(0,))


def test_the_choice_can_be_taken_back(qtbot, tab, write):
    path = write(ZERO)
    kept_choices().put(path, TableChoice(scale=(0, 50), not_rated=()))
    assert asked(qtbot, tab, path) is None
    tab.header.change.click()
    wait(qtbot, tab)
    dialog = tab.questions.dialog
    for field in ("scale", "not_rated"):
        dialog.fields.editor(field).setCurrentIndex(0)
    wait(qtbot, tab)
    dialog.accept()
    wait(qtbot, tab)
    assert len(tab._workspace.dataset.ratings) == 31
    assert kept_choices().get(path) == TableChoice(not_rated=(0,))


def test_a_choice_that_no_longer_fits_is_asked_for_anew(qtbot, tab, write):
    path = write(FOREIGN)
    kept_choices().put(path, TableChoice((("user", "gone"), ("movie", "what"), ("rating", "how much"))))
    dialog = asked(qtbot, tab, path)
    assert "'gone'" in dialog.reason.text()
    dialog.accept()
    wait(qtbot, tab)
    assert len(tab._workspace.dataset.ratings) == 35


def test_the_table_of_a_zip_of_several_is_asked_for(qtbot, tab, tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("one.csv", "other.csv"):
            archive.writestr(name, FOREIGN.replace("who,what,how much", "user,item,rating"))
    dialog = asked(qtbot, tab, path)
    assert "one.csv, other.csv are tables of ratings" in dialog.reason.text()
    editor = dialog.fields.editor("table")
    editor.setCurrentIndex(1)
    editor.activated.emit(1)
    wait(qtbot, tab)
    dialog.accept()
    wait(qtbot, tab)
    assert tab._workspace.dataset.name == "other"
    assert asked(qtbot, tab, path) is None


def test_a_folder_of_several_tables_can_be_opened_at_once(qtbot, tab, tmp_path):
    folder = tmp_path / "several"
    folder.mkdir()
    for name in ("one.csv", "two.csv"):
        (folder / name).write_text(FOREIGN.replace("who,what,how much", "user,item,rating"), encoding="utf-8")
    dialog = asked(qtbot, tab, folder)
    assert dialog.fields.editor("table").currentText() == "one.csv"
    assert dialog.open_button.isEnabled()
    dialog.accept()
    wait(qtbot, tab)
    assert tab._workspace.dataset.name == "one"
    assert kept_choices().get(folder) == TableChoice(table="one.csv")


def test_a_list_of_movies_leads_to_the_ratings_beside_it(qtbot, tab, folder):
    assert asked(qtbot, tab, folder / "movies.csv") is None
    assert "Open ratings.csv beside it" in tab.messages.text
    assert tab.messages._action.text() == "Choose columns…"


def test_a_history_and_a_run_are_recognised(qtbot, tab, write, tmp_path, trained_store):
    head = "Date,Name,Year,Letterboxd URI,Rating\n"
    history = write(head + "2024-01-01,Movie 3,1953,u,4\n", "ratings.csv")
    run, stays = export_run(trained_store, trained_store.list()[0].id, tmp_path / "run.zip"), "my-ratings stays open."
    for path, text, action in (
        (history, f"ratings.csv is one person's history and no dataset. {OTHER_WAY}. {stays}", "Import it…"),
        (run, f"run.zip is a run that MovieRec exported and no dataset. {stays}", "Add the run"),
    ):
        assert asked(qtbot, tab, path) is None
        assert (tab.messages.text, tab.messages._action.text()) == (text, action)
        with qtbot.waitSignal(tab._workspace.paths_requested) as taken:
            tab.messages._action.click()
        assert taken.args == [(path,)]


def test_a_plain_table_of_one_person_is_told_as_when_it_is_dropped(qtbot, tab, write):
    table = write("title,year,rating\nHeat,1995,4\nUp,2009,5\n", "mine.csv")
    assert asked(qtbot, tab, table) is None
    text = f"mine.csv is one person's history and no dataset. {OTHER_WAY}. my-ratings stays open."
    assert tab.messages.text == text
    assert tab.messages._action.text() == "Import it…"


def test_too_few_ratings_are_no_question(qtbot, tab, write):
    assert asked(qtbot, tab, write("who,what,user,item,rating\n1,2,3,4,5\n")) is None
    assert "too few ratings" in tab.messages.text


def test_a_newer_choice_of_data_takes_the_question_away(qtbot, tab, write, folder):
    assert asked(qtbot, tab, write(FOREIGN)) is not None
    tab.load(folder)
    wait(qtbot, tab)
    assert tab.questions.dialog is None
    assert tab._workspace.source == folder
    assert tab.messages.isHidden()


def test_a_release_is_not_asked_about(qtbot, tab, folder):
    assert kept_choices().get(folder) == AS_FOUND
    assert tab.questions.dialog is None
    assert tab.header.how.text() == (
        "Scale 0.5 to 10 (found from the values), liked from 8 on; ratings.csv – users: userId, movies: movieId, "
        "ratings: rating, times: timestamp; times are seconds since 1970"
    )
