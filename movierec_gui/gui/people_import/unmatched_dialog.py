"""What the current person has of films that these data do not have for sure, to be decided on now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.people_import.review_dialog import ReviewDialog
from movierec_gui.gui.people_import.work import look_unmatched_up
from movierec_gui.gui.workspace import Workspace
from movierec_gui.wording import counted

_SIZE = QSize(1080, 700)


class UnmatchedDialog(ReviewDialog):
    """Looks the films up in a job."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        book, dataset = workspace.people, workspace.dataset
        book.finish()  # what still waits to be kept is part of what is shown
        person = book.person
        if dataset is None or person is None:
            raise UserError("There is nobody whose films could be matched", "", "Open a dataset and rate films first")
        super().__init__(f"Not matched: films of {person.name}", parent)
        self._book = book
        self._job = LatestJob()
        self.summary.setText("Looking the films up…")
        self.keep_button.setToolTip("Keep your decisions with the person; it can be undone (Ctrl+Enter)")
        self.keep_button.setEnabled(False)
        self._place(self.review)
        self.resize(_SIZE)
        self.review.changed.connect(self._on_review_changed)
        self.finished.connect(self._job.drop)
        work = partial(look_unmatched_up, person, dataset, book.finder)
        start = workspace.start_job
        title = "Looking the films up"
        self._job.take(start(title, work, self.review.set_review, self._on_failed, None, self.reject))

    @Slot()
    def keep(self) -> None:
        """Keep the decisions and close."""
        review = self.review.review
        if review is not None and review.decisions:
            self._book.settle(review)
            self.kept = True
            self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.summary.clear()
        self.messages.show_error(error)

    @Slot()
    def _on_review_changed(self) -> None:
        review = self.review.review
        if review is None:
            return
        decided = len(review.decisions)
        self.summary.setText(
            f"{len(review.rows) - decided:,} still open. They stay with the "
            "person, and are used where data have their films. What you leave out with 0 is taken from the person."
        )
        self.keep_button.setText(f"Keep {counted(decided, 'decision')}")
        self.keep_button.setEnabled(bool(decided))
