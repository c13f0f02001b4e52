"""What changes in a page with each thing that is done there, held to ``walks/*.txt``: lines that go, lines that come.

Read as ``test_looks.py`` reads pages, with whole sentences. A change that is meant is written with
``MOVIEREC_RENEW_LOOKS=1 python -m pytest tests/gui/test_walks.py``, and read in the difference.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import PySide6
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from movierec_gui.data.choices import AS_FOUND
from movierec_gui.data.table_preview import preview_table
from movierec_gui.gui.tabs.activations_tab import ActivationsTab
from movierec_gui.gui.tabs.data_tab import DataTab
from movierec_gui.gui.tabs.data_tab.reading_dialog import Question, ReadingDialog
from movierec_gui.gui.tabs.map_tab import MapTab
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import RUNNING, RunStore

_QUOTED = r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_TOLD = (
    "enabled",
    "text",
    "toolTip",
    "accessibleName",
    "accessibleDescription",
    "placeholderText",
    "specialValueText",
    "checked",
    "value",
    "minimum",
    "maximum",
    "currentIndex",
    "role",
    "level",
    "invalid",
    "themedIcon",
)
"""What changes while the window is used."""
pytestmark = pytest.mark.skipif(PySide6.__version_info__[:2] < (6, 11), reason="Qt tells more of its own parts")
WALKS = Path(__file__).parent / "walks"


@pytest.fixture(autouse=True)
def fusion(qapp: QApplication) -> None:
    """The window's style, without the style sheet of a test before."""
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.style().name() != "fusion":
        qapp.setStyle("Fusion")


class Reader(NamedTuple):
    """What ``look.py`` knows, and a function that reads a widget."""

    known: dict[str, object]
    read: Callable[[QWidget], list[str]]


@pytest.fixture(scope="module")
def look() -> Reader:
    """Reads what a widget shows now, with whole texts, as ``test_looks.py`` reads how it is made."""
    reader = runpy.run_path(str(WALKS.parent / "look.py"))
    known = reader["look"].__globals__
    known |= {"_TEXTS": 400, "_properties": lambda _: ()}

    def facts(thing: QObject) -> str:
        told = ((name, known["_told"](thing.property(name))) for name in _TOLD)
        parts = known["_parts"](thing) if isinstance(thing, QWidget) else ()
        return f"{type(thing).__name__}: {', '.join([*(f'{name} {text}' for name, text in told if text), *parts])}"

    def lines(widget: QWidget) -> Iterator[str]:
        yield facts(widget)
        if not isinstance(widget, reader["_WHOLE"]):
            yield from (facts(action) for action in widget.actions())
            inside = (child for child in widget.children() if isinstance(child, QWidget) and not child.isHidden())
            for child in inside:
                if not reader["_is_qts_own"](child):
                    yield from lines(child)

    return Reader(known, lambda widget: list(lines(widget)))


@pytest.fixture
def exactly(look, monkeypatch) -> None:
    """Reads figures as they are, where neither the clock nor a training makes them."""
    for name in ("_cut", "_cell"):
        monkeypatch.setitem(look.known, name, _as_it_is)


@pytest.fixture
def by_whole_numbers(look, monkeypatch) -> None:
    """Reads whole numbers as they are; those with decimals come from a training, whose last digits may differ."""
    for name in ("_cut", "_cell"):
        monkeypatch.setitem(look.known, name, lambda text: re.sub(r"\d+\.\d+", "9.9", _as_it_is(text)))


def _as_it_is(text: str) -> str:
    return re.sub(r"\S*/pytest-\S*", "PATH", " ".join(text.split()))


class Walk:
    """Notes what each step changes."""

    def __init__(self, name: str, widget: QWidget, look: Callable[[QWidget], list[str]]) -> None:
        self._file, self._widget, self._look = WALKS / f"{name}.txt", widget, look
        self._seen = look(widget)
        self._told: list[str] = []

    def step(self, name: str) -> None:
        """Note what is other than before."""
        now = self._look(self._widget)
        self._told.append(f"== {name}")
        for kind, a, b, c, d in SequenceMatcher(None, self._seen, now, autojunk=False).get_opcodes():
            if kind != "equal":
                self._told += _changes(self._seen[a:b], now[c:d])
        self._seen = now

    def hold(self) -> None:
        """Compare with the file, or write it."""
        if os.environ.get("MOVIEREC_RENEW_LOOKS"):
            self._file.write_text("\n".join(self._told) + "\n", encoding="utf-8")
        assert self._told == self._file.read_text(encoding="utf-8").splitlines()


