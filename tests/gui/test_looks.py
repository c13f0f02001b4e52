"""How pages and dialogs look, property by property, held to ``looks/*.txt``: what layout code sets, somebody reads.

A change that is meant is written with ``MOVIEREC_RENEW_LOOKS=1 python -m pytest tests/gui/test_looks.py``, and read in
the difference. Told is what differs from Qt's own defaults and neither depends on fonts nor on the place of a window;
digits in texts are written as 9.
"""

from __future__ import annotations

import os
import runpy
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from movierec_gui.data.choices import AS_FOUND
from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.data.posters import PosterBox
from movierec_gui.data.splits import SplitConfig
from movierec_gui.data.table_preview import preview_table
from movierec_gui.errors import UserError
from movierec_gui.gui import about
from movierec_gui.gui.article_page import ArticleWindow
from movierec_gui.gui.film_page import FilmWindow
from movierec_gui.gui.film_page.posters import PosterDialog
from movierec_gui.gui.finder import Finder
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.people_import.dialog import ImportDialog
from movierec_gui.gui.people_import.unmatched_dialog import UnmatchedDialog
from movierec_gui.gui.person_page import PersonWindow
from movierec_gui.gui.preferences import PreferencesDialog
from movierec_gui.gui.project.save_dialog import SaveDialog
from movierec_gui.gui.project.work import PartView
from movierec_gui.gui.reporting.dialog import ReportDialog
from movierec_gui.gui.run_page import RunWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.sets_window import SetsWindow
from movierec_gui.gui.status_bar import StatusBar
from movierec_gui.gui.tabs.activations_tab import ActivationsTab
from movierec_gui.gui.tabs.data_tab import DataTab
from movierec_gui.gui.tabs.data_tab.download_dialog import DownloadDialog
from movierec_gui.gui.tabs.data_tab.reading_dialog import Question, ReadingDialog
from movierec_gui.gui.tabs.map_tab import MapTab
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.tabs.train_tab.differences import DifferencesWindow
from movierec_gui.gui.tabs.train_tab.tab import COMPARE, SEARCH
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, finish
from movierec_gui.report.article.networks import NETWORKS
from movierec_gui.report.article.running import open_article
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.runs import RunStore

pytestmark = pytest.mark.skipif(PySide6.__version_info__[:2] < (6, 11), reason="Qt tells more of its own parts")
LOOKS = Path(__file__).parent / "looks"


@pytest.fixture(autouse=True)
def fusion(qapp: QApplication) -> None:
    """The window's style, whose distances are told where a layout keeps them; no style sheet of a test before."""
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.style().name() != "fusion":
        qapp.setStyle("Fusion")


@pytest.fixture(scope="module")
def look() -> Callable[..., list[str]]:
    """Reads a widget, and who listens to it and to objects that are no part of it."""
    return runpy.run_path(str(LOOKS.parent / "look.py"))["look"]


@pytest.fixture
def hold(look) -> Callable[..., None]:
    """Compares with the file, or writes it."""

    def compare(name: str, widget: QWidget, *senders: QObject) -> None:
        now = look(widget, *senders)
        file = LOOKS / f"{name}.txt"
        if os.environ.get("MOVIEREC_RENEW_LOOKS"):
            file.write_text("\n".join(now) + "\n", encoding="utf-8")
        assert now == file.read_text(encoding="utf-8").splitlines()

    return compare


@pytest.mark.parametrize("kind", [DataTab, TrainTab, PredictTab, ActivationsTab, MapTab])
def test_a_tab_over_trained_runs(hold, show_tab, kind, looking):
    hold(kind.__name__, show_tab(kind), *_spoken_by(looking))


def _spoken_by(workspace):
    return workspace, workspace.catalogue, workspace.people, workspace.sets


def test_the_window_without_its_tabs(hold, keep, tmp_path):
    window = MainWindow(Workspace(RunStore(tmp_path / "runs")), Session(tmp_path / "session.ini"))
    keep(window)
    hold("MainWindow", window)


@pytest.fixture
def over_runs(looking, tiny_dataset, settled):
    looking.set_dataset(tiny_dataset)
    assert looking.people.person is None
    settled()
    looking.set_current_run(looking.store.list()[0].id)
    return looking


def test_the_window_of_a_film(hold, keep, over_runs, settled):
    window = FilmWindow(over_runs)
    keep(window)
    window.show_film(3)
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        settled()
    hold("FilmWindow", window)


def test_the_window_of_a_person(hold, keep, over_runs, settled):
    window = PersonWindow(over_runs)
    keep(window)
    window.show_user(3)
    settled()
    hold("PersonWindow", window)


