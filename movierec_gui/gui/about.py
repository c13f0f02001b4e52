"""The dialogs of the Help menu: keys, the licence of the data, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Iterable

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QTextBrowser, QVBoxLayout, QWidget

from movierec_gui import __version__
from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.resource_paths import data_home, resource_path

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
    dialog = _dialog(parent, "About MovieRec", content)
    dialog.setMinimumWidth(480)
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
