"""A walk through the article: every step reached, measured, kept, noted, opened in its tab, and handed on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.article_page import ArticleWindow
from movierec_gui.gui.article_page import work as work_module
from movierec_gui.gui.article_page.verdict_label import SIGNS
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, format_duration
from movierec_gui.report.article import running
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.steps import STEPS
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.training.runs import RunStore

TITLES = [f"{number}. {step.title}" for number, step in enumerate(STEPS, 1)]
LONG = 60_000


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two splits, a few epochs."""
    monkeypatch.setattr(running, "ArticleConfig", partial(ArticleConfig, seeds=2, epochs=2, iterations=10))


@pytest.fixture
def workspace(tmp_path, tiny_dataset):
    made = Workspace(RunStore(tmp_path / "runs"))
    made.set_dataset(tiny_dataset)
    yield made
    assert made.stop_jobs()


@pytest.fixture
def window(keep, qtbot, workspace):
    made = ArticleWindow(workspace)
    keep(made)
    made.resize(1180, 760)
    made.show()
    qtbot.waitUntil(lambda: made.model.view is not None and bool(made.model.costs), timeout=LONG)
    return made


def _row_texts(window):
    return [window.steps.item(row).text() for row in range(window.steps.count())]


def _measured(qtbot, window):
    qtbot.waitUntil(lambda: not window.model.busy and bool(window.model.costs), timeout=LONG)


def test_a_student_walks_through_every_step_with_one_button(window, qtbot, workspace):
    assert _row_texts(window) == [f"{title}\n– not measured" for title in TITLES]
    for row, step in enumerate(STEPS):
        window.steps.setCurrentRow(row)
        assert window.page.title.text() == TITLES[row]
        assert window.page.claim.text() == step.claim
    window.steps.setCurrentRow(0)
    assert window.page.waiting.isVisible()
    qtbot.mouseClick(window.measure_all, Qt.MouseButton.LeftButton)
    assert window.stop.isVisible()
    assert not window.page.measure.isEnabled()
    _measured(qtbot, window)
    for row, step in enumerate(STEPS):
        window.steps.setCurrentRow(row)
        view = window.model.view.steps[row]
        assert view.verdict in SIGNS
        assert view.verdict
        assert window.page.verdict.text() == f"{SIGNS[view.verdict]} {view.verdict}"
        assert not window.page.waiting.isVisible()
        assert window.page.figure.isVisible()
        assert window.page.why.text() == f"Why: {step.why}"
    assert not window.measure_all.isEnabled()
    assert not window.running.isVisible()
    names = {row.record.name for row in workspace.catalogue.rows}
    qtbot.waitUntil(lambda: len(workspace.catalogue.rows) == 4, timeout=LONG)
    assert names <= {"Article: dense 70", "Article: LSTM 50", "Article: GRU 70", "Article: wide & deep"}


def test_a_step_is_measured_kept_and_not_measured_again(window, qtbot, workspace, keep):
    window.steps.setCurrentRow(2)
    qtbot.mouseClick(window.page.measure, Qt.MouseButton.LeftButton)
    _measured(qtbot, window)
    assert window.page.measure.text() == "Measured"
    other = ArticleWindow(workspace)
    keep(other)
    qtbot.waitUntil(lambda: other.model.view is not None and bool(other.model.costs), timeout=LONG)
    assert other.model.view.steps[2].verdict == window.model.view.steps[2].verdict != ""
    assert other.model.view.steps[0].verdict == ""


def test_stop_keeps_what_is_finished(window, qtbot, workspace):
    with qtbot.waitSignal(window.model.progressed, timeout=LONG):
        window.model.measure("baseline", "recurrent")
    qtbot.mouseClick(window.stop, Qt.MouseButton.LeftButton)
    _measured(qtbot, window)
    assert not window.running.isVisible()
    assert window.model.view.steps[4].verdict == ""
    window.model.measure("baseline")
    _measured(qtbot, window)
    assert window.model.view.steps[1].verdict


