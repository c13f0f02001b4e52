"""The Train tab: choose a network, train it, watch its error, compare the runs."""

from __future__ import annotations

from movierec_gui.gui.tabs.train_tab.tab import TrainTab

__all__ = ["TrainTab"]
