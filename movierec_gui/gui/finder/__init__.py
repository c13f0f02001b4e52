"""The palette: one list of all that can be done and looked at."""

from __future__ import annotations

from movierec_gui.gui.finder.dialog import Finder

__all__ = ["Finder"]
