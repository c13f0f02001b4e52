"""Kept searches of the open data: listed, shown, deleted, brought back; comparisons are kept alike."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog

from movierec_gui.gui.closing import SEARCH
from movierec_gui.gui.tabs.train_tab.kept_records import KeptRecords, Kind
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.tabs.train_tab.searching.results_panel import SearchResults
from movierec_gui.training.config import preset_spec
from movierec_gui.training.searching.record import DONE, SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore


@pytest.fixture
def store(workspace):
    return SearchStore.beside(workspace.store)


@pytest.fixture
def make(workspace, store):
    def make(number, **changed):
        rate = Dimension("training", "learning_rate", 0.0001, 0.01, logarithmic=True)
        trial = Trial(1, {"learning_rate": 0.001}, DONE, 0.9, (0.9,), (3,), 1.0)
        record = SearchRecord(
            f"search-{number}", f"2026-12-0{number}T12:05:00+00:00", "finished", "tiny", workspace.dataset.content_hash,
            preset_spec("dense").to_mapping(), (rate,), most_trials=5, trials=(trial,),
        )  # fmt: skip
        record = replace(record, **changed)
        store.write(record)
        return record

    return make


@pytest.fixture
def runner(workspace):
    return KeptRunner(workspace, "Searching settings", SEARCH, workspace)


@pytest.fixture
def panel(qtbot, runner):
    made = SearchResults(runner)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


@pytest.fixture
def kept(workspace, runner, panel):
    return KeptRecords(workspace, runner, panel, Kind("search", "searches", "Stop", SearchStore.beside), workspace)


@pytest.fixture
def read(qtbot, workspace, kept):
    """Reads the store and waits until that is done."""

    def settle():
        qtbot.waitUntil(lambda: not workspace.jobs)

    def read():
        kept.read()
        settle()

    read.settle = settle
    return read


def offered(panel):
    return [panel.list.itemData(place) for place in range(panel.list.count())]


def test_those_of_the_open_data_are_listed_the_newest_shown_first(qtbot, make, kept, panel, read):
    make(1)
    make(2)
    make(3, dataset_hash="other")
    with qtbot.waitSignal(kept.opened) as opened:
        read()
    assert offered(panel) == ["search-2", "search-1"]
    assert opened.args[0].id == kept.shown_id == kept.shown.id == "search-2"
    with qtbot.assertNotEmitted(kept.opened):
        read()
    panel.list.setCurrentIndex(1)
    assert kept.shown_id == "search-1"
    read()
    assert kept.shown_id == "search-1"
    kept.clear()
    assert (offered(panel), kept.shown, kept.shown_id) == ([], None, "")
    assert panel.empty.isVisible()


def test_deleting_is_offered_to_be_undone_as_long_as_it_is_not(make, kept, panel, read, store):
    make(1)
    make(2)
    read()
    panel.buttons["delete"].click()
    read.settle()
    assert offered(panel) == ["search-1"]
    assert panel.messages.text == "The search was deleted."
    panel.messages._action.click()
    read.settle()
    assert (offered(panel), kept.shown_id) == (["search-2", "search-1"], "search-2")
    panel.buttons["delete"].click()
    read.settle()
    store.restore("search-2")
    read()
    assert panel.messages.text == ""


def test_what_cannot_be_read_is_told_and_the_others_are_listed(make, panel, read, store):
    make(1)
    for number in (2, 3):
        make(number)
        store.path(f"search-{number}").write_text("{", "utf-8")
        read()
        count = "One search" if number == 2 else "2 searches"
        assert panel.messages.text == f"{count} cannot be read. The others are not affected."
        assert panel.messages.level == "warning"
        assert panel.messages.details.count("search-2") >= 1
        assert offered(panel) == ["search-1"]


def test_the_one_that_runs_is_first_shown_and_cannot_be_deleted(make, kept, panel, read, runner, store):
    make(1)
    read()
    running = make(2, status="running", trials=())
    runner.updated.emit(running)
    assert offered(panel) == ["search-2", "search-1"]
    assert kept.shown_id == "search-2"
    panel.buttons["delete"].click()
    assert panel.messages.text == "Stop the search first."
    further = replace(running, trials=kept._records["search-1"].trials)
    panel.list.setCurrentIndex(1)
    runner.updated.emit(further)
    assert kept.shown_id == "search-1"  # who looks at another one stays there
    read()
    assert kept._records["search-2"] == further  # further than its file
    runner.ended.emit()
    read.settle()
    assert kept._records["search-2"] == running
    kept.show("search-2")
    panel.buttons["delete"].click()
    assert panel.messages.text == "The search was deleted."


def test_what_cannot_be_deleted_or_brought_back_is_told(make, kept, panel, read, store):
    make(1)
    read()
    store.delete("search-1")
    panel.buttons["delete"].click()
    assert panel.messages.level == "error"
    kept._restore("nobody")
    read.settle()
    assert panel.messages.level == "error"


def test_the_picture_is_saved_where_a_person_says(qtbot, make, kept, panel, read, tmp_path, monkeypatch):
    make(1)
    read()
    asked = []

    def choose(_parent, title, start, names, *_):
        asked.append((title, start.rpartition("/")[2], names))
        return (str(tmp_path / "picture.png") if len(asked) > 1 else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    qtbot.waitUntil(lambda: panel.chart.figure is not None)
    panel.buttons["chart"].click()
    assert panel.messages.text == ""
    panel.buttons["chart"].click()
    assert asked[0] == ("Save the picture", "search.png", "Pictures (*.png *.svg *.pdf)")
    assert panel.messages.text == "Saved as picture.png."
    assert (tmp_path / "picture.png").stat().st_size > 1000
    kept.save_chart(tmp_path / "picture.doc")
    assert panel.messages.level == "error"
