"""The middle of the Map tab: the map with its tools, its colours and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon
from movierec_gui.gui.tabs.map_tab.coloring import COLORINGS, MapColors, MapLegend
from movierec_gui.gui.tabs.map_tab.kept_map import KeptMap
from movierec_gui.gui.tabs.map_tab.movie_texts import movie_details, movie_label
from movierec_gui.gui.widgets.elided_label import ElidedLabel
from movierec_gui.gui.widgets.movie_map import MovieMapView, Outline, PointGroup, Tool
from movierec_gui.gui.widgets.movie_search import MovieSearch
from movierec_gui.gui.widgets.row_page import Kind, PageOf

if TYPE_CHECKING:
    from movierec_gui.analysis.maps.contours import Contour
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset

IntArray = npt.NDArray[np.int64]

_TITLE = 13
"""Letters of a sent colouring's name in the list, which finds room in it; tip and legend have all of them."""
_TOOLS = (
    (Tool.PAN, "pan", "Move the map by dragging (P). Shift and dragging selects a rectangle", "P"),
    (Tool.RECTANGLE, "select-rectangle", "Select a rectangle (R). Shift adds, Alt or Ctrl removes", "R"),
    (Tool.LASSO, "lasso", "Select with a lasso (L). Shift adds, Alt or Ctrl removes", "L"),
)