def test_the_window_of_a_run(hold, keep, over_runs, settled):
    window = RunWindow(over_runs)
    keep(window)
    window.show_run(over_runs.store.list()[0].id)
    settled()
    hold("RunWindow", window)


def test_the_window_of_a_run_whose_lists_were_judged_beside_another(hold, keep, over_runs, settled):
    window = RunWindow(over_runs)
    keep(window)
    first, second = (record.id for record in over_runs.store.list())
    window.show_run(first)
    settled()
    window.lists.button.click()
    window.duel.other_chosen.emit(second)
    settled()
    for page, name in ((window.lists, "lists"), (window.duel, "duel")):
        window.pages.setCurrentWidget(page)
        hold(f"RunWindow-{name}", page)
    window.part.setCurrentIndex(2)
    window.part.activated.emit(2)
    settled()
    hold("RunWindow-validation", window)


def test_the_window_of_a_kept_person(hold, keep, over_runs, ann, settled):
    window = PersonWindow(over_runs)
    keep(window)
    window.show_user(3)
    window.show_person(ann.person.id)
    settled()
    hold("PersonWindow-ann", window)


def test_the_window_of_a_film_that_a_person_rated(hold, keep, over_runs, ann, settled):
    window = FilmWindow(over_runs)
    keep(window)
    window.show_film(3)
    window.show_film(2)
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        settled()
    hold("FilmWindow-2", window)


def test_the_window_of_a_film_without_a_run(hold, keep, looking, tiny_dataset, settled):
    looking.set_dataset(tiny_dataset)
    settled()
    window = FilmWindow(looking)
    keep(window)
    window.show_film(0)
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        settled()
    hold("FilmWindow-no-run", window)


