"""A table to search, filter, sort, select and copy from; long work on long tables goes through a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from movierec_gui.data.tables import RowArray, RowQuery, Table, select_rows
from movierec_gui.gui.background_job import BackgroundJob, LatestJob
from movierec_gui.gui.style import SPACING, at_text_size, text_label
from movierec_gui.gui.widgets.column_colors import ColumnColors
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.ground_delegate import GroundDelegate
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.row_page import PageOfRow, page_of_row
from movierec_gui.gui.widgets.selection_marks import SelectionMarks
from movierec_gui.gui.widgets.table_base import set_up_rows, set_up_sorting
from movierec_gui.gui.widgets.table_model import ColumnView, DataFrameModel
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish

if TYPE_CHECKING:
    import pandas as pd

StartJob = Callable[..., BackgroundJob]
_IMMEDIATE_ROWS = 20_000
"""Up to so many rows a query takes less than 50 ms and needs no job."""
_ROW_HEIGHT = 26
_GROWS = "title"
"""The column that is wider in a wider window."""
_MEASURED_ROWS = 100
"""Rows whose titles are measured for that; Qt's usual 1,000 hold the window up for a twentieth of a second."""
_MAX_COPIED = 100_000

_SINGULAR = {"people": "person"}
"""Of one row, where leaving out the s is not enough."""


