"""What is left out of the data before anything is learned from them: a form, what would remain, and the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from movierec_gui.data.preparation import UNPREPARED, PreparationConfig, describe, kept_preparations
from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_icon, set_role, text_label
from movierec_gui.gui.tabs.data_tab.prepare_form import PrepareForm
from movierec_gui.gui.tabs.data_tab.prepare_preview import PreparePreview
from movierec_gui.gui.tabs.data_tab.prepare_work import Ready, preparations_of_runs, prepared_data, ready_data
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset

_FORM_WIDTH = 380
_PAUSE_MS = 300
_MOST_OFFERED = 12
_USE = (
    "Runs on prepared data are runs of their own: each keeps how its data were prepared, and is compared with those of "
    "the same preparation. The file itself stays as it is."
)
_AS_FOUND = "In use: the original data, as their files have them."


class PreparePage(QWidget):
    """A form on the left; on the right what would remain, which every change counts anew, and two buttons."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._listing = LatestJob()
        self._prepared: Dataset | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.count)
        self.form = PrepareForm()
        self.preview = PreparePreview()
        self.messages = MessageBar()
        self.in_use = text_label(_AS_FOUND, "muted", wrap=True)
        self.apply = QPushButton("Use what remains")
        self.apply.setToolTip("Replace the open data by what remains; the original ones stay at hand")
        set_role(self.apply, "primary")
        self.original = QPushButton("Original data")
        self.original.setToolTip("Go back to the data as their files have them")
        set_icon(self.original, "undo")
        self.of_runs = QPushButton("As for a run")
        self.of_runs.setProperty("hasMenu", True)
        self.of_runs.setToolTip("Fill the form with how the data of stored runs were prepared, to see those runs again")
        self.of_runs.setMenu(QMenu(self.of_runs))
        self._lay_out()
        self.form.changed.connect(self._on_edited)
        self.apply.clicked.connect(self._on_apply_clicked)
        self.original.clicked.connect(self._on_original_clicked)

    def _lay_out(self) -> None:
        form_card, left_card = QFrame(), QFrame()
        for card in (form_card, left_card):
            set_role(card, "card")
        fit_text_width(form_card, _FORM_WIDTH)
        form = QVBoxLayout(form_card)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setSpacing(SPACING + 2)
        form.addWidget(text_label("Prepare the ratings", "heading"))
        form.addWidget(self.form)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.apply)
        buttons.addWidget(self.original)
        buttons.addWidget(self.of_runs)
        buttons.addStretch()
        left = QVBoxLayout(left_card)
        left.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        left.setSpacing(SPACING + 2)
        left.addWidget(text_label("What remains", "heading"))
        left.addWidget(self.messages)
        left.addWidget(self.preview)
        left.addLayout(buttons)
        left.addWidget(self.in_use)
        left.addWidget(text_label(_USE, "muted", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, MARGIN - 4, 0, 0)
        layout.setSpacing(MARGIN)
        layout.addWidget(form_card, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(left_card, 1, Qt.AlignmentFlag.AlignTop)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show how the open dataset was prepared; called when there is one."""
        self._timer.stop()
        self._job.drop()
        preparation, self._prepared = dataset.preparation, None
        config = preparation.config if preparation is not None else UNPREPARED
        self.form.fill(config)
        self.messages.clear()
        self.in_use.setText(f"In use: {describe(config)}." if preparation is not None else _AS_FOUND)
        self.original.setEnabled(preparation is not None)
        self.apply.setEnabled(False)
        if preparation is not None:
            self.preview.show_preparation(preparation)
        else:
            self.preview.show_whole(dataset)
        self._list_runs()

    def _list_runs(self) -> None:
        """Look for the preparations of stored runs, in a job."""
        self.of_runs.setEnabled(False)
        original = self._workspace.original_dataset
        if original is not None:
            work = partial(preparations_of_runs, self._workspace, original.name)
            self._listing.take(
                self._workspace.start_job("Listing preparations", work, self._on_listed, self._on_not_listed)
            )

    @Slot()
    def count(self) -> None:
        """Prepare the original data as the form says, in a job, and show what would remain."""
        self._timer.stop()
        self._job.drop()
        self._prepared = None
        self.apply.setEnabled(False)
        original = self._workspace.original_dataset
        config = self._config()
        if original is None or config is None:
            return
        self.preview.show_waiting()
        work = partial(prepared_data, original, config)
        self._job.take(self._workspace.start_job("Preparing the ratings", work, self._on_prepared, self._on_failed))

    def _config(self) -> PreparationConfig | None:
        """The settings in the form; None where one does not fit, which is shown."""
        try:
            return self.form.config()
        except UserError as error:
            self.messages.show_error(error)
            return None

    def _use(self, dataset: Dataset) -> None:
        work = partial(ready_data, dataset)
        self.apply.setEnabled(False)
        self._job.take(self._workspace.start_job("Preparing the ratings", work, self._on_ready, self._on_failed))

    @Slot()
    def _on_edited(self) -> None:
        self.apply.setEnabled(False)
        self._job.drop()
        self._timer.start()

    @Slot(object)
    def _on_listed(self, configs: tuple[PreparationConfig, ...]) -> None:
        self._listing.forget()
        menu = self.of_runs.menu()
        menu.clear()
        for config in configs[:_MOST_OFFERED]:
            menu.addAction(describe(config), partial(self._take_over, config))
        self.of_runs.setEnabled(bool(configs))

    @Slot(object)
    def _on_not_listed(self, _error: Exception) -> None:
        self._listing.forget()  # the Train tab tells what is wrong with the run store

    def _take_over(self, config: PreparationConfig) -> None:
        self.form.fill(config)
        self.count()

    @Slot(object)
    def _on_prepared(self, dataset: Dataset) -> None:
        self._job.forget()
        self.messages.clear()
        self._prepared = dataset
        if dataset.preparation is not None:
            self.preview.show_preparation(dataset.preparation)
        else:
            self.preview.show_whole(dataset)
        current = self._workspace.dataset
        self.apply.setEnabled(current is None or current.preparation != dataset.preparation)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        self.preview.show_nothing()
        self.messages.show_error(error)

    @Slot()
    def _on_apply_clicked(self) -> None:
        if self._prepared is not None:
            self._use(self._prepared)

    @Slot()
    def _on_original_clicked(self) -> None:
        original = self._workspace.original_dataset
        if original is not None:
            self._use(original)

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        self._job.forget()
        workspace, preparation = self._workspace, ready.dataset.preparation
        kept_preparations().put(workspace.source, UNPREPARED if preparation is None else preparation.config)
        workspace.set_dataset(ready.dataset, workspace.source, ready.split, workspace.original_dataset)
