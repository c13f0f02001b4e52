"""The import of a history: for whom, what has to be asked, the review, and the button that keeps it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.people_book import FIRST_PERSON
from movierec_gui.gui.people_import.question import QuestionView
from movierec_gui.gui.people_import.review_dialog import ReviewDialog
from movierec_gui.gui.people_import.sections import keep_text
from movierec_gui.gui.people_import.work import ImportRequest, read_and_review
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.workspace import Workspace
from movierec_gui.wording import counted, unused_name

if TYPE_CHECKING:
    from movierec_gui.data.people.review import Review

_FIRST_SIZE, _REVIEW_SIZE = QSize(620, 420), QSize(1080, 700)
_NEW = "New person"
_BUSY, _QUESTION, _REVIEW = range(3)


class ImportDialog(ReviewDialog):
    """Reads the file in a job."""

    def __init__(self, workspace: Workspace, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(f"Import {path.name}", parent)
        self._workspace, self._book = workspace, workspace.people
        self._job = LatestJob()
        self._asking = ""
        dataset = workspace.dataset
        if dataset is None:
            raise UserError("There are no data to find films in yet", "", "Open a dataset first, then import")
        self._book.finish()  # what still waits to be kept is what the file is compared with
        self._request = ImportRequest(path, dataset)
        self.whom = QComboBox()
        self.name = QLineEdit()
        self.busy = text_label("Reading…", "muted")
        self.question = QuestionView()
        self.stack = QStackedWidget()
        self.keep_button.setToolTip("Keep what was found with the person; it can be undone (Ctrl+Enter)")
        self._offer_people()
        self._lay_out()
        self._connect()
        self._read()

    def _offer_people(self) -> None:
        for person in self._book.people:
            self.whom.addItem(f"{person.name} · {counted(len(person.ratings), 'rating')}", person.id)
        self.whom.addItem(_NEW, "")
        self.whom.setAccessibleName("For whom")
        current = self._book.person
        self.whom.setCurrentIndex(self.whom.findData(current.id if current is not None else ""))
        self.name.setAccessibleName("Name of the new person")
        self.name.setPlaceholderText("Name")
        self.name.setText(unused_name(FIRST_PERSON, [person.name for person in self._book.people]))
        self.name.setMaximumWidth(220)
        self.name.setVisible(not self.whom.currentData())
        self._set_person()

    def _lay_out(self) -> None:
        label = QLabel("For")
        label.setBuddy(self.whom)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(label)
        line.addWidget(self.whom)
        line.addWidget(self.name)
        line.addStretch()
        waiting = QWidget()
        busy = QVBoxLayout(waiting)
        busy.setContentsMargins(0, SPACING, 0, 0)
        busy.addWidget(self.busy)
        busy.addStretch()
        for page in (waiting, self.question, self.review):
            self.stack.addWidget(page)
        self._place(self.stack, line)
        self.resize(_FIRST_SIZE)

    def _connect(self) -> None:
        self.whom.currentIndexChanged.connect(self._on_person_chosen)
        self.question.answered.connect(self._on_answered)
        self.review.changed.connect(self._on_review_changed)
        self.finished.connect(self._job.drop)

    @Slot()
    def keep(self) -> None:
        """Keep the review for the person who is chosen, and close; say why where that cannot be."""
        review = self.review.review
        if review is None or self.stack.currentIndex() != _REVIEW:
            return
        try:
            self._book.keep_review(review, self.name.text())
        except UserError as error:
            self.messages.show_error(error)
            return
        self.kept = True
        self.accept()

    def _read(self) -> None:
        self.messages.clear()
        self.summary.clear()
        self.summary.hide()
        self.keep_button.setText("Keep")
        self.keep_button.setEnabled(False)
        self.stack.setCurrentIndex(_BUSY)
        self.busy.setText(f"Reading {self._request.path.name}…")
        request = replace(self._request, finder=self._book.finder)
        work = partial(read_and_review, request)
        start = self._workspace.start_job
        self._job.take(start("Reading a history", work, self._on_reviewed, self._on_failed, None, self.reject))

    @Slot(object)
    def _on_reviewed(self, review: Review) -> None:
        if review.history.person_name and not self._book.people:
            self.name.setText(review.history.person_name)
        self.stack.setCurrentIndex(_REVIEW)
        self.resize(self.size().expandedTo(_REVIEW_SIZE))
        self.review.set_review(review)
        if review.notes:
            self.messages.show_info(review.notes[0], "\n".join(review.notes[1:]))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        from movierec_gui.data.people.reading import NeedsScaleError, NeedsWhoError

        if isinstance(error, NeedsScaleError):
            self._asking = "scale"
            answers = [str(scale) for scale in error.suggested]
            self._ask(error, answers, "such as 1-7")
        elif isinstance(error, NeedsWhoError):
            self._asking = "who"
            self._ask(error, list(error.people), "")
        else:
            self.busy.setText("Nothing was read.")
            self.messages.show_error(error)

    def _ask(self, error: UserError, answers: list[str], other: str) -> None:
        self.stack.setCurrentIndex(_QUESTION)
        what = "On which scale are the ratings?" if self._asking == "scale" else "Whose ratings do you want?"
        self.question.ask(what, f"{error.what}. {error.where}.", answers, other)

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        from movierec_gui.data.people.scales import read_scale

        if self._asking == "who":
            self._request = replace(self._request, who=answer)
        else:
            try:
                self._request = replace(self._request, scale=read_scale(answer))
            except UserError as error:
                self.question.show_problem(str(error))
                return
        self._read()

    @Slot()
    def _on_review_changed(self) -> None:
        from movierec_gui.data.people.keeping import counts_to_keep

        review = self.review.review
        if review is None:
            return
        ratings, films = counts_to_keep(review)
        self.keep_button.setText(keep_text(ratings, films))
        self.keep_button.setEnabled(bool(ratings or films))
        self.summary.setText(f"{review.summary()}.")
        self.summary.show()

    @Slot()
    def _on_person_chosen(self) -> None:
        self.name.setVisible(not self.whom.currentData())
        self._set_person()
        self._read()

    def _set_person(self) -> None:
        chosen = self.whom.currentData()
        person = next((person for person in self._book.people if person.id == chosen), None)
        self._request = replace(self._request, person=person)
