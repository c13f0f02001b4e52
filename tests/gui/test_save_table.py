"""Tables written as CSV."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.save_table import ask_for_csv, save_csv, write_frame
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish

FRAME = pd.DataFrame({"title": ["Heat", "Alien, The"], "year": pd.array([1995, None], "Int32"), "mean": [1 / 3, 4.0]})


@pytest.fixture
def workspace(qapp) -> Iterator[Workspace]:
    workspace = Workspace()
    yield workspace
    assert workspace.stop_jobs()


@pytest.mark.parametrize(("answer", "expected"), [("", None), ("a/b", Path("a/b.csv")), ("a/b.txt", Path("a/b.txt"))])
def test_the_file_gets_an_ending_if_it_has_none(qtbot, monkeypatch, answer, expected):
    suggested = []

    def choose(_parent, _title, name, _filter):
        suggested.append(name)
        return answer, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert ask_for_csv(parent, "nodes") == expected
    assert suggested == ["nodes.csv"]


def test_whole_numbers_stay_whole_and_missing_ones_blank(tmp_path):
    finish(write_frame(FRAME, tmp_path / "out.csv"))
    text = (tmp_path / "out.csv").read_bytes()
    assert text == b'title,year,mean\nHeat,1995,0.333333\n"Alien, The",,4\n'
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_file_that_cannot_be_written_is_a_users_error(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        finish(write_frame(FRAME, tmp_path / "missing" / "out.csv"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        finish(write_frame(FRAME, tmp_path / "folder.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_the_bar_says_how_it_went(workspace, tmp_path, qtbot):
    messages = MessageBar()
    qtbot.addWidget(messages)
    save_csv(workspace, messages, FRAME, tmp_path / "out.csv")
    qtbot.waitUntil(lambda: messages.level == "info")
    assert messages.text == f"2 rows written to {tmp_path / 'out.csv'}"
    save_csv(workspace, messages, FRAME, tmp_path / "missing" / "out.csv")
    qtbot.waitUntil(lambda: messages.level == "error")
