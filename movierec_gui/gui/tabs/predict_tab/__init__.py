"""The Predict tab."""

from __future__ import annotations

from movierec_gui.gui.tabs.predict_tab.tab import PredictTab

__all__ = ["PredictTab"]
