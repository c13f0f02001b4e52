"""Asking for a file or a folder gives a path, or nothing if the person thinks better of it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from movierec_gui.gui.dataset_dialogs import ask_for_file, ask_for_folder


def test_a_chosen_name_is_a_path(monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("/data/ratings.csv", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: "/data")
    assert ask_for_file(None) == Path("/data/ratings.csv")
    assert ask_for_folder(None) == Path("/data")


def test_nothing_chosen_is_none(monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: "")
    assert ask_for_file(None) is None
    assert ask_for_folder(None) is None