def test_a_note_is_kept_with_its_step_and_handed_on(
    window, qtbot, workspace, tmp_path, monkeypatch, keep, tiny_dataset
):
    window.steps.setCurrentRow(1)
    qtbot.keyClicks(window.page.note, "Why is it not 0.9?")
    window.steps.setCurrentRow(0)
    assert window.page.note.toPlainText() == ""
    window.steps.setCurrentRow(1)
    assert window.page.note.toPlainText() == "Why is it not 0.9?"
    target = tmp_path / "class.article.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(window.model.told, timeout=LONG):
        qtbot.mouseClick(window.hand_on, Qt.MouseButton.LeftButton)
    elsewhere = Workspace(RunStore(tmp_path / "elsewhere" / "runs"))
    elsewhere.set_dataset(tiny_dataset)
    other = ArticleWindow(elsewhere)
    keep(other)
    qtbot.waitUntil(lambda: other.model.view is not None and bool(other.model.costs), timeout=LONG)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(other.model.told, timeout=LONG) as told:
        qtbot.mouseClick(other.take, Qt.MouseButton.LeftButton)
    assert "notes to 1 step" in told.args[0]
    qtbot.waitUntil(lambda: other.model.notes == {"baseline": "Why is it not 0.9?"}, timeout=LONG)
    _measured(qtbot, other)
    assert elsewhere.stop_jobs()


def test_a_note_is_kept_a_moment_after_it_is_typed_and_when_the_page_closes(window, qtbot, workspace):
    store = ArticleStore.beside(workspace.store)
    record = window.model.view.record
    window.model.set_note("map", "first")
    qtbot.waitUntil(lambda: store.path(record.id).exists() and store.read(record.id).notes == {"map": "first"})
    window.model.set_note("map", "second")
    window.close()
    assert store.read(record.id).notes == {"map": "second"}


def test_open_in_tab_goes_there_with_the_run(window, qtbot, workspace):
    window.model.measure("over-fitting")
    _measured(qtbot, window)
    qtbot.waitUntil(lambda: len(workspace.catalogue.rows) == 1, timeout=LONG)
    window.steps.setCurrentRow(3)
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        qtbot.mouseClick(window.page.open_tab, Qt.MouseButton.LeftButton)
    assert asked.args == ["Train"]
    assert workspace.current_run_id == workspace.catalogue.rows[0].record.id


def test_a_step_of_the_map_goes_there_with_its_colours(window, qtbot, workspace):
    window.steps.setCurrentRow(6)
    asked = []
    for signal in (workspace.tab_requested, workspace.coloring_requested):
        signal.connect(asked.append)
    qtbot.mouseClick(window.page.open_tab, Qt.MouseButton.LeftButton)
    assert asked == ["Map", "node"]


def test_another_split_has_figures_of_its_own(window, qtbot, workspace):
    window.model.set_note("map", "of seed 0")
    workspace.set_split_config(SplitConfig(seed=5))
    qtbot.waitUntil(lambda: window.model.view is not None and bool(window.model.costs), timeout=LONG)
    assert "seed 5" in window.facts.text()
    assert window.model.notes == {}


def test_the_report_is_written(window, qtbot, workspace, tmp_path, monkeypatch):
    target = tmp_path / "article.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(window.model.told, timeout=LONG) as told:
        qtbot.mouseClick(window.report, Qt.MouseButton.LeftButton)
    assert told.args == [f"Written to {target}"]
    assert target.is_file()


