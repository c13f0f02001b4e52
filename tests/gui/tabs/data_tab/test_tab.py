"""The Data tab from empty to loaded; what fails leaves the earlier data and says what to do."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from movierec_gui.data.preparation import PreparationConfig, kept_preparations
from movierec_gui.data.releases import RELEASES
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.data_tab import tab as tab_module
from movierec_gui.gui.tabs.data_tab.loading import ReleaseSource
from movierec_gui.gui.tabs.data_tab.tab import DataTab
from movierec_gui.progress import Progress


@pytest.fixture
def tab(qtbot, workspace):
    made = DataTab(workspace)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def wait(qtbot, tab):
    qtbot.waitUntil(lambda: not tab._workspace.jobs)


@pytest.fixture
def loaded(qtbot, tab, folder):
    tab.load(folder)
    wait(qtbot, tab)
    return tab


def test_the_empty_tab_says_what_it_needs_and_offers_it(qtbot, tab, monkeypatch):
    assert tab.empty.isVisible()
    assert "MovieLens" in tab.empty.text
    asked = []
    monkeypatch.setattr(tab_module, "ask_for_file", asked.append)
    tab.empty.button.click()
    assert asked == [tab]
    assert not tab._workspace.jobs


def test_a_folder_is_opened_and_shown(qtbot, tab, folder):
    tab._workspace.load_requested.emit(folder)
    assert "my-ratings" in tab.empty.text
    wait(qtbot, tab)
    workspace = tab._workspace
    assert workspace.dataset.name == "my-ratings"
    assert workspace.source == folder
    assert tab.pages.isVisible()
    assert tab.header.name.text() == "my-ratings"
    assert tab.pages.ratings.count_text == f"{len(workspace.dataset.ratings)} ratings"
    assert tab.pages.movies.count_text == "3 movies"
    assert tab.messages.isHidden()


def test_a_preparation_that_fails_is_told_above_the_original_data(qtbot, tab, folder):
    kept_preparations().put(folder, PreparationConfig(sample_users=99))
    tab.load(folder)
    wait(qtbot, tab)
    assert "A sample of 99 users is larger than the data" in tab.messages.text
    assert tab._workspace.dataset.preparation is None


def test_the_report_is_one_click_away(loaded):
    assert loaded.header.report.text() == "1 problem found"
    loaded.header.report.click()
    assert loaded.pages.tabText(loaded.pages.currentIndex()) == "Report"
    table = loaded.pages.report.model
    assert [table.index(0, column).data() for column in (0, 1, 3)] == ["ratings.csv", "10", "skipped"]


@pytest.mark.parametrize("broken", ["missing", "empty", "text"])
def test_what_cannot_be_read_leaves_the_earlier_data(qtbot, loaded, tmp_path, broken):
    path = tmp_path / "broken.csv"
    if broken != "missing":
        path.write_text("" if broken == "empty" else "dear friend\nhow are you doing\n", encoding="utf-8")
    earlier = loaded._workspace.dataset
    loaded.load(path)
    wait(qtbot, loaded)
    assert loaded._workspace.dataset is earlier
    assert loaded.pages.isVisible()
    assert "broken.csv" in loaded.messages.text
    assert loaded.messages.level == "error"
    assert loaded.messages._action.isHidden()  # there is no table whose columns could be chosen


def test_lost_data_at_the_start_give_way_to_the_bundled_ones(qtbot, tab, tmp_path):
    tab.load(tmp_path / "gone")
    wait(qtbot, tab)
    assert tab._workspace.dataset.name == "ml-latest-small"
    assert tab._workspace.source is None
    assert "gone" in tab.messages.text


def test_a_newer_choice_supersedes_the_older(qtbot, tab, folder, monkeypatch):
    gate = threading.Event()
    real = tab_module.open_source

    def slow(source):
        if source is None:
            yield Progress("Waiting")
            gate.wait(10)
        return (yield from real(source))

    monkeypatch.setattr(tab_module, "open_source", slow)
    tab.load(None)
    tab.load(folder)
    gate.set()
    wait(qtbot, tab)
    assert tab._workspace.dataset.name == "my-ratings"


def test_stopping_leads_back_to_the_empty_tab(qtbot, tab, folder, monkeypatch):
    gate = threading.Event()

    def slow(_source):
        yield Progress("Waiting")
        gate.wait(10)
        yield Progress("Waiting")

    monkeypatch.setattr(tab_module, "open_source", slow)
    tab.load(folder)
    tab.stop()
    gate.set()
    wait(qtbot, tab)
    assert tab._workspace.dataset is None
    assert tab.empty.button.isVisible()


def test_a_file_that_is_no_table_has_no_columns_to_name(qtbot, loaded, tmp_path):
    path = tmp_path / "picture.bin"
    path.write_bytes(b"\0\1\2\0" * 100)
    loaded.questions.ask(path)
    wait(qtbot, loaded)
    assert loaded.questions.dialog is None
    assert loaded.messages.level == "error"
    assert "picture.bin is no table" in loaded.messages.text


def test_a_release_is_chosen_and_downloaded(qtbot, loaded, monkeypatch):
    sources = []
    monkeypatch.setattr(QDialog, "exec", lambda dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(loaded, "_start", sources.append)
    loaded._workspace.download_requested.emit()
    assert sources == [ReleaseSource(RELEASES[0])]


def test_the_rows_shown_are_exported(qtbot, loaded, tmp_path, monkeypatch):
    path = tmp_path / "movies.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    loaded.export()
    assert loaded.messages.level == "info"
    assert not path.exists()
    loaded.pages.show_movies().sort_by("title")
    loaded.export()
    wait(qtbot, loaded)
    titles = [line.split(",")[1] for line in path.read_text(encoding="utf-8").splitlines()]
    assert titles == ["title", "Alien", "Heat", "Zulu"]


def test_search_finds_a_table_and_clear_empties_filters_then_the_selection(qtbot, loaded):
    loaded.focus_search()
    movies = loaded.pages.movies
    assert loaded.pages.current_table() is movies
    with qtbot.waitSignal(movies.rows_changed):
        movies.filters.search.setText("heat")
    loaded.pages.select.click()
    assert loaded._workspace.selection.movies == (0,)
    loaded.clear()
    assert not movies.filters.active
    assert loaded._workspace.selection.movies == (0,)
    loaded.clear()
    assert loaded._workspace.selection.movies == ()


def test_an_unexpected_failure_is_told_plainly(qtbot, loaded, monkeypatch):
    def broken(_source):
        yield Progress("Reading")
        raise ZeroDivisionError

    monkeypatch.setattr(tab_module, "open_source", broken)
    loaded.load(Path("/data"))
    wait(qtbot, loaded)
    assert "unexpected" in loaded.messages.text
    assert "ZeroDivisionError" in loaded.messages.details
    assert loaded.messages._action.isHidden()


def test_closed_dialogs_change_nothing(qtbot, loaded, monkeypatch):
    monkeypatch.setattr(tab_module, "ask_for_file", lambda *args: None)
    monkeypatch.setattr(tab_module, "ask_for_folder", lambda *args: None)
    monkeypatch.setattr(QDialog, "exec", lambda dialog: QDialog.DialogCode.Rejected)
    header = loaded.header
    for signal in (header.open_file_requested, header.open_folder_requested, header.open_table_requested):
        signal.emit()
    header.download.click()
    assert not loaded._workspace.jobs


@pytest.mark.parametrize("size", [(1280, 690), (1920, 970)])
def test_nothing_is_cut_off(qtbot, loaded, size):
    loaded.resize(*size)
    for number in range(loaded.pages.count()):
        loaded.pages.setCurrentIndex(number)
        needed = loaded.minimumSizeHint()
        assert needed.width() <= size[0]
        assert needed.height() <= size[1]


def test_the_error_of_a_user_names_what_to_do(loaded):
    loaded._source = ReleaseSource(RELEASES[0])
    loaded._on_failed(UserError("The disk is full", "", "Free some space"))
    assert loaded.messages.text.endswith("Free some space. my-ratings stays open.")


def test_the_empty_tab_reads_from_top_to_bottom(tab, words_of):
    assert words_of(tab) == [
        "No data",
        "Open [Open other data: the present o…]",
        "Download… [Choose a MovieLens release to…]",
        "Open a folder, a zip or a file with ratings, or download a M…",
        "Open…",
    ]


def test_with_data_it_reads_from_top_to_bottom(loaded, words_of):
    assert [line for line in words_of(loaded) if not line.startswith("…")] == [
        "my-ratings",
        "1 problem found [Show what reading the files fo…]",
        "Change how this file is read… [Say which column holds what, t…]",
        "The article, step by step [Walk through the article's cla…]",
        "Open [Open other data: the present o…]",
        "Download… [Choose a MovieLens release to…]",
        "Scale 0.5 to 10 (found from the values), liked from 8 on; ra…",
        "Ratings",
        "Users",
        "Movies",
        "Sparsity",
        "Mean rating",
        "Mean year",
        "9",
        "3",
        "3",
        "0.00%",
        "2.89",
        "1979",
        "Sep 2001",
        "0 tags",
        "3 of them rated",
        "of all pairs have no rating",
        "movies' means: 2.89",
        "1960s to 1990s",
        "Ratings by value",
        "Movies by genre",
        "The long tail",
        "Movies by decade of release",
    ]


def test_the_way_into_the_article_is_where_the_data_are(qtbot, loaded):
    with qtbot.waitSignal(loaded._workspace.article_requested):
        loaded.header.article.click()
