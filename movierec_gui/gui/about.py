"""The dialogs of the Help menu: keys, the licence of the data, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from movierec_gui import __version__
from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.program_log import diagnostics
from movierec_gui.resource_paths import data_home, resource_path, resource_roots

_PARTS = ("licences", "parts.md")
_OTHER_KEYS = (
    ("Enter, double click", "Open the page of a film or a person, in tables, lists and on the map"),
    ("Ctrl+C", "Copy the selected rows of a table"),
    ("Tab, Shift+Tab", "Go to the next or previous field"),
    ("Drag and drop", "Open a folder, a zip or a ratings file"),
)


def show_shortcuts(parent: QWidget, keys: Iterable[tuple[str, str]]) -> None:
    """Keys with what they do, and what else the hands should know."""
    content = QWidget()
    layout = QGridLayout(content)
    layout.setHorizontalSpacing(3 * SPACING)
    for row, (key, text) in enumerate((*keys, *_OTHER_KEYS)):
        layout.addWidget(text_label(key, "muted"), row, 0)
        layout.addWidget(text_label(text), row, 1)
    _dialog(parent, "Keyboard", content).exec()


def show_data_licence(parent: QWidget) -> None:
    """The notice that comes with the bundled data."""
    notice = QTextBrowser()
    notice.setOpenExternalLinks(True)
    notice.setMarkdown(resource_path("datasets", "ml-latest-small", "NOTICE.md").read_text(encoding="utf-8"))
    notice.setAccessibleName("Licence of the bundled data")
    dialog = _dialog(parent, "Licence of the data", notice)
    dialog.resize(720, 560)
    dialog.exec()


def show_about(parent: QWidget) -> None:
    """Shows the program's name, its version, and the folder of its files."""
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setSpacing(SPACING)
    layout.addWidget(text_label(f"MovieRec {__version__}", "title"))
    layout.addWidget(
        text_label(
            "Train neural rating predictors on MovieLens, ask them for predictions, look inside them, "
            "and see the catalogue as a map.",
            wrap=True,
        )
    )
    facts = f"Python {platform.python_version()}, Qt {qVersion()}. Free software under the MIT licence."
    layout.addWidget(text_label(facts, "muted", wrap=True))
    folder = text_label(f"Runs, downloads, session and log: {data_home()}", "muted", wrap=True)
    folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    layout.addWidget(folder)
    if has_parts_licences():
        licences = QPushButton("Licences of the parts…")
        licences.setToolTip("The licences of Python, Qt and every library that this package brings")
        licences.clicked.connect(partial(show_parts_licences, content))
        layout.addWidget(licences, 0, Qt.AlignmentFlag.AlignLeft)
    dialog = _dialog(parent, "About MovieRec", content)
    dialog.setMinimumWidth(480)
    dialog.exec()


def copy_diagnostics() -> None:
    """Put onto the clipboard what a report of a fault needs, and nothing that the user or their data have named."""
    platform_name = QGuiApplication.platformName()
    QGuiApplication.clipboard().setText(diagnostics(data_home() / "logs", Qt=f"{qVersion()} on {platform_name}"))


def has_parts_licences() -> bool:
    """Whether this is a package that brings its parts, and so the list of their licences."""
    return any(root.joinpath(*_PARTS).is_file() for root in resource_roots(Path(__file__).parents[1]))


def show_parts_licences(parent: QWidget) -> None:
    """The licences of all that a package brings, as the makers wrote them."""
    text = QPlainTextEdit(resource_path(*_PARTS).read_text(encoding="utf-8"))
    text.setReadOnly(True)
    text.setAccessibleName("Licences of the parts")
    dialog = _dialog(parent, "Licences of the parts", text)
    dialog.resize(720, 560)
    dialog.exec()


def _dialog(parent: QWidget, title: str, content: QWidget) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    layout.setSpacing(MARGIN)
    layout.addWidget(content, 1)
    layout.addWidget(buttons)
    return dialog
