"""Chooses a MovieLens release to download, with its size said before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from movierec_gui.data.releases import RELEASES, Release
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, set_role, text_label
from movierec_gui.resource_paths import data_home

_SIZE = (600, 470)


class DownloadDialog(QDialog):
    """A list of releases; accepted with one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Download a MovieLens release")
        self.list = QListWidget()
        self.list.setAccessibleName("Releases")
        self.list.setSpacing(2)
        for release in RELEASES:
            item = QListWidgetItem(_text_of(release))
            item.setData(Qt.ItemDataRole.UserRole, release)
            item.setToolTip(release.url)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.download = self.buttons.addButton("Download and open", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.download, "primary")
        set_icon(self.download, "download", on_accent=True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self._on_activated)
        note = (
            "From GroupLens, University of Minnesota, for research and not for commerce; each archive holds its own "
            f"conditions. Downloads go on where they broke off, and are kept in {data_home() / 'datasets'}."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING + 4)
        layout.addWidget(self.list, 1)
        layout.addWidget(text_label(note, "caption", wrap=True))
        layout.addWidget(self.buttons)
        self.resize(*_SIZE)

    @property
    def release(self) -> Release:
        """The release that is chosen."""
        release = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        if not isinstance(release, Release):
            raise TypeError(f"the list holds releases, not {release!r}")
        return release

    @Slot()
    def _on_activated(self) -> None:
        self.accept()


def _text_of(release: Release) -> str:
    return f"{release.title}  –  {release.size}\n{release.description}"
