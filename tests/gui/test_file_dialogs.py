"""Every dialog begins where the last one ended, also in the next session."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from movierec_gui.gui.file_dialogs import ask_for_a_folder, ask_to_open, ask_to_save
from movierec_gui.gui.session import Session


@pytest.fixture
def answers(qapp, monkeypatch):
    """The dialogs give what is put in here, and note where they began."""
    given = {"path": "", "began": []}

    def file(_parent, _title, start, _kinds):
        given["began"].append(start)
        return given["path"], "kind"

    def folder(_parent, _title, start):
        given["began"].append(start)
        return given["path"]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", file)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)
    return given


def test_the_next_dialog_begins_in_the_folder_of_the_last(answers, tmp_path):
    answers["path"] = str(tmp_path / "ratings.csv")
    assert ask_to_open(None, "Open", "*") == tmp_path / "ratings.csv"
    assert ask_to_save(None, "Save", "map.png", "*") == (tmp_path / "ratings.csv", "kind")
    assert ask_for_a_folder(None, "Folder") == tmp_path / "ratings.csv"
    assert answers["began"] == ["", str(tmp_path / "map.png"), str(tmp_path)]
    assert Session().folder == tmp_path


def test_who_cancels_changes_nothing(answers, tmp_path):
    session = Session()
    session.set_folder(tmp_path)
    session.save()
    assert ask_to_open(None, "Open", "*") is None
    assert ask_to_save(None, "Save", "map.png", "*") == (None, "kind")
    assert ask_for_a_folder(None, "Folder") is None
    assert Session().folder == tmp_path


def test_a_folder_that_is_gone_is_not_begun_in(answers):
    session = Session()
    session.set_folder(Path("/nowhere/at/all"))
    session.save()
    ask_to_open(None, "Open", "*")
    ask_to_save(None, "Save", "map.png", "*")
    assert answers["began"] == ["", "map.png"]
