"""The window of the kept sets of films."""

from __future__ import annotations

from movierec_gui.gui.sets_window.window import SetsWindow

__all__ = ["SetsWindow"]
