"""The Map tab: the catalogue on a plane."""

from __future__ import annotations

from movierec_gui.gui.tabs.map_tab.tab import MapTab

__all__ = ["MapTab"]
