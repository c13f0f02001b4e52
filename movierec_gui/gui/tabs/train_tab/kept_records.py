"""The kept comparisons, or searches, of the open data: listed, shown, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.undo_offer import UndoOffer
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.text_store import TextStore

_FIGURES = "Pictures (*.png *.svg *.pdf)"


@dataclass(frozen=True)
class Kind:
    """What the records are, in words and on the disk."""

    noun: str
    plural: str
    stop: str
    """The word on the button that ends a running one."""
    open_store: Callable[[RunStore], TextStore[Any]]
    """Beside a run store; imports the engine."""


class Panel(Protocol):
    """The widget that shows one of them, with a list to choose from."""

    messages: MessageBar
    chart: FigureView
    chosen: SignalInstance
    delete_requested: SignalInstance
    chart_export_requested: SignalInstance

    def list_records(self, records: Any, shown: str, running: str) -> None: ...

    def show_record(self, record: Any) -> None: ...


class KeptRecords(QObject):
    """Reads and deletes them, and tells the panel what to show."""

    opened = Signal(object)
    """Another record is shown than before."""

    def __init__(self, workspace: Workspace, runner: KeptRunner, panel: Panel, kind: Kind, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._panel, self._kind = workspace, panel, kind
        self._records: dict[str, Any] = {}
        self._shown = self._running = self._deleted = ""
        self._offer = UndoOffer(panel.messages, self._is_back, parent=self)
        runner.updated.connect(self._on_updated)
        runner.failed.connect(panel.messages.show_error)
        runner.ended.connect(self._on_ended)
        panel.chosen.connect(self.show)
        panel.delete_requested.connect(self._on_delete_requested)
        panel.chart_export_requested.connect(self._on_chart_export_requested)

    @property
    def shown(self) -> Any | None:
        """The record that is shown; None for none."""
        return self._records.get(self._shown)

    @property
    def shown_id(self) -> str:
        """Its id; empty for none."""
        return self._shown

    def _store(self) -> TextStore[Any]:
        return self._kind.open_store(self._workspace.store)

    def clear(self) -> None:
        """Forget them: other data are open."""
        self._records, self._shown = {}, ""
        self._panel.list_records((), "", "")
        self._panel.show_record(None)

    def read(self) -> None:
        """Read those of the open data anew, in the background."""
        dataset = self._workspace.dataset
        if dataset is not None:
            work = partial(_listing, self._workspace.store, self._kind, dataset.content_hash)
            failed = self._panel.messages.show_error
            self._workspace.start_job(f"Listing {self._kind.plural}", work, self._on_listed, failed)

    @Slot(str)
    def show(self, record_id: str) -> None:
        """Show one of them; an unknown id for none."""
        another, self._shown = record_id != self._shown, record_id
        self._panel.list_records(tuple(self._records.values()), record_id, self._running)
        self._panel.show_record(self.shown)
        if another and self.shown is not None:
            self.opened.emit(self.shown)

    def save_chart(self, path: Path) -> None:
        """Write the picture as PNG, SVG or PDF."""
        try:
            self._panel.chart.save(path)
        except UserError as error:
            self._panel.messages.show_error(error)
        else:
            self._panel.messages.show_info(f"Saved as {path.name}.")

    @Slot(object)
    def _on_listed(self, found: tuple[list[Any], tuple[UserError, ...]]) -> None:
        records, problems = found
        current = self._records.get(self._running)
        self._records = {record.id: record for record in records}
        if current is not None:  # it may have come further since the files were read
            self._records = {current.id: current} | {**self._records, current.id: current}
        self.show(self._shown if self._shown in self._records else next(iter(self._records), ""))
        self._offer.look()
        if problems:
            several = f"{len(problems)} {self._kind.plural} cannot be read."
            count = f"One {self._kind.noun} cannot be read." if len(problems) == 1 else several
            detail = "\n".join(map(str, problems))
            self._panel.messages.show_warning(f"{count} The others are not affected.", detail)

    @Slot(object)
    def _on_updated(self, record: Any) -> None:
        begins = record.id not in self._records
        self._running = record.id
        self._records = {record.id: record} | {**self._records, record.id: record}
        if begins or self._shown == record.id:
            self.show(record.id)

    @Slot()
    def _on_ended(self) -> None:
        self._running = ""
        self.read()

    @Slot()
    def _on_delete_requested(self) -> None:
        deleted, messages = self._shown, self._panel.messages
        if deleted == self._running:
            messages.show_info(f"{self._kind.stop} the {self._kind.noun} first.")
            return
        try:
            self._store().delete(deleted)
        except UserError as error:
            messages.show_error(error)
            return
        self._records.pop(deleted, None)
        self._deleted = deleted
        self.read()
        self._offer.make(f"The {self._kind.noun} was deleted.", partial(self._restore, deleted))

    def _is_back(self) -> bool:
        """Whether the record that was deleted last is there again."""
        return self._deleted in self._records

    def _restore(self, record_id: str) -> None:
        try:
            self._store().restore(record_id)
        except UserError as error:
            self._panel.messages.show_error(error)
        self._shown = record_id
        self.read()

    @Slot()
    def _on_chart_export_requested(self) -> None:
        parent, name = self._panel.chart, f"{self._kind.noun}.png"
        path, _ = ask_to_save(parent, "Save the picture", name, _FIGURES)
        if path is not None:
            self.save_chart(path)


def _listing(
    runs: RunStore, kind: Kind, dataset_hash: str
) -> Generator[Progress, None, tuple[list[Any], tuple[UserError, ...]]]:
    yield Progress(f"Reading the kept {kind.plural}")
    listing = kind.open_store(runs).listing()
    return [record for record in listing.records if record.dataset_hash == dataset_hash], listing.problems
