"""The runs as the Train tab shows them: which are on the chart, in which colour, and what can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from movierec_gui.errors import UserError
from movierec_gui.gui.run_catalogue import ListRow, RunRow
from movierec_gui.gui.style import LIGHT
from movierec_gui.gui.widgets.curve_canvas import ShownRun
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.training.events import EpochEnded, StepsTrained, TrainingStarted
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.list_events import ListEpoch, ListEpochEnded, ListStarted
    from movierec_gui.training.record_store import RecordStore

Step = Callable[[], object]

FIRST_SHOWN = 5
"""How many of the newest runs are on the chart at first."""
_MOST_STEPS = 1500
_COLORS = len(LIGHT.series)


@dataclass(frozen=True)
class _Ticks:
    """What a session knew of the chart."""

    shown: dict[str, int]
    known: frozenset[str]


class RunBoard(QObject):
    """The runs of the catalogue with the Train tab's own: colours, the running training's curve, changes to undo."""

    changed = Signal()
    """Rows, visibility or colours."""
    live_changed = Signal()
    """Only the running training's curve."""
    lists_changed = Signal()
    """The curves of recommenders."""
    failed = Signal(object)
    """The exception because of which a change could not be made."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._catalogue = workspace, workspace.catalogue
        self._rows: dict[str, RunRow] = {}
        self._colors: dict[str, int] = {}
        self._known: set[str] = set()
        self._steps: dict[str, list[tuple[float, float]]] = {}
        self._list_epochs: list[ListEpoch] = []
        self._restored: _Ticks | None = None
        self.live = ""
        """Id of the run that trains; empty for none."""
        self.live_epochs = 0
        self.undo_stack = QUndoStack(self)
        """Each change of it is followed by ``changed``, when the store has been read again."""
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._catalogue.changed.connect(self._on_listed)
        self._on_listed()

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """Rating runs, newest first."""
        return tuple(self._rows.values())

    @property
    def lists(self) -> tuple[ListRow, ...]:
        """List runs, newest first; none has errors, and those with epochs have a curve of their lists."""
        return self._catalogue.lists

    @property
    def list_curves(self) -> list[tuple[str, tuple[ListEpoch, ...]]]:
        """Names and curves of the newest list runs that have one, the running one's as far as it is."""
        live = tuple(self._list_epochs)
        found = []
        for row in self.lists:
            curve = live if row.record.id == self.live and live else row.record.curve
            if curve:
                found.append((row.record.name, curve))
        return found[:FIRST_SHOWN]

    @property
    def others(self) -> tuple[AnyRecord, ...]:
        """Runs of other data than the open ones."""
        return self._catalogue.others

    def record(self, run_id: str) -> AnyRecord | None:
        """One run of either kind, of whatever data; None where it is not listed."""
        row = self.row(run_id) or self.list_row(run_id)
        if row is not None:
            return row.record
        return next((record for record in self.others if record.id == run_id), None)

    def state(self) -> dict[str, Any]:
        """Which runs are on the chart, each with the position of its colour, and which are not, for the next start."""
        if self._restored is not None:
            return {"shown": self._restored.shown, "known": sorted(self._restored.known)}
        return {"shown": dict(self._colors), "known": sorted(self._known)}

    def restore(self, values: Mapping[str, Any]) -> None:
        """What ``state`` gave, for when the runs are listed. Raises LookupError, TypeError or ValueError."""
        shown = {str(run_id): int(color) % _COLORS for run_id, color in dict(values["shown"]).items()}
        self._restored = _Ticks(shown, frozenset(map(str, values["known"])))
        if self._catalogue.known:  # before that there is nothing to tick, and what shows runs would import torch here
            self._on_listed()

    def list_row(self, run_id: str) -> ListRow | None:
        """One list run; None where it is not listed."""
        return next((row for row in self.lists if row.record.id == run_id), None)

    def row(self, run_id: str) -> RunRow | None:
        """One run; None where it is not listed."""
        return self._rows.get(run_id)

    def color_of(self, run_id: str) -> int | None:
        """Position of the run's colour; None where it is not on the chart."""
        return self._colors.get(run_id)

    def shown_runs(self) -> list[ShownRun]:
        """The runs that are on the chart, the oldest first."""
        return [self._shown(row) for row in reversed(self.rows) if row.record.id in self._colors]

    def live_run(self) -> ShownRun | None:
        """The run that trains, where it is on the chart."""
        row = self._rows.get(self.live)
        return self._shown(row) if row is not None and self.live in self._colors else None

    def set_shown(self, run_id: str, shown: bool) -> None:
        """Put a run on the chart or take it away."""
        if shown and run_id not in self._colors:
            self._colors[run_id] = self._free_color()
        elif not shown:
            self._colors.pop(run_id, None)
        self.changed.emit()

    def rename(self, run_id: str, name: str) -> None:
        """Give a run another name; can be undone."""
        record, change = self._record(run_id), self._store_of(run_id).rename
        if name != record.name:
            self._push(f"Rename {record.name}", partial(change, run_id, name), partial(change, run_id, record.name))

    def annotate(self, run_id: str, note: str) -> None:
        """Replace a run's note; can be undone."""
        record, change = self._record(run_id), self._store_of(run_id).annotate
        if note != record.note:
            self._push(f"Note on {record.name}", partial(change, run_id, note), partial(change, run_id, record.note))

    def delete(self, run_ids: Sequence[str]) -> None:
        """Move runs to the trash; can be undone, all at once."""
        stores = {run_id: self._store_of(run_id) for run_id in run_ids}
        names = {run_id: self._record(run_id).name for run_id in run_ids}
        deleted = [run_id for run_id in run_ids if self._try(partial(stores[run_id].delete, run_id))]
        if not deleted:
            return
        text = f"Delete {names[deleted[0]]}" if len(deleted) == 1 else f"Delete {len(deleted)} runs"
        do = partial(_each, [partial(stores[run_id].delete, run_id) for run_id in deleted])
        undo = partial(_each, [partial(stores[run_id].restore, run_id) for run_id in deleted])
        self.undo_stack.push(_Change(text, do, undo, self._try))
        if self._workspace.current_run_id in deleted:
            self._workspace.set_current_run("")

    def _record(self, run_id: str) -> Any:
        """The record of a run of either kind."""
        row = self._rows.get(run_id) or self.list_row(run_id)
        if row is None:
            raise KeyError(run_id)
        return row.record

    def _store_of(self, run_id: str) -> RecordStore[Any]:
        from movierec_gui.training.every_run import EveryRun  # imported since the runs were read

        return EveryRun(self._workspace.store).store_of(run_id)

    @Slot(object)
    def on_event(self, event: TrainingStarted | StepsTrained | EpochEnded | ListStarted | ListEpochEnded) -> None:
        """Follow the running training."""
        from movierec_gui.training.events import EpochEnded, StepsTrained, TrainingStarted
        from movierec_gui.training.list_events import ListEpochEnded, ListStarted

        if isinstance(event, ListStarted):
            self.live = event.run_id
            row = self.list_row(event.run_id)
            self._list_epochs = list(row.record.curve[: event.resumed_epochs]) if row is not None else []
            self._catalogue.refresh()
        elif isinstance(event, ListEpochEnded):
            self._list_epochs.append(event.record)
            self.lists_changed.emit()
        elif isinstance(event, TrainingStarted):
            self.live, self.live_epochs = event.run_id, event.epochs
            self._steps[event.run_id] = []
            self._catalogue.refresh()
        elif isinstance(event, StepsTrained):
            self.live = event.run_id
            steps = self._steps.setdefault(event.run_id, [])
            steps.append((event.epoch, event.train_mse))
            if len(steps) > _MOST_STEPS:
                # Finer than the screen: a long training must not slow the window down.
                del steps[1::2]
            self.live_changed.emit()
        elif isinstance(event, EpochEnded):
            self._append(event)

    def end_live(self) -> None:
        """No run trains any more."""
        self.live, self.live_epochs, self._list_epochs = "", 0, []

    def _append(self, event: EpochEnded) -> None:
        row = self._rows.get(event.run_id)
        if row is None:  # the epoch was quicker than the listing, which may have read the files before it
            self._catalogue.refresh()
            return
        history = (*(record for record in row.history if record.epoch < event.record.epoch), event.record)
        best = next((record.validation for record in history if record.epoch == event.best_epoch), {})
        seconds = sum(record.seconds for record in history)
        record = replace(row.record, best_epoch=event.best_epoch, validation=best, seconds=seconds)
        self._rows[event.run_id] = replace(row, record=record, history=history)
        self.live_changed.emit()

    def _shown(self, row: RunRow) -> ShownRun:
        from movierec_gui.training.curve_series import history_series
        from movierec_gui.training.run_labels import run_label

        record = row.record
        series = history_series(
            run_label(record),
            row.history,
            validation_ratings=record.parts.get("validation", 0),
            steps=self._steps.get(record.id, ()),
        )
        return ShownRun(record.id, self._colors[record.id], series)

    @Slot()
    def _on_listed(self) -> None:
        before = self._rows
        self._rows = {row.record.id: self._newer(row, before.get(row.record.id)) for row in self._catalogue.rows}
        self._colors = {run_id: color for run_id, color in self._colors.items() if run_id in self._rows}
        self._take_restored()
        fresh = [run_id for run_id in self._rows if run_id not in self._known]
        for run_id in reversed(fresh if self._known else fresh[:FIRST_SHOWN]):
            self._colors.setdefault(run_id, self._free_color())
        self._known.update(fresh)
        self.changed.emit()

    def _take_restored(self) -> None:
        """The ticks of the last session, where it was about these runs; those trained since are new."""
        ticks = self._restored
        if ticks is None or not self._rows:
            return
        self._restored = None
        if ticks.known & set(self._rows):
            self._colors = {run_id: color for run_id, color in ticks.shown.items() if run_id in self._rows}
            self._known = set(ticks.known)

    def _newer(self, row: RunRow, known: RunRow | None) -> RunRow:
        """The running training may have ended an epoch since its files were read."""
        if known is not None and row.record.id == self.live and len(known.history) > len(row.history):
            return replace(known, record=replace(known.record, name=row.record.name, note=row.record.note))
        return row

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._colors, self._known, self._steps = {}, set(), {}
        self.undo_stack.clear()
        self.end_live()

    def _free_color(self) -> int:
        """The colour that the fewest runs on the chart have."""
        used = list(self._colors.values())
        return min(range(_COLORS), key=used.count)

    def _push(self, text: str, do: Step, undo: Step) -> None:
        """Do it now; only what succeeded can be undone."""
        if self._try(do):
            self.undo_stack.push(_Change(text, do, undo, self._try))

    def _try(self, step: Step) -> bool:
        try:
            step()
        except UserError as error:
            self.failed.emit(error)
            return False
        finally:
            self._workspace.runs_changed.emit()
        return True


def _each(steps: Sequence[Step]) -> None:
    for step in steps:
        step()


class _Change(QUndoCommand):
    """One change of the store, already made when it is pushed."""

    def __init__(self, text: str, do: Step, undo: Step, run: Callable[[Step], bool]) -> None:
        super().__init__(text)
        self._do, self._undo, self._run = do, undo, run
        self._pushed = False

    def redo(self) -> None:
        """Make the change again; the call that comes with the push is not needed."""
        if self._pushed:
            self._run(self._do)
        self._pushed = True

    def undo(self) -> None:
        """Take it back."""
        self._run(self._undo)
