"""The values behind the map's colours, and their legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, Qt
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label, theme_colors
from movierec_gui.gui.widgets.figure_view import figure_style
from movierec_gui.gui.widgets.movie_map import PointGroup

if TYPE_CHECKING:
    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_nodes import MapNodes
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.figures import FigureStyle, MapGroup

GENRE, YEAR, MEAN, COUNT, CLUSTER, NODE = "genre", "year", "mean", "count", "cluster", "node"
COLORINGS = (
    (GENRE, "Genre", "Of several genres the one that fewest movies have"),
    (YEAR, "Year", "Year of release"),
    (MEAN, "Mean rating", "Mean of all ratings of the movie"),
    (COUNT, "Popularity", "How many people rated the movie"),
    (CLUSTER, "Cluster", "Groups found in the space that the map was made from"),
    (NODE, "Node", "The node of the current run's layer that the movie activates most"),
)
_SWATCH = 12


@dataclass(frozen=True, eq=False)
class MapColors:
    """Groups of the map's rows, the one at the back first."""

    title: str
    groups: tuple[MapGroup, ...]

    def points(self) -> tuple[PointGroup, ...]:
        """For the map widget."""
        return tuple(PointGroup(group.label, group.rows, group.color) for group in self.groups)


def color_by(
    name: str, dataset: Dataset, movie_map: MovieMap, clusters: NamedClusters | None, nodes: MapNodes | None
) -> MapColors:
    """The groups of a colouring in the colours of the theme; one group of all where its figures are not there yet."""
    from movierec_gui.figures import MapGroup, groups_by_category
    from movierec_gui.report.movie_map import cluster_groups, map_groups

    style = map_style()
    title = next(text for key, text, _ in COLORINGS if key == name)
    if name == CLUSTER and clusters is not None:
        return MapColors(title, cluster_groups(clusters, style))
    if name == NODE and nodes is not None:
        names = [f"Node {number}" for number in range(nodes.width)]
        return MapColors(f"Node of {nodes.layer}", groups_by_category(nodes.nodes, names, style))
    if name in (CLUSTER, NODE):
        import numpy as np

        return MapColors(title, (MapGroup("not computed yet", np.arange(len(movie_map)), style.muted),))
    return MapColors(title, map_groups(dataset, movie_map.movies, style, name))


def map_style() -> FigureStyle:
    """The figures' style with a fainter colour for what belongs to no group: here it is thousands of dots."""
    return replace(figure_style(), muted=theme_colors().disabled)


class MapLegend(QFrame):
    """The groups by name; a click on one selects its movies."""

    group_chosen = Signal(int)
    """Position of the group in what ``show_groups`` was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setAccessibleName("Legend")
        self._title = text_label("", "caption")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACING, SPACING - 2, SPACING, SPACING - 2)
        self._layout.setSpacing(0)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._layout.addWidget(self._title)
        self._buttons: list[QPushButton] = []

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups' names in the order shown."""
        return tuple(button.text() for button in self._buttons)

    def show_groups(self, title: str, groups: Sequence[PointGroup]) -> None:
        """Show other groups; the one at the back comes last."""
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._title.setText(title)
        muted = map_style().muted
        order = sorted(range(len(groups)), key=[group.color == muted for group in groups].__getitem__)
        for number in order:
            button = QPushButton(groups[number].label)
            set_role(button, "legend")
            button.setIcon(_swatch(groups[number].color, self.devicePixelRatioF()))
            button.setToolTip(f"{len(groups[number].rows):,} movies; click to select them")
            button.clicked.connect(partial(self._choose, number))
            self._layout.addWidget(button)
            self._buttons.append(button)

    @Slot()
    def _choose(self, number: int) -> None:
        self.group_chosen.emit(number)


def _swatch(color: str, ratio: float) -> QIcon:
    pixmap = QPixmap(round(_SWATCH * ratio), round(_SWATCH * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(1, 1, _SWATCH - 2, _SWATCH - 2)
    painter.end()
    return QIcon(pixmap)
