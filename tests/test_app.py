"""The door: says why there is no window where there cannot be one, and otherwise opens it on data."""

import shutil
import subprocess
import sys

import pytest

from movierec_gui import __version__, app
from movierec_gui.errors import UserError
from movierec_gui.training.run_files import export_run
from movierec_gui.training.runs import RunStore
from movierec_gui.training.starter import NAME, STARTER, starter_store

# Runs the real program until the data are there, then closes its window as a person would.
RUN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from movierec_gui import __version__, app

real_exec = QApplication.exec

def look():
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
    if "–" in window.windowTitle() and not window._workspace.jobs:
        print(window.windowTitle(), window.messages.text, file=sys.stderr)
        window.close()

def run(*_):
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(50)
    return real_exec()

QApplication.exec = run
sys.exit(app.main(sys.argv[1:]))
"""


def test_without_a_display_it_says_so_and_what_to_do_instead(monkeypatch, capsys):
    monkeypatch.setattr(app, "display_available", lambda: False)
    assert app.main([]) == app.NO_DISPLAY
    said = capsys.readouterr().err
    assert "no display" in said
    assert "movierec quickstart" in said
    assert "Traceback" not in said


def test_what_qt_lacks_is_said_before_qt_is_asked(monkeypatch, capsys):
    monkeypatch.setattr(app, "display_available", lambda: True)
    monkeypatch.setattr(app, "find_qt_problem", lambda: UserError("libgl1 is missing", "", "Install it"))
    assert app.main([]) == app.NO_DISPLAY
    assert "libgl1 is missing. Install it." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "answer"), [("--help", "Usage: movierec-gui"), ("--version", f"MovieRec {__version__}")]
)
def test_a_question_is_answered_without_a_window(option, answer, monkeypatch, capsys):
    monkeypatch.setattr(app, "display_available", lambda: False)
    with pytest.raises(SystemExit) as ended:
        app.main([option])
    assert ended.value.code == 0
    assert answer in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--no-such-option"], ["one.csv", "two.csv"]])
def test_a_wrong_command_line_is_refused_in_words(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        app.main(arguments)
    assert ended.value.code == 2
    assert "Error:" in capsys.readouterr().err


def test_a_window_is_possible_where_the_tests_run():
    assert app.window_problem() is None


@pytest.mark.slow
def test_the_program_opens_on_the_bundled_data_and_leaves_cleanly(tmp_path, monkeypatch):
    monkeypatch.setenv("MOVIEREC_HOME", str(tmp_path))
    leftover = tmp_path / "runs" / ".movierec-0123abcd.tmp"  # of a program that was killed: nobody holds its lock
    leftover.mkdir(parents=True)
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "ml-latest-small – MovieRec" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "session.ini").exists()
    assert "ERROR" not in (tmp_path / "logs" / "movierec.log").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_program_opens_what_the_command_line_names(tmp_path, monkeypatch, tiny_dataset):
    monkeypatch.setenv("MOVIEREC_HOME", str(tmp_path))
    table = tmp_path / "mine.csv"
    ratings = tiny_dataset.ratings
    rows = zip(ratings.users, ratings.movies, ratings.values, strict=True)
    table.write_text("userId,movieId,rating\n" + "\n".join(f"{u},{m},{v}" for u, m, v in rows), encoding="utf-8")
    arguments = [sys.executable, "-c", RUN, str(table)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "mine – MovieRec" in done.stderr


@pytest.mark.slow
def test_a_run_that_the_command_line_names_is_added_beside_the_last_data(tmp_path, monkeypatch):
    monkeypatch.setenv("MOVIEREC_HOME", str(tmp_path))
    store = RunStore(tmp_path / "another's")
    shutil.copytree(starter_store().path(STARTER), store.path(STARTER))
    exported = export_run(store, STARTER, tmp_path / "given.movierec-run")
    arguments = [sys.executable, "-c", RUN, str(exported)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "ml-latest-small – MovieRec" in done.stderr
    assert [kept.name for kept in RunStore(tmp_path / "runs").list()] == [NAME]


def test_the_source_of_later_modules_is_not_kept():
    """In a process of its own: PySide's import keeps the lines of every module, once it is there."""
    script = """
import linecache
from movierec_gui.app import import_qt
import_qt()
import wave, PySide6.QtWidgets
assert wave.__file__ not in linecache.cache
import builtins
assert builtins.__import__ is builtins.__orig_import__
"""
    subprocess.run([sys.executable, "-c", script], check=True)
