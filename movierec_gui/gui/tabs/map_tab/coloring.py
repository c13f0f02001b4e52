"""The values behind the map's colours, and their legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label, theme_colors
from movierec_gui.gui.widgets.figure_view import figure_style
from movierec_gui.gui.widgets.flow_layout import FlowLayout
from movierec_gui.gui.widgets.movie_map import PointGroup, Region

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_nodes import MapNodes
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.movie_column import MovieColumn
    from movierec_gui.figures import FigureStyle, MapGroup

GENRE, YEAR, MEAN, COUNT, CLUSTER, NODE = "genre", "year", "mean", "count", "cluster", "node"
SET, PREDICTED, RATED, ERROR, COLUMN = "set", "predicted", "rated", "error", "column"
COLORINGS = (
    (GENRE, "Genre", "Of several genres the one that fewest movies have"),
    (YEAR, "Year", "Year of release"),
    (MEAN, "Mean rating", "Mean of all ratings of the movie"),
    (COUNT, "Popularity", "How many people rated the movie"),
    (CLUSTER, "Cluster", "Groups found in the space that the map was made from"),
    (NODE, "Strongest node", "The node of the current run's layer that the movie activates most"),
    (SET, "Kept sets", "The sets of films that you keep; a movie of several shows the smallest"),
    (PREDICTED, "Prediction", "What the current run predicts for whoever is chosen in the Predict tab"),
    (RATED, "Own ratings", "Ratings of the person who is chosen in the Predict tab"),
    (ERROR, "Error of the run", "Mean absolute error of the current run on each movie's held-out ratings"),
)
COMPUTED = (PREDICTED, RATED, ERROR)
"""Colourings whose numbers are asked of a run or a person."""
_SWATCH = 12
_MOST_LISTED = 10
"""Groups in the legend: with more it would take the map's room."""
_TITLE = 32
"""Letters of its title."""


@dataclass(frozen=True, eq=False)
class MapColors:
    """Groups of the map's rows, the one at the back first."""

    title: str
    groups: tuple[MapGroup, ...]
    named: bool = False
    """Whether the groups have their names on the map."""

    def points(self) -> tuple[PointGroup, ...]:
        """For the map widget."""
        return tuple(PointGroup(group.label, group.rows, group.color) for group in self.groups)

    def regions(
        self, coordinates: npt.NDArray[np.floating], groups: Sequence[PointGroup] | None = None
    ) -> tuple[Region, ...]:
        """Names on the map [n, 2], or on another one where the same groups have other rows."""
        if not self.named:
            return ()
        from movierec_gui.figures import MapGroup
        from movierec_gui.report.movie_map import regions_of

        shown = self.groups if groups is None else [MapGroup(one.label, one.rows, one.color) for one in groups]
        return tuple(Region(*entry) for entry in regions_of(shown, coordinates, map_style()))


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a map's movies besides the data; what is not computed yet is None."""

    clusters: NamedClusters | None = None
    nodes: MapNodes | None = None
    column: MovieColumn | None = None
    """The numbers that a colouring in ``COMPUTED``, or a column of a table, is about."""
    sets: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Name and movies of each kept set."""


def color_by(name: str, dataset: Dataset, movie_map: MovieMap, known: Known) -> MapColors:
    """The groups of a colouring in the colours of the theme; one group of all where its figures are not there yet."""
    from movierec_gui.figures import MapGroup, groups_by_category
    from movierec_gui.report.movie_map import cluster_groups, column_groups, map_groups, set_groups

    style = map_style()
    title = next((text for key, text, _ in COLORINGS if key == name), "")
    if name == CLUSTER and known.clusters is not None:
        return MapColors(title, cluster_groups(known.clusters, movie_map.coordinates, style), named=True)
    if name == NODE and known.nodes is not None:
        names = [f"Node {number}" for number in range(known.nodes.width)]
        return MapColors(f"Node of {known.nodes.layer}", groups_by_category(known.nodes.nodes, names, style))
    if name == SET and known.sets:
        return MapColors(title, set_groups(known.sets, movie_map.movies, movie_map.coordinates, style), named=True)
    if name in (*COMPUTED, COLUMN) and known.column is not None:
        return MapColors(known.column.title, column_groups(known.column, movie_map.movies, style))
    if name in (GENRE, YEAR, MEAN, COUNT):
        return MapColors(title, map_groups(dataset, movie_map.movies, style, name))
    import numpy as np

    waiting = "no set is kept" if name == SET else "not computed yet"
    return MapColors(title, (MapGroup(waiting, np.arange(len(movie_map)), style.muted),))


def map_style() -> FigureStyle:
    """The figures' style with a fainter colour for what belongs to no group: here it is thousands of dots."""
    return replace(figure_style(), muted=theme_colors().disabled)


class MapLegend(QWidget):
    """The groups by name, in rows above the map; a click on one selects its movies."""

    group_chosen = Signal(int)
    """Position of the group in what ``show_groups`` was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Legend")
        self._title = text_label("", "caption")
        self._more = text_label("", "caption")
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING // 2)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._more)
        self._buttons: list[QPushButton] = []

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups' names in the order shown."""
        return tuple(button.text() for button in self._buttons)

    def show_groups(self, title: str, groups: Sequence[PointGroup]) -> None:
        """Show other groups; the one at the back comes last."""
        for shown in (self._title, self._more, *self._buttons):
            self._layout.removeWidget(shown)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._title.setText(f"{title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + '…'}:")
        self._title.setToolTip(title if len(title) > _TITLE else "")
        muted = map_style().muted
        colored = [number for number, group in enumerate(groups) if group.color != muted]
        behind = [number for number, group in enumerate(groups) if group.color == muted]
        more = len(colored) - _MOST_LISTED
        self._more.setText(f"… and {more} more, named on the map" if more > 0 else "")
        listed = [self._button(number, groups[number]) for number in colored[:_MOST_LISTED]]
        muted_ones = [self._button(number, groups[number]) for number in behind]
        self._buttons = [*listed, *muted_ones]
        self._more.setVisible(more > 0)
        for shown in (self._title, *listed, self._more, *muted_ones):
            self._layout.addWidget(shown)

    def _button(self, number: int, group: PointGroup) -> QPushButton:
        button = QPushButton(group.label)
        set_role(button, "legend")
        button.setIcon(_swatch(group.color, self.devicePixelRatioF()))
        button.setToolTip(f"{len(group.rows):,} movies; click to select them")
        button.clicked.connect(partial(self._choose, number))
        return button

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
