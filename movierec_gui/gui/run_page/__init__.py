"""The window about one run in depth."""

from __future__ import annotations

from movierec_gui.gui.run_page.window import RunWindow

__all__ = ["RunWindow"]