class SearchableTable(QWidget):
    """A filter bar, a table and a line that counts its rows. Row numbers are those of the table, not of the view."""

    selection_changed = Signal()
    row_activated = Signal(int)
    """A row was double-clicked, or Enter pressed on it."""
    page_requested = Signal(object)
    """PageOf the film or user of such a row."""
    rows_changed = Signal()
    """Other rows are shown, or in another order."""

    def __init__(
        self,
        columns: Sequence[ColumnView],
        filters: FilterBar,
        start_job: StartJob | None = None,
        noun: str = "rows",
        mark_column: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``start_job`` is ``Workspace.start_job``; without it queries run at once. ``noun``: what rows are, plural."""
        super().__init__(parent)
        self.filters = filters
        self.model = DataFrameModel(columns, mark_column, self)
        self.view = QTableView()
        self.messages = MessageBar()
        self._count = text_label("", "caption")
        self._nothing = text_label(f"No {noun} match the search and the filters.", "muted")
        self._nothing.hide()
        self.page_of: PageOfRow = page_of_row
        """Whose page a row opens."""
        self._start_job, self._noun = start_job, noun
        self._sort: tuple[str, bool] = ("", False)
        self._job = LatestJob()
        self._marks: SelectionMarks | None = None
        self._workspace: Workspace | None = None
        self.column_origin = ""
        """Whose numbers the table has, as in ``of user 15``; part of the title of a map that is coloured by them."""
        self.colors = ColumnColors(self.view, self.model, for_map=False)
        self._grown = 0
        self._set_up_view(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (filters, self.messages, self._nothing, self.view):
            layout.addWidget(widget, 1 if widget is self.view else 0)
        self._footer = QHBoxLayout()
        self._footer.addWidget(self._count, 1)
        layout.addLayout(self._footer)
        filters.changed.connect(self.refresh)
        self.model.sort_requested.connect(self._on_sort_requested)
        self.view.activated.connect(self._on_activated)

    def _set_up_view(self, columns: Sequence[ColumnView]) -> None:
        view = self.view
        view.setModel(self.model)
        set_up_rows(view, f"Table of {self._noun}", _ROW_HEIGHT)
        view.horizontalHeader().setResizeContentsPrecision(_MEASURED_ROWS)
        set_up_sorting(view)
        view.setItemDelegate(GroundDelegate(view))
        view.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.model.ground_of = self.colors.ground
        view.horizontalHeader().setStretchLastSection(True)
        self._give_widths(columns)
        view.viewport().installEventFilter(self)
        copy = QAction("Copy", view)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        whole = QAction("Copy the whole list", view)
        whole.triggered.connect(self.copy_all)
        view.addActions([copy, whole])
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.selectionModel().selectionChanged.connect(self.selection_changed)

    def _give_widths(self, columns: Sequence[ColumnView]) -> None:
        self._widths = [_usual_width(column) for column in columns]
        for number, width in enumerate(self._widths):
            self.view.setColumnWidth(number, width)

    def changeEvent(self, event: QEvent) -> None:
        """At another text size the columns hold as much as before."""
        super().changeEvent(event)
        columns = self.model.columns
        if event.type() == QEvent.Type.FontChange and self._widths != [_usual_width(column) for column in columns]:
            self._grown = 0
            self._give_widths(columns)
            self._share_width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let titles have half of the room that is left, or what they need, unless somebody has set their width."""
        if isinstance(event, QResizeEvent | QShowEvent):
            self._share_width()
        return super().eventFilter(watched, event)

    def _share_width(self) -> None:
        names = [column.name for column in self.model.columns]
        if _GROWS not in names or not self.view.isVisible():  # once it is shown: measuring titles takes its time
            return
        place = names.index(_GROWS)
        usual = [_usual_width(column) for column in self.model.columns]
        if self.view.columnWidth(place) == (self._grown or usual[place]):
            room = max(0, self.view.viewport().width() - sum(usual))
            needed = self.view.sizeHintForColumn(place) - usual[place]
            self._grown = usual[place] + max(room // 2, min(room, needed))
            self.view.setColumnWidth(place, self._grown)

    @property
    def table(self) -> Table:
        return self.model.table

    @property
    def shown_rows(self) -> RowArray:
        """The table's row numbers in the order shown, filters applied: what an export should write."""
        return self.model.rows

    @property
    def count_text(self) -> str:
        """The line below the table."""
        return self._count.text()

    def show_waiting(self, text: str) -> None:
        """Say in place of the count what a table without rows waits for."""
        if not len(self.table):
            self._count.setText(text)

    def add_to_footer(self, widget: QWidget) -> None:
        """Put a button beside the line that counts the rows."""
        self._footer.addWidget(widget)

    def follow_selection(self, workspace: Workspace, *, of_movies: bool = True, with_box: bool = True) -> None:
        """Mark the rows of movies that are selected in the window, and offer to show them alone.

        ``of_movies``: a row is a movie, so that a column of numbers can colour the map. ``with_box``: the table has no
        such filter of its own.
        """
        self._workspace = workspace
        self._marks = SelectionMarks(workspace, self)
        self._marks.set_table(self.table)
        self.model.is_marked = self._marks.is_selected
        self._marks.marks_changed.connect(self.view.viewport().update)
        self._marks.filter_changed.connect(self.refresh)
        self._marks.box.setParent(self)
        self._marks.box.setVisible(with_box)
        if with_box:
            self.add_to_footer(self._marks.box)
        self.colors.for_map = of_movies
        self.colors.map_wanted.connect(self._on_map_wanted)

    @property
    def only_selected(self) -> QCheckBox | None:
        """The box that shows the selected movies alone; None where the table does not follow the selection."""
        return None if self._marks is None else self._marks.box

    def set_frame(self, frame: pd.DataFrame) -> None:
        """Show a pandas table; search, filters and order stay as they are."""
        self.set_table(Table.from_frame(frame))

    def set_table(self, table: Table) -> None:
        """Show another table; search, filters and order stay as they are."""
        self._job.drop()
        if self._marks is not None:
            self._marks.set_table(table)
        query = self.query()
        if len(table) > _IMMEDIATE_ROWS and self._start_job is not None:
            self.model.set_table(table)
            self._after_change()
            if self.filters.active or query.sort_by or query.flags:
                self.refresh()
        else:
            self.model.set_table(
                table, finish(select_rows(self._searched(table, query), query)) if len(table) else None
            )
            self._after_change()
        self._share_width()

    def query(self) -> RowQuery:
        """Returns the present query, order included."""
        name, descending = self._sort
        flags = () if self._marks is None else self._marks.flags()
        return replace(self.filters.query(), sort_by=name, descending=descending, flags=flags)

    def _searched(self, table: Table, query: RowQuery) -> Table:
        """The table with what the query asks of the selection."""
        return table if self._marks is None else self._marks.searched(table, query)

    def sort_by(self, name: str, descending: bool = False) -> None:
        """Sort by a column, as a click on its header does."""
        number = [column.name for column in self.model.columns].index(name)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(number, order)

    @Slot()
    def refresh(self) -> None:
        """Select the rows anew, in a job where the table is long; a newer query supersedes an older one."""
        self._job.drop()
        if not len(self.table):
            return
        query = self.query()
        work = partial(select_rows, self._searched(self.table, query), query)
        if self._start_job is None or len(self.table) <= _IMMEDIATE_ROWS:
            self._show_rows(finish(work()))
        else:
            title = f"Searching {self._noun}"
            self._job.take(self._start_job(title, work, self._show_rows, self.messages.show_error))

    def selected_rows(self) -> tuple[int, ...]:
        """The table's row numbers that a person selected, in the order shown."""
        return tuple(self.model.table_row(index) for index in self.view.selectionModel().selectedRows())

    def current_row(self) -> int | None:
        """The table's row number that the cursor is on, or None."""
        index = self.view.currentIndex()
        return self.model.table_row(index) if index.isValid() else None

    def select_row(self, row: int) -> bool:
        """Put the cursor on a row of the table and scroll there; False where it is filtered out."""
        index = self.model.index_of(row)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.filters.focus_search()

    @Slot()
    def copy(self) -> None:
        """Put the selected rows, or all that are listed where none is, on the clipboard as tab-separated text."""
        rows = (self.selected_rows() or tuple(self.shown_rows[:_MAX_COPIED].tolist()))[:_MAX_COPIED]
        if rows:
            QGuiApplication.clipboard().setText(self.model.text_of(rows))

    @Slot(str)
    def _on_map_wanted(self, name: str) -> None:
        dataset = None if self._workspace is None else self._workspace.dataset
        if self._workspace is None or dataset is None:
            return
        from movierec_gui.data.movie_column import movie_column

        shown = next(column for column in self.model.columns if column.name == name)
        title = " ".join(part for part in (shown.title, self.column_origin) if part)
        column = movie_column(self.table, name, title, dataset.n_movies, shown.digits or 0)
        self._workspace.color_map_by(column)

    @Slot()
    def copy_all(self) -> None:
        """Put all rows that are listed on the clipboard."""
        rows = self.shown_rows[:_MAX_COPIED].tolist()
        if rows:
            QGuiApplication.clipboard().setText(self.model.text_of(rows))

    @Slot(object)
    def _show_rows(self, rows: RowArray) -> None:
        current = self.current_row()
        self.model.set_rows(rows)
        self._after_change()
        if current is not None:
            self.select_row(current)

    def _after_change(self) -> None:
        self.messages.clear()
        total, shown = len(self.table), len(self.model.rows)
        noun = _SINGULAR.get(self._noun, self._noun.removesuffix("s")) if total == 1 else self._noun
        self._count.setText(f"{total:,} {noun}" if shown == total else f"{shown:,} of {total:,} {noun}")
        self._nothing.setVisible(total > 0 and shown == 0)
        self.rows_changed.emit()

    @Slot(str, bool)
    def _on_sort_requested(self, name: str, descending: bool) -> None:
        # Qt asks twice when the order is set in code.
        if (name, descending) != self._sort:
            self._sort = (name, descending)
            self.refresh()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.table_row(index)
        self.row_activated.emit(row)
        page = self.page_of(self.table, row)
        if page is not None:
            self.page_requested.emit(page)


def _usual_width(column: ColumnView) -> int:
    return at_text_size(column.width or (90 if column.numeric else 180))
