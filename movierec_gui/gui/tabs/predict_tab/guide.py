"""The guided start: one film at a time to rate, and beside it the list that moves with each answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_role, text_label
from movierec_gui.gui.tabs.predict_tab.growing_list import GrowingList
from movierec_gui.gui.tabs.predict_tab.guide_work import Step, next_step
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.analysis.interview import Answer, Interview

_STAR = 44
_CARD_WIDTH, _LIST_WIDTH = 480, 520
_TITLE_LINES = 3
_KEYS = "Keys: 1 to 5 for stars, S for a film that you have not seen, Backspace to go back, Esc to stop."


class Guide(QWidget):
    """Asks about films for the current person; every rating is kept when it is given."""

    finished = Signal()
    """The person stopped, or every film was asked."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._people = workspace, workspace.people
        self._job = LatestJob()
        self._interview: Interview | None = None
        self._answers: list[Answer] = []
        self._known: dict[int, float] = {}
        self._hidden: tuple[int, ...] = ()
        self._movie: int | None = None
        self._length = 0
        self._asks = False
        """Whether questions were begun and not ended."""
        self.support = 0
        """Training ratings that each film of the list has at least; 0 before there is a list."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.progress = text_label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Films asked")
        self.title = text_label("", "title", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.stars = StarRating(size=_STAR)
        self.stars.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the page
        self.skip_button = QPushButton("I haven't seen it")
        self.back_button = QPushButton("Back")
        self.stop_button = QPushButton("Show my list")
        self.list = GrowingList()
        self.messages = MessageBar()
        self._lay_out()
        self.stars.rated.connect(self._on_rated)
        self.skip_button.clicked.connect(self.skip)
        self.back_button.clicked.connect(self.back)
        self.stop_button.clicked.connect(self.stop)
        workspace.dataset_changed.connect(self._forget)

    def _lay_out(self) -> None:
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        for button in (self.skip_button, self.back_button, self.stop_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.skip_button.setToolTip("Not seen, or no opinion: that is an answer too (S)")
        self.back_button.setToolTip("To the film before; its rating is taken back (Backspace)")
        self.stop_button.setToolTip("Stop here: what you have rated is kept (Esc)")
        card = QFrame()
        set_role(card, "card")
        fit_text_width(card, _CARD_WIDTH)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.skip_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch()
        buttons.addWidget(self.stop_button)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        inside.setSpacing(SPACING)
        inside.addWidget(self.progress)
        inside.addWidget(self.bar)
        inside.addSpacing(SPACING)
        inside.addWidget(self.title)
        inside.addWidget(self.facts)
        inside.addSpacing(MARGIN)
        inside.addWidget(self.stars, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(MARGIN)
        inside.addStretch()
        inside.addLayout(buttons)
        inside.addWidget(text_label(_KEYS, "caption", wrap=True))
        fit_text_width(self.list, _LIST_WIDTH)
        both = QHBoxLayout()
        both.setSpacing(MARGIN)
        both.addStretch()
        both.addWidget(card)
        both.addWidget(self.list)
        both.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.messages)
        layout.addStretch(1)
        layout.addLayout(both)
        layout.addStretch(2)

    @property
    def movie(self) -> int | None:
        """The film that is asked about; None while the next one is being chosen."""
        return self._movie

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered since the beginning."""
        return tuple(self._answers)

    def begin(self) -> None:
        """Ask anew, beside what the current person has rated before."""
        from movierec_gui.analysis.interview import QUESTIONS

        followed, dataset = self._people.followed, self._workspace.dataset
        self._answers, self._known = [], self._people.ratings
        self._hidden = () if followed is None else (*followed.not_for_me, *followed.seen)
        self._length, self._asks = QUESTIONS, True
        if dataset is not None:
            self.stars.set_levels(dataset.rating_levels.tolist())
        # As high as the longest titles need, so that the stars stay where they are.
        self.title.setFixedHeight(_TITLE_LINES * self.title.fontMetrics().lineSpacing())
        self.bar.setRange(0, self._length)
        self.messages.clear()
        self.list.clear()
        self._ask()
        self.setFocus()

    @Slot()
    def skip(self) -> None:
        """The film was not seen."""
        self._answer(None)

    @Slot()
    def back(self) -> None:
        """Take the last answer back and ask about its film again."""
        if self._answers:
            last = self._answers.pop()
            if last.rating is not None:
                self._people.rate(last.movie, None)
            self._ask()

    @Slot()
    def stop(self) -> None:
        """End here."""
        self._job.drop()
        self._movie, self._asks = None, False
        self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S:
            self.skip()
        elif event.key() == Qt.Key.Key_Backspace:
            self.back()
        elif event.text().isdecimal() and float(event.text()) in self.stars.levels:
            self._answer(float(event.text()))
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _on_rated(self, value: float | None) -> None:
        if value is not None:
            self._answer(value)

    def _answer(self, value: float | None) -> None:
        """Keep an answer to the film that is shown, and go on."""
        from movierec_gui.analysis.interview import Answer

        if self._movie is None:
            return
        self._answers.append(Answer(self._movie, value))
        if value is not None:
            self._people.rate(self._movie, value)
        if len(self._answers) >= self._length:
            self.stop()
        else:
            self._ask()

    def _ask(self) -> None:
        """Have the next film chosen."""
        self._movie = None
        self._offer(False)
        work = partial(
            next_step, self._workspace, self._interview, tuple(self._answers), dict(self._known), self._hidden
        )
        self._job.take(self._workspace.start_job("Choosing a film", work, self._show, self._on_failed))

    @Slot(object)
    def _show(self, step: Step) -> None:
        self._job.forget()
        self._interview, self._movie, self.support = step.interview, step.movie, step.support
        run = step.interview.run
        rated = sum(answer.rating is not None for answer in self._answers)
        self.list.show_list(run, step.listed, rated + len(self._known))
        if step.movie is None:
            self.stop()
            return
        movies, number = run.dataset.movies, len(self._answers) + 1
        year, genres = int(movies.years[step.movie]), ", ".join(movies.genres_of(step.movie))
        self.progress.setText(f"{number} of {self._length}")
        self.bar.setValue(number - 1)
        self.title.setText(movies.titles[step.movie])
        self.facts.setText("  ·  ".join(part for part in (str(year) if year else "", genres) if part))
        self.stars.set_value(None)
        self._offer(True)

    def _offer(self, ready: bool) -> None:
        """Let the person answer, or not while the next film is being chosen."""
        self.stars.setEnabled(ready)
        self.skip_button.setEnabled(ready)
        self.back_button.setEnabled(ready and bool(self._answers))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        self.messages.show_error(error)

    @Slot()
    def _forget(self) -> None:
        """The dataset is another one: its films cannot be asked about any more."""
        self._interview, self._movie, self._answers = None, None, []
        if self._asks:
            self.support = 0
            self.stop()
