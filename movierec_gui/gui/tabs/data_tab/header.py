"""The top of the Data tab: which dataset is open, what reading it found, and the buttons that open another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset


class Header(QWidget):
    """Name, origin and report of the dataset on the left, buttons on the right."""

    open_file_requested = Signal()
    open_folder_requested = Signal()
    open_table_requested = Signal()
    download_requested = Signal()
    report_requested = Signal()
    article_requested = Signal()
    """A person wants to walk through the article."""
    change_requested = Signal()
    """A person wants to say how the open data are read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = text_label("No data", "title")
        self.origin = text_label("", "muted")
        self.origin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.report = QPushButton()
        set_role(self.report, "link")
        self.report.setToolTip("Show what reading the files found")
        self.report.clicked.connect(self.report_requested)
        self.report.hide()
        self.how = text_label("", "caption", wrap=True)
        self.how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.how.hide()
        self.change = QPushButton("Change how this file is read…")
        set_role(self.change, "link")
        self.change.setToolTip(
            "Say which column holds what, the scale, what means “not rated”, and how times are written"
        )
        self.change.clicked.connect(self.change_requested)
        self.change.hide()
        self.article = QPushButton("The article, step by step")
        set_role(self.article, "link")
        self.article.setToolTip("Walk through the article's claims, each measured again with one button (F2)")
        self.article.clicked.connect(self.article_requested)
        self.article.hide()
        self.open = QPushButton("Open")
        self.open.setProperty("hasMenu", True)
        self.open.setToolTip("Open other data: the present ones stay until the new ones are read")
        set_icon(self.open, "open")
        self.open.setMenu(self._make_menu())
        self.download = QPushButton("Download…")
        self.download.setToolTip("Choose a MovieLens release to download (Ctrl+D)")
        set_icon(self.download, "download")
        self.download.clicked.connect(self.download_requested)
        facts = QHBoxLayout()
        facts.setSpacing(SPACING)
        facts.addWidget(self.origin)
        facts.addWidget(self.report)
        facts.addWidget(self.change)
        facts.addWidget(self.article)
        facts.addStretch()
        names = QVBoxLayout()
        names.setSpacing(SPACING // 2)
        names.addWidget(self.name)
        names.addLayout(facts)
        names.addWidget(self.how)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(names, 1)
        layout.addWidget(self.open)
        layout.addWidget(self.download)

    def show_dataset(self, dataset: Dataset, source: Path | None) -> None:
        """Say what is open."""
        self.name.setText(dataset.name)
        self.origin.setText("Comes with the program" if source is None else _short(source))
        self.origin.setToolTip("" if source is None else str(source))
        report = dataset.report
        self.report.setVisible(report is not None)
        if report is not None:
            problems = sum(report.counts.values())
            self.report.setText("No problems found" if report.clean else f"{counted(problems, 'problem')} found")
            self.report.setAccessibleDescription(report.summary())
        readings = () if report is None else report.readings
        self.change.setVisible(source is not None and bool(readings))
        self.article.show()
        self.how.setText(how_text(dataset))
        self.how.show()

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("File or zip…", self.open_file_requested.emit)
        menu.addAction("Folder…", self.open_folder_requested.emit)
        menu.addAction("Table with other columns…", self.open_table_requested.emit)
        return menu


def how_text(dataset: Dataset) -> str:
    """The scale, and how the columns and times of the ratings were understood."""
    from movierec_gui.data.scales import liked_from
    from movierec_gui.data.table_reading import describe_reading

    low, high = dataset.nominal_scale
    readings = () if dataset.report is None else dataset.report.readings
    stated = any(reading.stated_scale for reading in readings)
    whence = "as stated" if stated else "found from the values"
    parts = [f"Scale {low:g} to {high:g} ({whence}), liked from {liked_from((low, high)):g} on"]
    if readings:
        parts.append(describe_reading(readings[0]))
    if len(readings) > 1:
        parts.append(f"likewise {', '.join(reading.file for reading in readings[1:])}")
    if dataset.folds:
        names = ", ".join(fold.name for fold in dataset.folds)
        parts.append(
            f"Split offers the test {'part' if len(dataset.folds) == 1 else 'parts'} that it came with ({names})"
        )
    return "; ".join(parts)


def _short(path: Path) -> str:
    """The end of a path, which says more than its beginning."""
    parts = path.parts
    return str(path) if len(parts) <= 4 else str(Path("…", *parts[-3:]))