def _changes(before: list[str], now: list[str]) -> Iterator[str]:
    """Where as many lines come as go, only what is other in them."""
    if [line.partition(":")[0] for line in before] != [line.partition(":")[0] for line in now]:
        yield from (f"- {line.strip()}" for line in before)
        yield from (f"+ {line.strip()}" for line in now)
        return
    for old, new in zip(before, now, strict=True):
        facts = [one.partition(": ")[2].split(", ") for one in (old, new)]
        gone, come = ([fact for fact in one if fact not in other] for one, other in (facts, facts[::-1]))
        if gone or come:
            yield f"{_kind(new)}: {', '.join(gone)} → {', '.join(come)}"


def _kind(line: str) -> str:
    """The class and the name of what a line tells of."""
    name = re.search(rf"accessibleName {_QUOTED}", line) or re.search(rf"text {_QUOTED}", line)
    return f"{line.partition(':')[0].strip()} {name.group(1) if name else ''}".strip()


@pytest.fixture
def walk(look) -> Callable[[str, QWidget], Walk]:
    """Begins to note what happens to a widget."""
    return lambda name, widget: Walk(name, widget, look.read)


@pytest.fixture
def kinds_of_runs(tiny_dataset, trained_store, tmp_path, qtbot):
    """A workspace over a run of each kind: two finished, one broken off, one that makes lists, one of other data."""
    store = RunStore(tmp_path / "runs")
    for record in trained_store.list():
        shutil.copytree(trained_store.path(record.id), store.path(record.id))
    dense = next(record for record in trained_store.list() if record.name == "dense")
    shutil.copytree(store.path(dense.id), store.path("broken"))
    store.write(replace(dense, id="broken", name="broken off", status=RUNNING, best_epoch=0, test={}))
    store.write(replace(dense, id="foreign", name="foreign", dataset_hash="0", dataset_name="other", note="a note"))
    finish(train_list(tiny_dataset, default_spec("ease"), ListStore.beside(store), "lists"))
    made = Workspace(store)
    made.set_dataset(tiny_dataset)
    yield made
    assert made.stop_jobs()


def test_runs_of_every_kind_in_the_table(walk, keep, kinds_of_runs, calm, qtbot):
    tab = TrainTab(kinds_of_runs)
    keep(tab)
    tab.resize(1280, 720)
    tab.show()
    calm(kinds_of_runs)
    panel, table = tab.runs, tab.runs.table
    keys = {line.name: line.key for line in table.lines.lines}
    way = walk("Train-runs", panel)
    for name in ("dense", "broken off", "lists", "foreign"):
        table.select(keys[name])
        way.step(f"select {name}")
    table.selectAll()
    way.step("select all")
    table.clearSelection()
    way.step("select nothing")
    table.select(keys["biases"])
    panel.delete.trigger()
    calm(kinds_of_runs)
    way.step("delete biases")
    panel.undo.trigger()
    calm(kinds_of_runs)
    way.step("undo")
    table.lines.edited.emit(keys["dense"], "note", "why")
    calm(kinds_of_runs)
    way.step("write a note")
    for place in (1, 2, 0):
        panel.bar.groups.setCurrentIndex(place)
        way.step(f"groups {place}")
    panel.bar.filter.setText("lists EASE")
    way.step("filter")
    panel.bar.filter.clear()
    table.set_order("Test MSE", descending=True)
    way.step("sort")
    table.hide_columns({"settings", "note", "test_mse"})
    way.step("hide columns")
    table.lines.shown_toggled.emit(keys["dense"], False)
    way.step("take off the chart")
    way.hold()


@pytest.fixture
def asked(qtbot, workspace, calm):
    """The dialog that asks how a table or a folder is read."""

    def ask(path: Path, reason: str = "") -> ReadingDialog:
        question = Question(path, finish(preview_table(path, AS_FOUND)), AS_FOUND, reason)
        dialog = ReadingDialog(workspace, question)
        qtbot.addWidget(dialog)
        dialog.show()
        calm(workspace)
        return dialog

    return ask


