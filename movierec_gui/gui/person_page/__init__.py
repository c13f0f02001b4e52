"""The window about one person's taste."""

from __future__ import annotations

from movierec_gui.gui.person_page.window import PersonWindow

__all__ = ["PersonWindow"]