def test_the_review_of_an_import(hold, qtbot, over_runs, settled, tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(
        "Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Movie 3,1953,u,4\n2024-01-03,Movie 7,1959,u,3\n"
        "2024-01-04,Something Else,2024,u,5\n"
    )
    dialog = ImportDialog(over_runs, path)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("ImportDialog", dialog)


@pytest.fixture
def review(qtbot, over_runs, settled, tmp_path):
    """Opens the import of an export with these rows."""

    def open_rows(*rows: str) -> ImportDialog:
        path = tmp_path / "ratings.csv"
        path.write_text("\n".join(["Date,Name,Year,Letterboxd URI,Rating", *rows]) + "\n", encoding="utf-8")
        dialog = ImportDialog(over_runs, path)
        qtbot.addWidget(dialog)
        dialog.show()
        settled()
        return dialog

    return open_rows


def test_the_review_of_ratings_that_differ_from_ones_own(hold, ann, review):
    dialog = review("2024-01-01,Movie 3,1953,u,2", "2024-01-01,Movie 4,1954,u,1.5", "2024-01-01,Movie 9,1959,u,3")
    hold("ImportDialog-conflicts", dialog)
    dialog.review.decide(2)
    dialog.review.decide(1)
    hold("ImportDialog-decided", dialog)


def test_the_review_of_films_that_are_found_for_sure_and_of_none(hold, review):
    dialog = review("2024-01-01,Movie 3,1953,u,2", "2024-01-01,Something Else,2024,u,1.5")
    hold("ImportDialog-elsewhere", dialog)
    dialog.review.decide(0)
    for row in range(dialog.review.sections.count()):
        if not dialog.review.sections.item(row).isHidden():
            dialog.review.sections.setCurrentRow(row)
            hold(f"ImportDialog-section-{row}", dialog.review)


def test_a_question_about_a_file(hold, qtbot, over_runs, settled, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("title,year,rating\nMovie 3,1953,3\nMovie 5,1955,7\n", encoding="utf-8")
    dialog = ImportDialog(over_runs, path)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("ImportDialog-question", dialog)


def test_the_films_that_were_not_matched(hold, qtbot, over_runs, settled):
    person = over_runs.people.create("Ann")
    settled()
    rated = tuple(Rated(film, 4, Scale(0.5, 5)) for film in (Film("Movie 3", 1953), Film("Movie 7", 1959)))
    over_runs.people.change(lambda now: Person(person.id, "Ann", rated), "two ratings")
    settled()
    dialog = UnmatchedDialog(over_runs)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("UnmatchedDialog", dialog)


def test_the_columns_of_a_table(hold, qtbot, over_runs, settled, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("who,what,how much,when\nanna,Heat,7.5,18-05-2018\nbob,Ronin,3,01-02-2017\n", encoding="utf-8")
    dialog = ReadingDialog(over_runs, Question(path, finish(preview_table(path, AS_FOUND)), AS_FOUND, "It is odd"))
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("ReadingDialog", dialog)


def test_the_releases_to_download(hold, qtbot):
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    hold("DownloadDialog", dialog)


@pytest.fixture
def ann(over_runs, settled):
    """A person who has rated the first five movies."""
    over_runs.people.create("Ann")
    settled()
    for movie in range(5):
        over_runs.people.rate(movie, 4.5)
    settled()
    return over_runs.people


@pytest.mark.parametrize("kind", [PredictTab, ActivationsTab])
def test_a_tab_of_somebody_with_ratings_and_a_selection(hold, show_tab, looking, ann, settled, kind):
    tab = show_tab(kind)
    looking.select_movies(range(3, 9), "a test")
    settled()
    tab.show()
    settled()
    hold(f"{kind.__name__}-selection", tab)


def test_the_map_laid_out_and_a_part_of_it_selected(hold, show_tab, looking, settled):
    tab = show_tab(MapTab)
    tab.restore_form({"config": {"perplexity": 8.0, "iterations": 20}})
    tab.start()
    settled()
    looking.select_movies(range(10), "a test")
    settled()
    hold("MapTab-selection", tab)


def test_a_run_that_trains_and_one_that_waits(hold, show_tab, looking, qtbot, settled):
    gate = threading.Event()

    def trainer(*arguments, **options):
        yield Progress("Training", 1, 4)
        gate.wait(20)
        raise UserError("It ends here", "since the test is over", "")

    tab = show_tab(lambda workspace: TrainTab(workspace, trainer))
    tab.start()
    tab.start()
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 1)
    hold("TrainTab-training", tab)
    gate.set()
    settled()


def test_two_runs_beside_each_other(hold, keep, over_runs):
    window = DifferencesWindow(over_runs)
    keep(window)
    window.show_runs(over_runs.store.list())
    window.resize(900, 600)
    window.show()
    hold("DifferencesWindow", window)


def test_the_window_of_the_sets(hold, keep, over_runs, settled):
    for name, movies in (("Even", range(0, 40, 2)), ("Odd", range(1, 40, 2))):
        over_runs.sets.keep(name, movies, "a test")
    settled()
    window = SetsWindow(over_runs)
    keep(window)
    window.bring_up()
    first, second = (kept.id for kept in over_runs.sets.sets)
    window.comparison.choose(first, second)
    window.comparison.with_run.setChecked(True)
    window.comparison.button.click()
    settled()
    hold("SetsWindow", window, *_spoken_by(over_runs))


def test_the_window_of_the_sets_without_any_and_with_a_selection(hold, keep, over_runs):
    window = SetsWindow(over_runs)
    keep(window)
    window.bring_up()
    hold("SetsWindow-empty", window)
    over_runs.select_movies(range(10), "a test")
    hold("SetsWindow-selection", window)


def test_jobs_and_a_selection_in_the_status_bar(hold, keep, looking, qtbot):
    gate, told = threading.Event(), []

    def work():
        while not gate.wait(0.02):  # whoever begins to listen hears of it
            yield Progress("Reading a file")

    bar = StatusBar(looking)
    keep(bar)
    bar.show()
    looking.select_movies(range(3), "a test")
    for number in range(3):
        looking.start_job(f"Job {number}", work, told.append, told.append)
    qtbot.waitUntil(lambda: len(bar.indicators()) == 3)
    qtbot.waitUntil(lambda: all("Reading" in indicator.stage.text() for indicator in bar.indicators()))
    hold("StatusBar", bar)
    gate.set()
    qtbot.waitUntil(lambda: not looking.jobs)
    assert told == [None] * 3


@pytest.mark.parametrize("typed", ["", "nothing like it", "user 3"])
def test_what_the_palette_offers(hold, keep, over_runs, settled, tmp_path, typed):
    window = MainWindow(over_runs, Session(tmp_path / "session.ini"))
    keep(window)
    finder = Finder(over_runs, window.menuBar())
    finder.bring_up()
    settled()
    finder.field.setText(typed)
    settled()
    hold(f"Finder-{typed.replace(' ', '-')}" if typed else "Finder-all", finder)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("show_about", ()), ("show_data_licence", ()), ("show_shortcuts", ([("Ctrl+O", "Open a dataset")],))],
)
def test_what_the_help_menu_shows(hold, qtbot, monkeypatch, name, arguments):
    def look_at(dialog):
        hold(name, dialog)

    monkeypatch.setattr(QDialog, "exec", look_at)
    parent = QWidget()
    qtbot.addWidget(parent)
    getattr(about, name)(parent, *arguments)
    assert (LOOKS / f"{name}.txt").is_file()


def test_the_palette(hold, keep, over_runs, settled, tmp_path):
    window = MainWindow(over_runs, Session(tmp_path / "session.ini"))
    keep(window)
    finder = Finder(over_runs, window.menuBar())
    finder.bring_up()
    settled()
    finder.field.setText("movie 1")
    settled()
    hold("Finder", finder)


