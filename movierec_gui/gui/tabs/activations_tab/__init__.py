"""The Activations tab."""

from __future__ import annotations

from movierec_gui.gui.tabs.activations_tab.tab import ActivationsTab

__all__ = ["ActivationsTab"]
