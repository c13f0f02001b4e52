"""Groups of movies in the space that the map was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.setting_editor import SettingEditor, checked_values
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.maps.config import ClusterConfig

_SHOWN = ("method", "count", "smallest")
_DETAILED = 4
"""Traits that are told with their figures; the table that is exported has them all."""


class ClustersPanel(QWidget):
    """Settings, a button, and the table of the clusters found."""

    find_requested = Signal()
    export_requested = Signal()
    cluster_chosen = Signal(int)
    """Number of the cluster, from 1; 0 for the movies without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from movierec_gui.analysis.maps.config import ClusterConfig
        from movierec_gui.settings import settings_of

        self.editors = {
            entry.name: SettingEditor(entry) for entry in settings_of(ClusterConfig) if entry.name in _SHOWN
        }
        self.find_button = QPushButton("Find clusters")
        set_icon(self.find_button, "play")
        self.find_button.setToolTip("Group the movies in the space that the map was made from, not on the map")
        self.find_button.clicked.connect(self.find_requested)
        self.export_button = QPushButton("Export CSV…")
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Save the clusters, a row each, as a table")
        self.export_button.clicked.connect(self.export_requested)
        self.summary = text_label("", "muted", wrap=True)
        self.table = CompactTable(
            (
                ColumnView("name", "Set apart by", text=str, help="Genres, decades and tags beyond chance"),
                ColumnView("cluster", "No.", text=str, width=46, help="As in the legend and in every file"),
                ColumnView("size", "Movies", digits=0, width=64),
                ColumnView("mean", "Mean", digits=2, width=56, help="Mean of the movies' mean ratings"),
            ),
            "Clusters",
        )
        self.table.horizontalHeader().moveSection(0, 1)
        self.table.selectionModel().selectionChanged.connect(self._on_row_selected)
        self.details = text_label("", "caption", wrap=True)
        self._frame: pd.DataFrame | None = None
        self._numbers: list[int] = []
        self._lay_out()
        self.editors["method"].changed.connect(self._show_what_matters)
        self.clear()
        self._show_what_matters()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.find_button)
        buttons.addStretch()
        buttons.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        for editor in self.editors.values():
            layout.addWidget(editor)
        layout.addLayout(buttons)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)

    def config(self) -> ClusterConfig:
        """The settings. Raises UserError, shown at its field, where a value does not fit."""
        from movierec_gui.analysis.maps.config import ClusterConfig

        return ClusterConfig(**checked_values(ClusterConfig(), self.editors))

    def show_clusters(self, clusters: NamedClusters) -> None:
        """Show what was found."""
        self.find_button.setEnabled(True)
        self._frame = table = clusters.table
        self.summary.setText(clusters.found.summary)
        self._numbers = table["cluster"].fillna(0).astype(int).tolist()
        shown = table.assign(cluster=[str(number) if number else "none" for number in self._numbers])
        self.table.show_frame(shown[["name", "cluster", "size", "mean"]])
        self.export_button.setEnabled(True)
        self.details.clear()

    @property
    def frame(self) -> pd.DataFrame | None:
        """The table of the clusters; None while there are none."""
        return self._frame

    def clear(self) -> None:
        """No clusters."""
        self._frame = None
        self.table.clear()
        self.details.clear()
        self.summary.setText("Clusters are found in the space that the map was made from, so that they can judge it.")
        self.export_button.setEnabled(False)

    @Slot()
    def _show_what_matters(self) -> None:
        means = self.editors["method"].value() == "k-means"
        self.editors["count"].setVisible(means)
        self.editors["smallest"].setVisible(not means)

    @Slot()
    def _on_row_selected(self) -> None:
        row = self.table.current_row()
        if row is not None and self._frame is not None and row < len(self._frame):
            entry = self._frame.iloc[row]
            traits = "; ".join(entry["traits"].split("; ")[:_DETAILED]) or "nothing beyond chance"
            self.details.setText(
                f"More frequent than on the whole map: {traits}.\nBest known: {entry['movies']}.\n"
                f"Mean year {_year(entry['year'])}; median {counted(round(entry['ratings']), 'rating')} per movie."
            )
            self.cluster_chosen.emit(self._numbers[row])


def _year(year: float) -> str:
    return "unknown" if year != year else f"{year:.0f}"
