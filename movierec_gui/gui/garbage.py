"""Python's garbage collection in the window's thread, a little at a time."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 50
"""Often, so that each time there is little to look through: a collection holds every thread up."""
_GROWTH = 1.25
"""How many times the objects that stayed must have grown since they were last looked through, as Python asks, too."""
_OLDEST = 2


class GarbageCollection(QObject):
    """Takes over from Python's own, which runs in whichever thread makes the next object.

    In a worker that would destroy Qt objects outside their thread, which Qt does not allow, and a collection of
    everything would hold the window up at any moment.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stayed = 0
        self._was_due = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on collect here alone."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Collect what is due now and was already at the last look.

        Work that makes a hundred thousand objects pauses collecting within its steps, not between them: a look that
        falls there by chance would hold every thread up for a tenth of a second.
        """
        due = _due() is not None
        if due and self._was_due:
            self.collect()
            due = False
        self._was_due = due

    def collect(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds; most often none is."""
        due = _due()
        if due == _OLDEST and len(gc.get_objects(_OLDEST)) < _GROWTH * self._stayed:
            due = _OLDEST - 1
        if due is not None:
            gc.collect(due)
        if due == _OLDEST:
            self._stayed = len(gc.get_objects(_OLDEST))


def _due() -> int | None:
    counts, thresholds = gc.get_count(), gc.get_threshold()
    return max((number for number in range(3) if counts[number] > thresholds[number]), default=None)