def test_preferences(hold, qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PreferencesDialog(Session(tmp_path / "session.ini"), window)
    qtbot.addWidget(dialog)
    hold("PreferencesDialog", dialog)


def test_what_a_report_holds(hold, qtbot):
    dialog = ReportDialog([("1", "dense"), ("2", "biases")], {"errors": "Errors", "map": "Map"}, "1")
    qtbot.addWidget(dialog)
    hold("ReportDialog", dialog)


def test_what_a_project_holds(hold, qtbot):
    parts = [
        PartView("runs", "Runs", 2, False),
        PartView("people", "People", 1, True),
        PartView("sets", "Sets", 0, False),
    ]
    dialog = SaveDialog("tiny", parts)
    qtbot.addWidget(dialog)
    hold("SaveDialog", dialog)


def test_posters(hold, qtbot, tmp_path):
    dialog = PosterDialog(PosterBox(tmp_path / "home"))
    qtbot.addWidget(dialog)
    hold("PosterDialog", dialog)


def test_the_window_of_the_article(hold, keep, over_runs, settled):
    window = ArticleWindow(over_runs)
    keep(window)
    window.show()
    settled()
    window.steps.setCurrentRow(1)
    hold("ArticleWindow", window, over_runs)


def _result(label: str, split: SplitConfig, mse: float) -> Result:
    errors = {"mse": mse, "rmse": mse**0.5, "mae": 0.7 * mse**0.5}
    curve = tuple(mse + 0.01 * abs(epoch - 6) for epoch in range(1, 15))
    return Result(label, split, 6, errors, mse - 0.003, 5, 1.5, test_curve=curve)


def test_the_window_of_the_article_that_was_measured(hold, keep, over_runs, tiny_dataset, settled):
    record = open_article(tiny_dataset, over_runs.store, over_runs.split_config)
    results = tuple(
        _result(entry.label, split, (entry.article_mse or 1.1) + 0.01 * number)
        for number, entry in enumerate(NETWORKS)
        for split in record.splits
    )
    runs = {entry.label: over_runs.store.list()[0].id for entry in NETWORKS}
    store = ArticleStore.beside(over_runs.store)
    store.write(replace(record, results=results, runs=runs, notes={"baseline": "Look here."}))
    try:
        window = ArticleWindow(over_runs)
        keep(window)
        window.show()
        settled()
        window.steps.setCurrentRow(1)
        hold("ArticleWindow-measured", window)
        window.steps.setCurrentRow(4)
        hold("ArticleWindow-page", window.page)
    finally:
        store.path(record.id).unlink()


@pytest.fixture
def train_tab(keep, qtbot, workspace):
    """Over no runs, so that it may make some."""
    tab = TrainTab(workspace)
    keep(tab)
    tab.resize(1280, 720)
    tab.show()
    qtbot.waitUntil(tab.form.isVisible, timeout=60_000)
    return tab


def test_models_that_were_compared(hold, train_tab, qtbot, workspace):
    train_tab.pages.go_to(COMPARE)
    setup = train_tab.comparison.setup
    setup.contestants.tick(("User + movie bias", "Global mean"))
    setup.protocol.seeds.setText("0, 1")
    qtbot.waitUntil(lambda: not workspace.jobs and not setup._timer.isActive(), timeout=60_000)
    with qtbot.waitSignal(train_tab.comparison.runner.ended, timeout=60_000):
        setup.start.click()
    qtbot.waitUntil(lambda: not workspace.jobs, timeout=60_000)
    hold("Comparison", train_tab.comparison.results, train_tab.comparison.runner, workspace)
    hold("Comparison-setup", setup)


def test_settings_that_were_searched(hold, train_tab, qtbot, workspace):
    train_tab.form.architecture.setCurrentText("User + movie bias")
    train_tab.pages.go_to(SEARCH)
    setup = train_tab.search.setup
    qtbot.waitUntil(lambda: not workspace.jobs and not setup._timer.isActive(), timeout=60_000)
    for name, row in setup.rows.items():
        row.check.setChecked(name == "rounds")
    setup.rows["rounds"].fields["from"].setText("2")
    setup.rows["rounds"].fields["to"].setText("6")
    setup.trials.setValue(3)
    qtbot.waitUntil(lambda: not workspace.jobs and not setup._timer.isActive(), timeout=60_000)
    with qtbot.waitSignal(train_tab.search.runner.ended, timeout=60_000):
        setup.start.click()
    qtbot.waitUntil(lambda: not workspace.jobs, timeout=60_000)
    hold("Search", train_tab.search.results, train_tab.search.runner, workspace)
    hold("Search-setup", setup)
