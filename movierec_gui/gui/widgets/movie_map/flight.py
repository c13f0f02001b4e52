"""A smooth way from one view of the map to another."""

from __future__ import annotations

from PySide6.QtCore import QObject, QVariantAnimation, Signal, Slot

from movierec_gui.gui.widgets.movie_map.viewport import Viewport

_MILLISECONDS = 350


class Flight(QObject):
    """Emits the views on the way; a new flight takes the place of the old one."""

    moved = Signal(object)
    """A Viewport; the last one is the goal."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._from = self._to = Viewport(1.0, 1.0)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_MILLISECONDS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._on_value)

    @property
    def running(self) -> bool:
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self, begin: Viewport, goal: Viewport) -> None:
        """Set out."""
        self._animation.stop()
        self._from, self._to = begin, goal
        self._animation.start()

    def stop(self) -> None:
        """Stay where the last view was."""
        self._animation.stop()

    @Slot(object)
    def _on_value(self, share: float) -> None:
        self.moved.emit(self._from.towards(self._to, share))
