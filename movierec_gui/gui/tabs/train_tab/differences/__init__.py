"""The window in which runs are held against each other: their settings beside their errors."""

from __future__ import annotations

from movierec_gui.gui.tabs.train_tab.differences.window import DifferencesWindow

__all__ = ["DifferencesWindow"]
