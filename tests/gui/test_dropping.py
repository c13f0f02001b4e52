"""What is dropped opens as what it is: a dataset, a run, a person's history; several at once as well."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.dropping import Drops, Sorted, dropped_paths, sort_paths
from movierec_gui.gui.people_import.imports import PeopleImports
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.run_files import export_run
from movierec_gui.training.runs import RunStore

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TABLE = "userId,movieId,rating,timestamp\n1,2,3.5,4\n2,2,4.0,5\n"


@pytest.mark.parametrize(
    ("urls", "paths"),
    [
        (["file:///data/ml-1m.zip"], (Path("/data/ml-1m.zip"),)),
        (["file:///data/a", "file:///data/b"], (Path("/data/a"), Path("/data/b"))),
        (["https://example.org/ml-1m.zip", "file:///data/a"], (Path("/data/a"),)),
        (["https://example.org/ml-1m.zip"], ()),
        ([], ()),
    ],
)
def test_what_was_dropped(qapp, urls, paths):
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(
        QPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert dropped_paths(event) == paths


@pytest.fixture
def run_zip(trained_store, tmp_path):
    return export_run(trained_store, trained_store.list()[0].id, tmp_path / "run.zip")


@pytest.fixture
def history(tmp_path):
    path = tmp_path / "watched.csv"
    path.write_text("Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Movie 3,1953,u,4\n", encoding="utf-8")
    return path


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "ratings.csv").write_text(TABLE, encoding="utf-8")
    (folder / "movies.csv").write_text("movieId,title,genres\n2,Heat (1995),Crime\n", encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def drops(qtbot, workspace):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Drops(workspace, PeopleImports(workspace, window), window)


def test_each_kind_is_told_apart(run_zip, history, release, tmp_path):
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("who,what,how much\n1,2,3\n", encoding="utf-8")
    found = finish(sort_paths([foreign, run_zip, history]))
    assert found == Sorted((run_zip,), (history,), foreign, ())
    assert finish(sort_paths([release])) == Sorted(dataset=release)


def test_a_plain_table_is_told_as_taken_for_a_history(drops, qtbot, tmp_path, history):
    table = tmp_path / "mine.csv"
    table.write_text("title,year,rating\nHeat,1995,4\nUp,2009,5\n", encoding="utf-8")
    assert finish(sort_paths([table, history])).tables == (table,)
    with qtbot.waitSignal(drops.told) as told:
        drops.take([table])
    assert "one person's history: mine.csv. If it holds many people's ratings, choose “Table with" in told.args[0]


def test_the_parts_of_one_dataset_are_one_dataset(release):
    parts = [release / "movies.csv", release / "ratings.csv"]
    assert finish(sort_paths(parts)) == Sorted(dataset=release / "ratings.csv")


def test_of_several_datasets_one_is_opened_and_the_others_named(drops, workspace, qtbot, release, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(TABLE, encoding="utf-8")
    with qtbot.waitSignals([drops.told, workspace.load_requested]), qtbot.waitSignal(drops.told) as told:
        drops.take([other, release])
    assert told.args == ["One dataset can be open at a time: other.csv is opened. Left out: release."]
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_a_run_is_added_and_shown(drops, workspace, qtbot, run_zip, trained_store, tiny_dataset):
    name = trained_store.list()[0].name
    with qtbot.waitSignal(workspace.tab_requested) as asked, qtbot.waitSignal(drops.told) as told:
        drops.take([run_zip])
    assert asked.args == ["Train"]
    assert told.args == [f"“{name}” was added. It appears when its data (tiny) are open."]
    assert [record.name for record in workspace.store.list()] == [name]
    workspace.set_dataset(tiny_dataset)
    with qtbot.waitSignal(drops.told) as told:
        drops.take([run_zip])
    assert told.args == [f"“{name}” was added."]
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_where_nothing_is_open_the_last_data_come_with_a_run(drops, workspace, qtbot, run_zip, tiny_dataset, tmp_path):
    session = Session()
    session.set_source(tmp_path / "last.csv")
    session.save()
    with qtbot.waitSignal(workspace.load_requested) as asked:
        drops.take([run_zip])
    assert asked.args == [tmp_path / "last.csv"]
    qtbot.waitUntil(lambda: not workspace.jobs)
    workspace.set_dataset(tiny_dataset)
    with qtbot.assertNotEmitted(workspace.load_requested), qtbot.waitSignal(drops.told):
        drops.take([run_zip])
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_a_damaged_run_says_so(drops, workspace, qtbot, run_zip):
    import zipfile

    with zipfile.ZipFile(run_zip) as whole:
        inside = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(run_zip, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content[: len(content) // 2])
    with qtbot.waitSignal(workspace.error_raised) as told:
        drops.take([run_zip])
    assert "run.zip" in str(told.args[0])
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_several_histories_come_one_after_the_other(drops, workspace, qtbot, history, tiny_dataset):
    second = history.with_name("ratings.csv")
    second.write_text(history.read_text(encoding="utf-8").replace("Movie 3", "Movie 4"), encoding="utf-8")
    workspace.set_dataset(tiny_dataset)
    imports = drops._imports
    drops.take([history, second])
    qtbot.waitUntil(lambda: imports.dialog is not None and not workspace.jobs)
    first = imports.dialog
    first.reject()
    qtbot.waitUntil(lambda: imports.dialog is not None and not workspace.jobs)
    assert imports.dialog is not first
    imports.dialog.reject()
    assert imports.dialog is None
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_a_history_without_data_says_what_it_needs(drops, workspace, qtbot, history):
    with qtbot.waitSignal(workspace.error_raised) as told:
        drops.take([history])
    assert "Open a dataset first" in str(told.args[0])
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_nothing_dropped_is_nothing_to_do(drops, workspace):
    drops.take([])
    assert not workspace.jobs


def test_projects_and_pages_of_the_article_are_told_apart(run_zip, tmp_path):
    project, page = tmp_path / "a.movierec", tmp_path / "a.article.zip"
    for path, name in ((project, "project.json"), (page, "article.json")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "{}")
    found = finish(sort_paths([project, run_zip, page]))
    assert found == Sorted((run_zip,), projects=(project,), pages=(page,))
