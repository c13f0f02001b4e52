"""The Train tab's search for better settings: which vary, the trials, and the best of them as a form."""

from __future__ import annotations

from movierec_gui.gui.tabs.train_tab.searching.page import SearchPage

__all__ = ["SearchPage"]
