"""Asks which folder, zip or file to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from movierec_gui.gui.file_dialogs import ask_for_a_folder, ask_to_open

_ENDINGS = (
    "zip",
    "tar",
    "tgz",
    "csv",
    "tsv",
    "dat",
    "data",
    "txt",
    "inter",
    "json",
    "jsonl",
    "qrels",
    "base",
    "test",
    "arff",
    "mtx",
    "parquet",
    "gz",
    "xz",
    "bz2",
    "xlsx",
    "ods",
    "db",
    "sqlite",
    "sqlite3",
)
_TABLES = f"Ratings ({' '.join(f'*.{ending}' for ending in _ENDINGS)});;All files (*)"


def ask_for_file(parent: QWidget, title: str = "Open a zip or a ratings file") -> Path | None:
    """A zip or a file that a person chose; None if they did not."""
    return ask_to_open(parent, title, _TABLES)


def ask_for_folder(parent: QWidget) -> Path | None:
    """A folder that a person chose; None if they did not."""
    return ask_for_a_folder(parent, "Open a folder with ratings")
