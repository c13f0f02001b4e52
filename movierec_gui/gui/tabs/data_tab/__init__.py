"""The Data tab: open, look over, divide."""

from __future__ import annotations

from movierec_gui.gui.tabs.data_tab.tab import DataTab

__all__ = ["DataTab"]
