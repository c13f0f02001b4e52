"""Asks for files and folders. Every dialog begins where the last one ended, also after a restart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.gui.session import Session


def ask_to_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """A file that a person chose; None if they did not. ``kinds`` are Qt's filters, with ``;;`` between."""
    text, _ = QFileDialog.getOpenFileName(parent, title, _start(), kinds)
    return _ended(text)


def ask_to_save(parent: QWidget, title: str, name: str, kinds: str) -> tuple[Path | None, str]:
    """Where a person wants a file, ``name`` being the suggestion, or None; and the filter that was chosen."""
    folder = _start()
    text, kind = QFileDialog.getSaveFileName(parent, title, str(Path(folder, name)) if folder else name, kinds)
    return _ended(text), kind


def ask_for_a_folder(parent: QWidget, title: str) -> Path | None:
    """A folder that a person chose; None if they did not."""
    text = QFileDialog.getExistingDirectory(parent, title, _start())
    return _ended(text)


def _start() -> str:
    """The folder of the last dialog; empty, which lets Qt choose, where it is gone or there was none."""
    folder = Session().folder
    return str(folder) if folder is not None and folder.is_dir() else ""


def _ended(text: str) -> Path | None:
    """The path that a dialog gave, whose folder the next one begins in."""
    if not text:
        return None
    path = Path(text)
    session = Session()
    session.set_folder(path.parent)
    session.save()
    return path
