"""The window that walks through the article, step by step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.article_page.model import ArticleModel
from movierec_gui.gui.article_page.step_page import StepPage
from movierec_gui.gui.article_page.verdict_label import verdict_text
from movierec_gui.gui.file_dialogs import ask_to_open, ask_to_save
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_icon, set_role, text_label
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, format_duration

_SIZE = QSize(1180, 760)
_LEAST = QSize(860, 560)
_LIST_WIDTH = 280
_STEPS = 1000
_PAGE_FILES = "Pages of the article (*.article.zip)"


class ArticleWindow(QWidget):
    """Steps on the left, the chosen one on the right."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("The article, step by step – MovieRec")
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST)
        self._workspace = workspace
        self.model = ArticleModel(workspace, self)
        self.title = text_label("The article, step by step", "title")
        self.facts = text_label("", "muted", wrap=True)
        self.messages = MessageBar()
        self.steps = QListWidget()
        self.page = StepPage()
        self.measure_all, self.stop = QPushButton("Measure all"), QPushButton("Stop")
        self.report, self.hand_on, self.take = (
            QPushButton("Report…"),
            QPushButton("Hand on…"),
            QPushButton("Open page…"),
        )
        self.stage, self.bar = text_label("", "muted"), QProgressBar()
        self.empty = EmptyState(
            "data", "The article's claims are measured on a dataset. The bundled data are the article's own.",
            "Open the bundled data",
        )  # fmt: skip
        self.content = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._connect()
        self.model.reload()
        self._show()

    def _set_up(self) -> None:
        self.steps.setAccessibleName("Steps of the article")
        self.steps.setObjectName("articleSteps")
        fit_text_width(self.steps, _LIST_WIDTH)
        self.steps.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName("Progress of what is measured")
        for button, icon_name, tip in (
            (self.stop, "stop", "Break off: what is finished is kept, and the next start goes on from there"),
            (self.report, "export", "Write what came out as a page with figures and tables"),
            (self.hand_on, "export", "Write this page with its notes as one file, for others to open"),
            (self.take, "open", "Open a page that somebody handed on: its notes are kept here"),
        ):
            set_icon(button, icon_name)
            button.setToolTip(tip)
        set_role(self.measure_all, "primary")
        set_icon(self.measure_all, "play", on_accent=True)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.facts)
        top = QHBoxLayout()
        top.setSpacing(SPACING)
        top.addLayout(names, 1)
        for button in (self.measure_all, self.report, self.hand_on, self.take):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.running = QWidget()
        line = QHBoxLayout(self.running)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACING)
        line.addWidget(self.stage, 1)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        area = QScrollArea()
        set_role(self.page, "page")
        area.setWidget(self.page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        walk = QWidget()
        body = QHBoxLayout(walk)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(2 * SPACING)
        body.addWidget(self.steps)
        body.addWidget(area, 1)
        self.content.addWidget(walk)
        self.content.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING + 4)
        layout.addLayout(top)
        layout.addWidget(self.messages)
        layout.addWidget(self.running)
        layout.addWidget(self.content, 1)

    def _connect(self) -> None:
        model = self.model
        model.changed.connect(self._show)
        model.busy_changed.connect(self._show_state)
        model.progressed.connect(self._on_progressed)
        model.told.connect(self.messages.show_info)
        model.failed.connect(self.messages.show_error)
        self.page.measure_requested.connect(model.measure)
        self.page.tab_requested.connect(self._on_tab_requested)
        self.page.note_changed.connect(model.set_note)
        self.steps.currentRowChanged.connect(self._show_step)
        self.measure_all.clicked.connect(self._on_measure_all)
        self.stop.clicked.connect(model.stop)
        self.report.clicked.connect(self._on_report)
        self.hand_on.clicked.connect(self._on_hand_on)
        self.take.clicked.connect(self._on_take)
        self.empty.requested.connect(self._on_bundled)

    @Slot()
    def bring_up(self) -> None:
        """Show the window in front of the others."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self.focusWidget() is None:
            self.steps.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed."""
        super().hideEvent(event)
        self.model.flush()

    @Slot()
    def _show(self) -> None:
        view = self.model.view
        self.content.setCurrentIndex(1 if self._workspace.dataset is None else 0)
        titles = [] if view is None else [f"{n}. {step.title}" for n, step in enumerate(view.steps, 1)]
        if self.steps.count() != len(titles):
            self.steps.clear()
            for title in titles:
                self.steps.addItem(QListWidgetItem(title))
            self.steps.setCurrentRow(0)
        if view is not None:
            data = view.record.data
            self.facts.setText(f"{data.name} · this split: {view.split} · the splits: {view.splits}")
            self.facts.setToolTip(view.rule)
            for row, (title, step) in enumerate(zip(titles, view.steps, strict=True)):
                self.steps.item(row).setText(f"{title}\n{verdict_text(step.verdict)}")
        else:
            self.facts.setText("" if self._workspace.dataset is None else "Opening…")
        self._show_step()

    @Slot()
    def _show_step(self) -> None:
        view, row = self.model.view, self.steps.currentRow()
        self.page.setVisible(view is not None and row >= 0)
        if view is not None and row >= 0:
            step = view.steps[row]
            self.page.show_step(row + 1, step, self.model.notes.get(step.name, ""))
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        view, busy, costs = self.model.view, self.model.busy, self.model.costs
        missing = 0 if view is None else sum(not step.verdict for step in view.steps)
        self.running.setVisible(busy)
        for button in (self.report, self.hand_on):
            button.setEnabled(view is not None)
        self.measure_all.setEnabled(bool(missing) and not busy)
        time = f"; about {format_duration(costs[''])} on this computer" if costs and missing else ""
        self.measure_all.setToolTip(f"Measure every step that is missing ({missing}){time}")
        row = self.steps.currentRow()
        if view is not None and row >= 0:
            step = view.steps[row]
            self.page.show_state(done=bool(step.verdict), busy=busy, seconds=costs.get(step.name))

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.stage.setText(progress.stage)
        self.bar.setRange(0, _STEPS if progress.total else 0)
        self.bar.setValue(round((progress.fraction or 0.0) * _STEPS))

    @Slot()
    def _on_measure_all(self) -> None:
        self.model.measure()

    @Slot(str)
    def _on_tab_requested(self, name: str) -> None:
        self.model.open_tab(name)
        above = self.parentWidget()
        if above is not None:
            above.window().raise_()
            above.window().activateWindow()

    @Slot()
    def _on_report(self) -> None:
        path, _ = ask_to_save(self, "Write the article as a report", "article.zip", "Zip files (*.zip);;All files (*)")
        if path is not None:
            self.model.write_report(path)

    @Slot()
    def _on_hand_on(self) -> None:
        path, _ = ask_to_save(self, "Hand on the page", "movierec.article.zip", _PAGE_FILES)
        if path is not None:
            self.model.hand_on(path if path.suffix else Path(f"{path}.article.zip"))

    @Slot()
    def _on_take(self) -> None:
        path = ask_to_open(self, "Open a page that was handed on", f"{_PAGE_FILES};;All files (*)")
        if path is not None:
            self.model.take(path)

    @Slot()
    def _on_bundled(self) -> None:
        self._workspace.load_requested.emit(None)