def test_how_a_table_is_read(walk, exactly, asked, workspace, calm, tmp_path):
    path = tmp_path / "table.csv"
    rows = (f"u{row % 7},film {row % 11},{row % 10 + 1},{1 + row % 28:02}-05-2018,{row}" for row in range(60))
    path.write_text("\n".join(["who,what,how much,when,", *rows]), encoding="utf-8")
    dialog = asked(path, "It is odd")
    fields, way = dialog.fields, walk("ReadingDialog", dialog)
    for field, text in (
        ("user", "what"),
        ("user", "– choose –"),
        ("user", "who"),
        ("timestamp", "none"),
        ("timestamp", "when"),
        ("title", "what"),
        ("title", "none"),
        ("title", "Column 5"),
        ("time_unit", "dates with the day first"),
        ("time_unit", "no times"),
        ("time_unit", "as found: dates with the day first"),
        ("scale", "0-100"),
        ("scale", "1 to 10"),
        ("scale", "ten"),
        ("scale", "as found"),
        ("not_rated", "0, 3"),
        ("not_rated", "none"),
        ("not_rated", "x"),
        ("not_rated", "as found"),
    ):
        editor = fields.editor(field)
        editor.setEditText(text) if editor.isEditable() else editor.setCurrentText(text)
        calm(workspace)
        way.step(f"{field}: {text}")
    way.hold()


