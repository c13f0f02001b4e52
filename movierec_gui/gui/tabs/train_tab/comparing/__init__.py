"""Comparing models on the same splits: who takes part, how they are judged, and what came out."""

from __future__ import annotations

from movierec_gui.gui.tabs.train_tab.comparing.page import ComparePage

__all__ = ["ComparePage"]
