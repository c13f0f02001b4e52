"""The page "For you": what somebody is likely to watch and to like, best first, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.tabs.predict_tab.for_you_bar import ForYouBar
from movierec_gui.gui.tabs.predict_tab.for_you_details import ForYouDetails, short_reasons
from movierec_gui.gui.tabs.predict_tab.for_you_filters import ForYouFilters
from movierec_gui.gui.tabs.predict_tab.for_you_model import ForYouModel, Learn, People, State
from movierec_gui.gui.tabs.predict_tab.for_you_table import USUAL_LENGTH, ForYouTable
from movierec_gui.gui.tabs.predict_tab.for_you_work import learned
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.film_marks import show_marks_menu
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from movierec_gui.data.dataset import Dataset

_LEARNING = (
    "Learning what people watch. It takes seconds where there are few ratings, minutes where there are very many, and "
    "is kept for the next time. The status bar shows how far it is."
)
_STOPPED = "The list is not there: the learning was stopped."
_NOBODY = "Choose whom the list is for."
_RATING_TITLES = {
    "": "Your rating if you watch it",
    "least": "The lower of your ratings",
    "mean": "Mean of your ratings",
}
"""By how two people agree; the first for one."""


class ForYouPage(QWidget):
    """Shows the model's list; whom it is for is the tab's affair."""

    movie_changed = Signal(int)
    """The cursor is on another film."""

    def __init__(self, workspace: Workspace, learn: Learn = learned, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._book = workspace, workspace.people
        self._user: int | None = None
        self._told: tuple[str, str] = ("", "")
        self._movie: int | None = None
        self._dataset: Dataset | None = None
        self.model = ForYouModel(workspace, learn, self)
        self.bar = ForYouBar(self._book, workspace.catalogue)
        self.uncertainty = text_label("", "caption", wrap=True)
        self.filters = ForYouFilters(self._book)
        self.table = ForYouTable(workspace.start_job)
        self.table.follow_selection(workspace, with_box=False)
        self.details = ForYouDetails()
        self.messages = MessageBar()
        self.empty = EmptyState("predict", _LEARNING)
        self.list = QWidget()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._on_dataset_changed()

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self.list)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACING)
        inner.addWidget(self.uncertainty)
        inner.addWidget(self.filters)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.details)
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.messages)

    def _connect(self) -> None:
        workspace, model, bar = self._workspace, self.model, self.bar
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.selection_changed.connect(self._on_selection_changed)
        self._book.person_changed.connect(self._on_person_changed)
        model.state_changed.connect(self._on_state_changed)
        model.ranked.connect(self._on_ranked)
        model.explained.connect(self._on_explained)
        bar.source_chosen.connect(self.refresh)
        bar.company_changed.connect(self.refresh)
        bar.moved.connect(model.move)
        bar.agreement_changed.connect(model.agree)
        bar.print_requested.connect(self.print)
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.spared_changed.connect(self.refresh)
        for failed in (model.failed, bar.companion.failed, self.filters.spared.failed):
            failed.connect(self.messages.show_error)
        self.empty.requested.connect(self._on_empty_requested)
        self.table.rows_changed.connect(self._on_rows_changed)
        self.table.movie_changed.connect(self._on_movie_changed)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._on_menu_requested)
        printing = QAction("Print", self)
        printing.setShortcut(QKeySequence.StandardKey.Print)
        printing.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        printing.triggered.connect(self.print)
        self.addAction(printing)

    def set_user(self, user: int | None) -> None:
        """List for a user of the data by index, or for the book's current person where there is none."""
        self._user = user
        self.filters.show_marks(user is None)
        self._show_person()

    def _show_person(self) -> None:
        user, current = self._user, self._book.person
        own = "" if user is not None or current is None else current.id
        for chooser in (self.bar.companion, self.filters.spared):
            chooser.set_without(own)
        self.table.set_person(self._book.followed if user is None else None)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask for the list again; later, while the page is hidden."""
        if not self.isVisible() or self._listed is None:
            return  # hidden, or about to hear of another dataset
        first = self._user if self._user is not None else self._book.followed
        self.model.ask(self.bar.chosen, People(first, self.bar.companion.someone, self.filters.spared.someone))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the page was hidden."""
        super().showEvent(event)
        self.refresh()

    def go_to(self, movie: int) -> None:
        """Put the cursor on a film; where it is not listed, it becomes the current one all the same."""
        if not self.table.select_row(movie):
            self._on_movie_changed(movie)

    def form_state(self) -> dict[str, Any]:
        """Who makes the list and how, for the next start."""
        return {
            "source": self.bar.source.currentData(),
            "discovery": self.bar.wanted,
            "length": self.table.length.value(),
            **self.filters.form_state(),
        }

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave."""
        self.bar.choose_source(str(values.get("source", "")))
        wanted, length = values.get("discovery"), values.get("length")
        if isinstance(wanted, float):
            self.bar.want(wanted)
        self.table.length.setValue(length if isinstance(length, int) else USUAL_LENGTH)
        self.filters.restore_form(values)

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the films shown to it."""
        if not len(self.table.shown_rows):
            problem = UserError("There are no films to export", "", "Rate a film first, or widen the filters")
            self._workspace.error_raised.emit(problem)
            return
        path = ask_for_csv(self, f"films for {self.whose}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the films shown, in their order, as CSV."""
        save_csv(self._workspace, self.messages, self.table.frame(), path)

    @Slot()
    def print(self) -> None:
        """Ask for a printer and print the films shown."""
        from movierec_gui.gui.tabs.predict_tab.for_you_print import ask_and_print

        if len(self.table.shown_rows):
            ask_and_print(self.document(), self.heading, self)

    def document(self) -> QTextDocument:
        """The films shown, on paper."""
        from movierec_gui.gui.tabs.predict_tab.for_you_print import list_document

        model = self.table.model
        lines = [[column.title for column in model.columns], *model.cells_of(self.table.shown_rows.tolist())]
        shown = [number for number in range(len(lines[0])) if not self.table.view.isColumnHidden(number)]
        headings, *rows = ([line[number] for number in shown] for line in lines)
        return list_document(self.heading, self.bar.novelty.text(), headings, rows)

    @property
    def whose(self) -> str:
        """The person, as a heading or a file name has them."""
        if self._user is not None and self._workspace.dataset is not None:
            return f"user {self._workspace.dataset.user_label(self._user)}"
        return self._book.person.name if self._book.person is not None else "nobody yet"

    @property
    def heading(self) -> str:
        """What the list is, and for whom."""
        company = f" and {self.bar.companion.name}" if self.bar.companion.name else ""
        return f"{self.bar.source.currentText()}: films for {self.whose}{company}"

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._dataset = self._workspace.dataset
        self.model.reset()
        self._movie = None
        self.details.hide()
        for chooser in (self.bar.companion, self.filters.spared):
            chooser.set_dataset(dataset)
        self.table.set_dataset(dataset)
        self._on_selection_changed()

    @Slot()
    def _on_selection_changed(self) -> None:
        selection = self._workspace.selection
        self.table.set_pool(selection.movies)
        self.filters.show_selection(selection)

    @Slot()
    def _on_person_changed(self) -> None:
        if self._user is None:
            self._tell_change()
            self._show_person()

    def _tell_change(self) -> None:
        """Offer to undo what took a film off the list: it is gone from under the mouse."""
        person, what = self._book.person, self._book.undo_text
        whose, told = ("" if person is None else person.id), self._told
        self._told = (whose, what)
        if whose != told[0] or self._book.redo_text or not what:
            self.messages.clear()
        elif what != told[1] and self.isVisible() and self.model.state is State.READY:
            self.messages.show_info(f"Kept: {what}.", action_text="Undo", action=self._book.undo)

    @Slot()
    def _on_filters_changed(self) -> None:
        self.table.set_filters(self.filters.filters)

    @Slot()
    def _on_state_changed(self) -> None:
        state, maker = self.model.state, self.model.maker
        if maker is not None:
            self._show_parts()
        ready = state is State.READY
        self.bar.novelty.setVisible(ready)
        self.bar.print_button.setEnabled(ready)
        self.pages.setCurrentWidget(self.list if ready else self.empty)
        if state is State.LEARNING:
            self.messages.clear()
            self.empty.set_text(_LEARNING)
        elif state is State.STOPPED:
            self.empty.set_text(_STOPPED, "Learn again")
        elif state is State.TOO_FEW:
            self.empty.set_text(self._too_few_text(), "Import a history…" if self._user is None else "")
        elif state is State.IDLE:
            self.empty.set_text(_NOBODY)

    @Slot()
    def _on_empty_requested(self) -> None:
        if self.model.state is State.TOO_FEW:
            self._workspace.import_requested.emit(None)
        else:
            self.model.retry()

    def _too_few_text(self) -> str:
        if self.model.together:
            return "A list needs a rated film of each; one of the two has none in these data."
        if self._user is not None:
            return "This user has rated nothing that a list could be made from."
        return "Rate a film to get a list, or import a history. Each further rating makes it more yours."

    def _show_parts(self) -> None:
        """Offer what whoever makes the list can do."""
        from movierec_gui.recommenders.for_you import DISCOVERIES, WELL_KNOWN

        maker = self.model.maker
        if maker is None:
            return
        self.bar.show_recommenders()
        self.table.set_parts(maker.foresees, maker.explains)
        self.bar.set_slides(maker.slides)
        if maker.slides:
            self.bar.set_scale(WELL_KNOWN, DISCOVERIES, maker.discovery)

    @property
    def _rating_title(self) -> str:
        return _RATING_TITLES[self.model.agreement if self.model.together else ""]

    @Slot()
    def _on_ranked(self) -> None:
        scores, expected = self.model.scores(), self.model.expected()
        if scores is not None and expected is not None:
            self.table.set_rating_title(self._rating_title)
            self.table.show_list(scores, expected, self.model.unseen, self._because())
            self.uncertainty.setText(self.model.uncertainty())
            self.uncertainty.setVisible(bool(self.uncertainty.text()))
            self._show_details()

    @Slot()
    def _on_explained(self) -> None:
        self.table.show_reasons(self._because())
        self._show_details()

    @property
    def _listed(self) -> Dataset | None:
        """The dataset whose films are listed; None while another one is open, which the page has not heard of yet."""
        return self._dataset if self._dataset is self._workspace.dataset else None

    def _because(self) -> dict[int, str]:
        dataset = self._listed
        if dataset is None:
            return {}
        return {movie: short_reasons(dataset, reasons) for movie, reasons in self.model.known_reasons.items()}

    @Slot()
    def _on_rows_changed(self) -> None:
        rows, dataset = self.table.shown_rows, self._listed
        if dataset is not None and self.model.state is State.READY:
            from movierec_gui.analysis.watch_list import novelty_text

            self.bar.novelty.setText(novelty_text(dataset.movie_counts[rows]))
            self._explain()

    def _explain(self) -> None:
        """Look for the reasons of the films shown, and of the one in the details."""
        self.model.explain((*self.table.shown_rows.tolist(), *(() if self._movie is None else (self._movie,))))

    @Slot(int)
    def _on_movie_changed(self, movie: int) -> None:
        self._movie = movie
        self._show_details()
        self._explain()
        self.movie_changed.emit(movie)

    def _show_details(self) -> None:
        dataset, movie = self._listed, self._movie
        if dataset is not None and movie is not None and self.model.state is State.READY:
            expected, reasons = self.model.expected(), self.model.reasons(movie)
            self.details.show_movie(dataset, movie, expected, self._rating_title, reasons)

    @Slot(QPoint)
    def _on_menu_requested(self, where: QPoint) -> None:
        view = self.table.view
        index, place = view.indexAt(where), view.viewport().mapToGlobal(where)
        if index.isValid() and self._user is None:
            show_marks_menu(self._book, self.table.model.table_row(index), self, place, view.actions())
        else:
            QMenu.exec(view.actions(), place)