def test_without_a_dataset_the_page_offers_the_bundled_one(qtbot, keep, tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    window = ArticleWindow(workspace)
    keep(window)
    window.show()
    assert window.empty.isVisible()
    assert not window.measure_all.isEnabled()
    with qtbot.waitSignal(workspace.load_requested) as asked:
        qtbot.mouseClick(window.empty.button, Qt.MouseButton.LeftButton)
    assert asked.args == [None]
    assert workspace.stop_jobs()


def test_what_cannot_be_read_is_said_on_the_page(window, qtbot, tmp_path):
    page = tmp_path / "page.zip"
    page.write_bytes(b"no zip")
    with qtbot.waitSignal(window.model.failed, timeout=LONG):
        window.model.take(page)
    assert "not a readable zip" in window.messages.text


def test_the_help_menu_opens_the_page(qtbot, keep, workspace, tmp_path):
    main = MainWindow(workspace, Session(tmp_path / "session.ini"))
    keep(main)
    in_the_bar = main.menus.actions()[-1]  # held: PySide6 before 6.11 lets the menu go with it
    help_menu = in_the_bar.menu()
    assert help_menu.actions()[0].text() == "The a&rticle, step by step"
    help_menu.actions()[0].trigger()
    article = main.page_windows.article
    assert article.isVisible()
    qtbot.waitUntil(lambda: article.model.view is not None and bool(article.model.costs), timeout=LONG)
    assert workspace.stop_jobs()
    article.close()


def test_the_work_asks_for_steps_in_the_articles_order(workspace, tiny_dataset):
    record = running.open_article(tiny_dataset, workspace.store, SplitConfig())
    with pytest.raises(Exception, match="Did you mean"):
        next(work_module.measure(tiny_dataset, workspace.store, record, ("mapp",)))


def test_what_takes_long_is_told_beforehand_and_by_a_bar(window):
    costs = window.model.costs
    assert window.measure_all.toolTip() == (
        f"Measure every step that is missing ({len(STEPS)}); about {format_duration(costs[''])} on this computer"
    )
    window.steps.setCurrentRow(1)
    assert window.page.measure.text() == f"Measure this step (about {format_duration(costs['baseline'])})"
    for progress, most, value in ((Progress("Fitting", 1, 4), 1000, 250), (Progress("Opening"), 0, 0)):
        window.model.progressed.emit(progress)
        assert (window.stage.text(), window.bar.maximum()) == (progress.stage, most)
        assert window.bar.value() == value


def test_where_a_page_is_written_and_taken_from_is_asked(window, monkeypatch, tmp_path, qtbot):
    told = []
    for name in ("write_report", "hand_on", "take"):
        monkeypatch.setattr(window.model, name, told.append)
    for typed, written in (("", None), ("class", "class.article.zip"), ("class.zip", "class.zip")):
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, typed=typed: (str(tmp_path / typed) if typed else "", "")
        )
        window.hand_on.click()
        assert told == ([] if written is None else [tmp_path / written])
        told.clear()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    for button in (window.report, window.take):
        button.click()
    assert told == []
    for content, text in (
        (window.model.view.record.data.content_hash, ""),
        ("x", " It is of other data (big): it shows when those are open."),
    ):
        with qtbot.waitSignal(window.model.told) as said:
            window.model._on_taken(("big", content, 2))
        assert said.args == [f"The page is kept here now, with notes to 2 steps.{text}"]
        assert window.model.costs == {}
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert window.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_an_empty_note_is_taken_away_and_the_same_note_is_not_written(window, workspace):
    store = ArticleStore.beside(workspace.store)
    record = window.model.view.record
    window.model.set_note("map", "")
    window.model.flush()
    assert not store.path(record.id).exists()
    for note, kept in (("first", {"map": "first"}), (" ", {})):
        window.model.set_note("map", note)
        window.model.flush()
        assert store.read(record.id).notes == kept


def test_other_data_break_off_what_is_measured(window, qtbot, workspace, tiny_dataset):
    with qtbot.waitSignal(window.model.progressed, timeout=LONG):
        window.model.measure("baseline")
    assert window.model.busy
    window.model.measure("map")  # one at a time
    assert sum(job.title == "Measuring the article" for job in workspace.jobs) == 1
    fewer = tiny_dataset.ratings.take(np.arange(1000))  # the article of the same ratings may have been kept by now
    workspace.set_dataset(replace(tiny_dataset, name="other", ratings=fewer))
    assert not window.model.busy
    assert (window.model.view, window.model.costs, window.facts.text()) == (None, {}, "Opening…")
    assert not window.report.isEnabled()
    assert not window.running.isVisible()
    assert window.steps.count() == 0
    qtbot.waitUntil(lambda: window.model.view is not None and bool(window.model.costs), timeout=LONG)
    assert window.facts.text().startswith("other · this split: ")
