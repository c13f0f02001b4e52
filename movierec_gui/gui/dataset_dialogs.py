"""Asks which folder, zip or file to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_TABLES = "Ratings (*.zip *.csv *.tsv *.dat *.data *.txt);;All files (*)"


def ask_for_file(parent: QWidget, title: str = "Open a zip or a ratings file") -> Path | None:
    """A zip or a file that a person chose; None if they did not."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", _TABLES)
    return Path(name) if name else None


def ask_for_folder(parent: QWidget) -> Path | None:
    """A folder that a person chose; None if they did not."""
    name = QFileDialog.getExistingDirectory(parent, "Open a folder with ratings")
    return Path(name) if name else None