class MapPanel(QWidget):
    """Shows one map; knows movies by their index in the dataset."""

    selection_made = Signal(object, str, str)
    """Movie indices, ``replace``, ``add`` or ``remove``, and what made the selection."""
    cleared = Signal()
    coloring_changed = Signal()
    contours_toggled = Signal(bool)
    """Whether the density is to be outlined."""
    export_requested = Signal()
    page_requested = Signal(object)
    """PageOf a film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._map: MovieMap | None = None
        self._groups: tuple[PointGroup, ...] = ()
        self._colors: MapColors | None = None
        self.view = MovieMapView()
        self.legend = MapLegend()
        self.kept = KeptMap()
        self.coloring = QComboBox()
        self.search = MovieSearch("Find a movie on the map")
        self.caption = ElidedLabel("caption", fills=True)
        self.tools: dict[Tool, QToolButton] = {}
        self._lay_out()
        self.view.selection_made.connect(self._on_selection_made)
        self.view.cleared.connect(self.cleared)
        self.legend.group_chosen.connect(self._on_group_chosen)
        self.coloring.currentIndexChanged.connect(self.coloring_changed)
        self.search.chosen.connect(self.fly_to)
        self.kept.view.cleared.connect(self.cleared)
        self.kept.view.looked.connect(self.view.follow)
        self.view.looked.connect(self.kept.view.follow)
        self.kept.selection_made.connect(self._on_kept_selection)
        self.kept.movie_pointed.connect(self._on_movie_pointed)
        self.view.pointed.connect(self._on_row_pointed)
        self.view.row_opened.connect(self._on_row_opened)

    def _lay_out(self) -> None:
        self.coloring.setAccessibleName("Colours show")
        self.coloring.setToolTip("What the colours show; the menu of a heading in a list of movies offers its column")
        self.coloring.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.coloring.setMinimumContentsLength(10)
        self.coloring.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.coloring.setMaximumWidth(240)
        for name, title, hint in COLORINGS:
            self.coloring.addItem(title, name)
            self.coloring.setItemData(self.coloring.count() - 1, hint, Qt.ItemDataRole.ToolTipRole)
        label = QLabel("Colour")
        label.setBuddy(self.coloring)
        self.search.setMaximumWidth(260)
        self.search.setMinimumWidth(84)
        bar = QHBoxLayout()
        bar.setSpacing(SPACING)
        bar.addWidget(label)
        bar.addWidget(self.coloring, 1)
        bar.addSpacing(SPACING)
        tools = self._make_tools()
        for button in tools:
            bar.addWidget(button)
        bar.addStretch()
        bar.addWidget(self.search, 1)
        hint = "Export the picture or the coordinates (Ctrl+E)"
        export = self._tool_button("export", hint, self.export_requested.emit)
        bar.addWidget(export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(bar)
        layout.addWidget(self.legend)
        beside = QHBoxLayout()
        beside.setSpacing(SPACING)
        column = QVBoxLayout()
        column.setSpacing(SPACING)
        column.addWidget(self.view, 1)
        column.addWidget(self.caption)
        beside.addWidget(self.kept, 1)
        beside.addLayout(column, 1)
        layout.addLayout(beside, 1)
        for before, after in pairwise((self.coloring, *tools, self.search, export, self.legend, self.view)):
            self.setTabOrder(before, after)
        self.legend.hide()

    def _make_tools(self) -> list[QToolButton]:
        for tool, icon_name, hint, key in _TOOLS:
            button = self._tool_button(icon_name, hint, partial(self.choose_tool, tool))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setShortcut(key)
            self.tools[tool] = button
        self.tools[Tool.PAN].setChecked(True)
        titles = self._tool_button("titles", "Name well-known movies on the map (T)", None)
        titles.setCheckable(True)
        titles.setChecked(True)
        titles.setShortcut("T")
        titles.toggled.connect(self.view.show_titles)
        self.contours_button = self._tool_button("contours", "Outline where the movies lie dense (D)", None)
        self.contours_button.setCheckable(True)
        self.contours_button.setShortcut("D")
        self.contours_button.toggled.connect(self.contours_toggled)
        fit = self._tool_button("zoom-reset", "Show the whole map (0)", self.view.fit)
        self.keep_button = self._tool_button("compare", "Keep this map beside the next one", None)
        self.keep_button.setCheckable(True)
        self.keep_button.toggled.connect(self._on_keep_toggled)
        return [*self.tools.values(), titles, self.contours_button, fit, self.keep_button]

    def _tool_button(self, icon_name: str, hint: str, action: object) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, icon_name)
        button.setToolTip(hint)
        button.setAccessibleName(hint.split(" (", maxsplit=1)[0])
        if callable(action):
            button.clicked.connect(action)
        return button

    def choose_tool(self, tool: Tool) -> None:
        """Sets the effect of dragging."""
        self.tools[tool].setChecked(True)
        self.view.tool = self.kept.view.tool = tool

    @property
    def coloring_name(self) -> str:
        """Returns the name of the chosen colouring."""
        return str(self.coloring.currentData())

    def choose_coloring(self, name: str, title: str = "") -> None:
        """Choose a colouring; with a title, one of numbers that somebody sent, offered from then on."""
        place = self.coloring.findData(name)
        if place < 0:
            self.coloring.addItem(title, name)
            place = self.coloring.count() - 1
        if title:
            self.coloring.setItemText(place, title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…")
            self.coloring.setItemData(place, title, Qt.ItemDataRole.ToolTipRole)
        if self.coloring.currentIndex() == place:
            self.coloring_changed.emit()
        self.coloring.setCurrentIndex(place)

    @property
    def outlined(self) -> bool:
        """Whether the density is to be outlined."""
        return self.contours_button.isChecked()

    def show_outlines(self, contours: Sequence[Contour]) -> None:
        """Draw the density's contours."""
        self.view.set_outlines([Outline(contour.share, contour.lines) for contour in contours])

    def show_map(self, dataset: Dataset, movie_map: MovieMap) -> bool:
        """Show a map, or the next picture of the one that is shown; whether its movies are others than before."""
        other = self._map is None or not np.array_equal(self._map.movies, movie_map.movies)
        self._dataset, self._map = dataset, movie_map
        if other:
            popular = np.argsort(-dataset.movie_counts[movie_map.movies], kind="stable")
            label_of, details_of = partial(movie_label, dataset, movie_map), partial(movie_details, dataset, movie_map)
            self.view.set_points(movie_map.coordinates, label_of, details_of, popular)
            self.search.set_dataset(dataset)
        else:
            self.view.move_points(movie_map.coordinates)
        self.kept.align_to(movie_map)
        self.caption.setText(movie_map.description)
        kept = f"The components keep {movie_map.explained:.0%} of the variance"
        note = "A first look: the exact components can lie a little differently" if movie_map.approximate else kept
        self.caption.setToolTip(f"{movie_map.description}\n{note}")
        return other

    def clear(self) -> None:
        """No map."""
        self._dataset, self._map = None, None
        self.keep_button.setChecked(False)
        self.search.set_dataset(None)
        self.caption.clear()

    def show_colors(self, colors: MapColors) -> None:
        """Colour the movies and explain the colours."""
        self._groups, self._colors = colors.points(), colors
        self.view.set_groups(self._groups)
        self.view.set_regions(() if self._map is None else colors.regions(self._map.coordinates))
        self._color_kept()
        self.legend.show_groups(colors.title, self._groups)
        self.legend.show()

    def show_selection(self, movies: IntArray) -> None:
        """Set movies off; those that are not on the map are left out."""
        if self._map is not None:
            self.view.set_selected(np.flatnonzero(np.isin(self._map.movies, movies)))
        self.kept.show_selection(movies)

    @Slot(int)
    def fly_to(self, movie: int) -> None:
        """Bring a movie to the middle of the map; nothing where it is not on it."""
        if self._map is None:
            return
        rows = np.flatnonzero(self._map.movies == movie)
        if len(rows):
            self.view.fly_to(int(rows[0]))

    def _color_kept(self) -> None:
        if self._map is not None:
            self.kept.show_groups(self._groups, self._map.movies)
            self.kept.show_regions(self._colors)

    @Slot(bool)
    def _on_keep_toggled(self, keep: bool) -> None:
        if keep and self._dataset is not None and self._map is not None:
            self.kept.keep(self._dataset, self._map)
            self.kept.show_selection(self._map.movies[self.view.scene.selected])
            self._color_kept()
        else:
            self.kept.drop()
        self.keep_button.setChecked(self.kept.isVisibleTo(self))

    @Slot(object, str)
    def _on_kept_selection(self, movies: IntArray, mode: str) -> None:
        self.selection_made.emit(movies, mode, "the earlier map")

    @Slot(object)
    def _on_movie_pointed(self, movie: int | None) -> None:
        """The mouse is on the earlier map."""
        if self._map is not None:
            rows = np.flatnonzero(self._map.movies == (-1 if movie is None else movie))
            self.view.point_at(int(rows[0]) if len(rows) else None)

    @Slot(int)
    def _on_row_opened(self, row: int) -> None:
        if self._map is not None:
            self.page_requested.emit(PageOf(Kind.FILM, int(self._map.movies[row])))

    @Slot(object)
    def _on_row_pointed(self, row: int | None) -> None:
        if self._map is not None:
            self.kept.point_at(None if row is None else int(self._map.movies[row]))

    @Slot(object, str)
    def _on_selection_made(self, rows: IntArray, mode: str) -> None:
        if self._map is not None:
            self.selection_made.emit(self._map.movies[rows], mode, "the map")

    @Slot(int)
    def _on_group_chosen(self, number: int) -> None:
        if self._map is not None:
            group = self._groups[number]
            self.selection_made.emit(self._map.movies[group.rows], "replace", f"{group.label} on the map")