def test_which_table_of_a_folder_is_read(walk, exactly, asked, workspace, calm, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, scale in (("first", 5), ("second", 9)):
        rows = (f"{row % 7},{row % 11},{row % scale + 1}" for row in range(40))
        (folder / f"{name}.csv").write_text("\n".join(["user,item,rating", *rows]), encoding="utf-8")
    dialog = asked(folder)
    way = walk("ReadingDialog-folder", dialog)
    editor = dialog.fields.editor("table")
    for place in range(editor.count()):
        editor.setCurrentIndex(place)
        editor.activated.emit(place)
        calm(workspace)
        way.step(f"table {place}")
    way.hold()


@pytest.fixture
def data_tab(keep, workspace, tiny_dataset, calm):
    tab = DataTab(workspace)
    keep(tab)
    tab.resize(1280, 720)
    tab.pages.show_movies()  # no charts are drawn
    tab.show()
    workspace.set_dataset(tiny_dataset)
    calm(workspace)
    return tab


def test_how_ratings_are_divided(walk, exactly, data_tab, workspace, calm):
    panel = data_tab.pages.split
    data_tab.pages.setCurrentWidget(panel)
    way = walk("SplitPanel", panel)
    for method in ("per_user", "by_time", "k_fold"):
        panel.method.setCurrentIndex(panel.method.findData(method))
        calm(workspace)
        way.step(f"method {method}")
    panel.fold.setCurrentIndex(2)
    calm(workspace)
    way.step("another fold")
    for name, value in (("test", 2.0), ("test", 0.25), ("validation", -1.0), ("validation", 0.0), ("seed", 3)):
        panel.editors[name].set_value(value)
        calm(workspace)
        way.step(f"{name} {value}")
    panel.article.click()
    calm(workspace)
    way.step("the article's")
    way.hold()


def test_what_is_left_out(walk, exactly, data_tab, workspace, calm, tmp_path):
    page = data_tab.pages.prepare
    data_tab.pages.setCurrentWidget(page)
    way = walk("PreparePage", page)
    for name, value in (
        ("min_user_ratings", 20),
        ("min_movie_ratings", -1),
        ("min_movie_ratings", 3),
        ("sample_users", 15),
    ):
        page.form.editors[name].set_value(value)
        way.step(f"{name} {value}")
        calm(workspace)
        way.step("counted")
    page.apply.click()
    calm(workspace)
    way.step("use it")
    page.form._show_list(str(tmp_path / "no list.csv"))
    page.form.changed.emit()
    calm(workspace)
    way.step("a list that is not there")
    page.form.forget.click()
    calm(workspace)
    way.step("forget it")
    page.original.click()
    calm(workspace)
    way.step("original data")
    way.hold()


def test_tables_of_the_data(walk, exactly, data_tab, workspace, calm):
    pages = data_tab.pages
    movies = pages.show_movies()
    way = walk("DatasetPages", data_tab)
    movies.filters.search.setText("movie 1")
    calm(workspace)
    way.step("search")
    movies.filters.support.setValue(12)
    movies.filters.genre.setCurrentIndex(1)
    calm(workspace)
    way.step("genre and ratings")
    movies.filters.first_year.setValue(movies.filters.first_year.maximum())
    calm(workspace)
    way.step("nothing is left")
    data_tab.clear()
    calm(workspace)
    way.step("clear")
    movies.sort_by(movies.model.columns[2].name)
    way.step("sort")
    movies.select_row(5)
    pages.select.click()
    way.step("select one in every tab")
    movies.only_selected.setChecked(True)
    way.step("only selected")
    movies.view.clearSelection()
    data_tab.clear()
    way.step("clear the selection")
    pages.setCurrentWidget(pages.split)
    data_tab.export()
    way.step("export where there is no table")
    workspace.set_current_run("")
    way.step("no run")
    way.hold()


def test_nodes_of_a_layer(walk, by_whole_numbers, show_tab, looking, settled):
    tab = show_tab(ActivationsTab)
    way = walk("ActivationsTab", tab)
    for field, place in (
        (tab.settings.view, 1),
        (tab.settings.view, 2),
        (tab.settings.each, 1),
        (tab.settings.rows, 2),
    ):
        field.setCurrentIndex(place)
        field.activated.emit(place)
        settled()
        way.step(f"{field.accessibleName()}: {field.currentText()}")
    tab.nodes.go_to(3)
    settled()
    way.step("node 3")
    tab.panel.pin_requested.emit()
    settled()
    tab.nodes.go_to(5)
    settled()
    way.step("node 5 beside the pinned one")
    tab.show_movie(4)
    settled()
    way.step("search a movie")
    tab.show_node(10_000)
    way.step("no such node")
    tab.clear()
    way.step("clear")
    tab.panel.map_requested.emit()
    settled()
    way.step("select its movies")
    way.hold()


def test_predictions_for_a_user(walk, by_whole_numbers, show_tab, looking, settled):
    tab = show_tab(PredictTab)
    tab.lists.setCurrentWidget(tab.run_gate)
    settled()
    way = walk("PredictTab-ratings", tab)
    tab.table.go_to(7)
    settled()
    way.step("go to a movie")
    for page in (1, 2):
        tab.details.pages.setCurrentIndex(page)
        settled()
        way.step(f"page {page} of its details")
    tab.table.hide_rated.setChecked(True)
    tab.table.best.setValue(5)
    way.step("the best five unrated")
    tab.clear()
    tab.table.filters.search.setText("movie 2")
    settled()
    way.step("search")
    way.hold()


def test_a_list_for_somebody(walk, by_whole_numbers, show_tab, looking, settled):
    tab = show_tab(PredictTab)
    page, book = tab.for_you, looking.people
    tab.bar.choose_user(3)
    settled()
    way = walk("PredictTab-list", tab)
    page.bar.moved.emit(0.5)
    settled()
    way.step("towards discoveries")
    page.go_to(int(page.table.shown_rows[2]))
    settled()
    way.step("go to the third")
    page.table.length.setValue(3)
    settled()
    way.step("three films")
    book.create("Ann")
    tab.new.setChecked(True)
    settled()
    way.step("Ann, who has rated nothing")
    for movie in range(6):
        book.rate(movie, 4.5 - movie / 2)
    settled()
    way.step("she rates six")
    book.mark(20, "watchlist", True)
    book.mark(21, "seen", True)
    settled()
    way.step("she marks two")
    tab.lists.setCurrentWidget(tab.run_gate)
    settled()
    way.step("what is predicted for her")
    tab.table.hide_known.setChecked(True)
    tab.table.only_listed.setChecked(True)
    settled()
    way.step("her watchlist")
    book.undo()
    settled()
    way.step("undo")
    way.hold()


def test_a_map_and_what_is_asked_of_it(walk, by_whole_numbers, show_tab, looking, settled):
    tab = show_tab(MapTab)
    settings = tab.settings
    way = walk("MapTab", tab)
    for place in (1, 2, 0):
        settings.source.setCurrentIndex(place)
        settled()
        way.step(f"source {settings.source.currentText()}")
    settings.editors["method"].set_value("pca")
    way.step("principal components")
    settings.editors["seed"].set_value(-1)
    tab.start()
    way.step("a bad seed")
    settings.editors["seed"].set_value(0)
    tab.start()
    settled()
    way.step("laid out")
    for number in range(1, tab.map.coloring.count()):
        tab.map.coloring.setCurrentIndex(number)
        settled()
        way.step(f"colours: {tab.map.coloring.currentText()}")
    tab.clusters.editors["method"].set_value("k-means")
    tab.clusters.editors["count"].set_value(2)
    tab.find_clusters()
    settled()
    way.step("two clusters")
    tab.clusters.table.selectRow(0)
    settled()
    way.step("one of them selected")
    tab.map.keep_button.setChecked(True)
    tab.map.contours_button.setChecked(True)
    settled()
    way.step("kept beside the next one, and outlined")
    looking.select_movies([59], "elsewhere")
    settled()
    way.step("a movie that is not on the map selected")
    tab.clear()
    way.step("clear")
    way.hold()
