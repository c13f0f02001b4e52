"""A film's poster, and the dialog that turns posters on: with a key of the user's own, off before that."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import Work
from movierec_gui.gui.film_page.section import FilmSection
from movierec_gui.gui.style import MARGIN, SPACING, set_role, text_label
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.posters import PosterBox

_HEIGHT = 240
_WIDTH = 460
_ABOUT = (
    "With a key of your own the pages of films show posters from TMDB (themoviedb.org). The program then asks TMDB for "
    "each film whose page you open: its servers learn your key and the film's number. The key and the pictures stay in "
    "the program's folder. While this is off, no page asks anybody. MovieRec uses the TMDB API but is not endorsed or "
    "certified by TMDB."
)


class PosterView(FilmSection):
    """Is not there while posters are off; only a view that is seen asks for its picture."""

    job_title = "Fetching a poster"

    def __init__(self, workspace: Workspace, box: PosterBox, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._box = box
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = text_label("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.picture)
        layout.addWidget(self.note)
        self.follow_settings()

    def follow_settings(self) -> None:
        """Be there if posters are on, and show the current film's."""
        try:
            self.setVisible(self._box.settings().on)
        except UserError as error:
            self.setVisible(True)
            self.say(str(error))
            return
        self.refresh()

    def say(self, text: str) -> None:
        """Show a sentence and no picture."""
        self.picture.clear()
        self.picture.hide()
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Fetch the poster, if the data know the film's number at TMDB."""
        ids = dataset.movies.tmdb_ids
        number = ids[movie].strip().removesuffix(".0") if ids else ""
        return partial(self._box.poster, number) if number else "The data do not know this film's number at TMDB."

    def show_result(self, result: Path | None) -> None:
        """Show the picture, as high as there is room."""
        picture = QPixmap(str(result)) if result is not None else QPixmap()
        if picture.isNull():
            self.say("TMDB has no poster of it.")
            return
        self.say("")
        height = round(_HEIGHT * self.devicePixelRatioF())
        scaled = picture.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(scaled)
        self.picture.setAccessibleName("The film's poster")
        self.picture.show()


class PosterDialog(QDialog):
    """Changes the settings of a box."""

    def __init__(self, box: PosterBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = box
        self.setWindowTitle("Posters")
        self.on = QCheckBox("Show posters from TMDB")
        self.on.setToolTip("Ask TMDB for the poster of each film whose page is opened")
        self.key = QLineEdit()
        self.key.setAccessibleName("Your key of TMDB")
        self.key.setPlaceholderText("Your API key or read access token")
        self.key.setToolTip("From the page API in the settings of your account at themoviedb.org")
        self.messages = MessageBar()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Change nothing (Esc)")
        self.save_button = self.buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setToolTip("Keep the key in the program's folder, readable by you alone")
        set_role(self.save_button, "primary")
        about = text_label(_ABOUT, "muted", wrap=True)
        about.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        for widget in (text_label("Posters", "title"), about, self.on, self.key, self.messages, self.buttons):
            layout.addWidget(widget)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        try:
            settings = box.settings()
        except UserError as error:
            self.messages.show_error(error)
        else:
            self.on.setChecked(settings.on)
            self.key.setText(settings.key)

    @Slot()
    def save(self) -> None:
        """Keep the settings and close; say why where they do not fit."""
        from movierec_gui.data.posters import PosterSettings

        try:
            self._box.keep(PosterSettings(self.on.isChecked(), self.key.text().strip()))
        except UserError as error:
            self.messages.show_error(error)
            return
        self.accept()
