"""Contents of a map: points, colours, names, and which points are set off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from movierec_gui.gui.widgets.movie_map.raster import argb

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

IntArray = npt.NDArray[np.int64]
Float32Array = npt.NDArray[np.float32]
TextOf = Callable[[int], str]

_DOT, _DOT_COUNT = 2.1, 9000
"""Radius in pixels of a dot of a map of that many."""
_SMALLEST_DOT, LARGEST_DOT = 0.9, 7.0


@dataclass(frozen=True, eq=False)
class PointGroup:
    """Points of one colour: their rows, and their name in the legend."""

    label: str
    rows: IntArray
    color: str


@dataclass(frozen=True)
class Region:
    """A part of the map that is named from afar."""

    label: str
    place: tuple[float, float]
    """Of its name, on the plane."""
    color: str


@dataclass(frozen=True, eq=False)
class Outline:
    """Closed lines around a dense part of the map."""

    share: float
    """Of the points that lie within."""
    lines: tuple[Float32Array, ...]
    """Each [m, 2] of the plane."""


class MapScene:
    """Points on a plane [n, 2]; rows are positions in them."""

    def __init__(self) -> None:
        self.points: Float32Array = np.empty((0, 2), np.float32)
        self.colors: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self.order: IntArray = np.empty(0, np.int64)
        """In which they are drawn, the topmost last."""
        self.selected: IntArray = np.empty(0, np.int64)
        self.priority: IntArray = np.empty(0, np.int64)
        """All rows, those whose names matter most first."""
        self.marked: int | None = None
        """The row that a person searched for; it carries its name whatever else does."""
        self.regions: tuple[Region, ...] = ()
        """Those whose names matter most first."""
        self.outlines: tuple[Outline, ...] = ()
        """The outermost first."""
        self.label_of: TextOf = str
        self.details_of: TextOf = str
        self._tree: cKDTree | None = None

    @property
    def count(self) -> int:
        return len(self.points)

    def set_points(
        self, points: Float32Array, color: str, label_of: TextOf, details_of: TextOf, priority: IntArray
    ) -> None:
        """Other points, all of one colour and none selected."""
        self.label_of, self.details_of, self.priority = label_of, details_of, priority
        self.selected, self.marked = np.empty(0, np.int64), None
        self.regions, self.outlines = (), ()
        self.colors = np.full(len(points), argb(color), np.uint32)
        self.order = np.arange(len(points))
        self.move_points(points)

    def move_points(self, points: Float32Array) -> None:
        """The same points elsewhere."""
        self.points = points
        self._tree = None

    def set_groups(self, groups: Sequence[PointGroup]) -> None:
        """Colour the points. The first group lies below all others, which lie on each other by chance."""
        for group in groups:
            self.colors[group.rows] = argb(group.color)
        order = np.random.default_rng(0).permutation(self.count)
        if groups:
            below = np.zeros(self.count, np.bool_)
            below[groups[0].rows] = True
            order = np.concatenate([groups[0].rows, order[~below[order]]])
        self.order = order

    def dot_radius(self, zoom: float) -> float:
        """Pixels: larger with fewer points, and nearer by."""
        dot = _DOT * (_DOT_COUNT / max(self.count, 1)) ** 0.3 * max(zoom, 1e-3) ** 0.35
        return float(np.clip(dot, _SMALLEST_DOT, LARGEST_DOT))

    def rows_near(self, place: tuple[float, float], reach: float) -> list[int]:
        """The points within a distance of a place on the plane, the nearest first."""
        if self.count == 0:
            return []
        if self._tree is None:
            from scipy.spatial import cKDTree

            self._tree = cKDTree(self.points)
        rows = np.array(self._tree.query_ball_point(place, reach), np.int64)
        distances = np.linalg.norm(self.points[rows] - np.array(place), axis=1)
        return [int(row) for row in rows[np.lexsort((rows, distances))]]

    def rows_inside(self, mask: npt.NDArray[np.bool_], pixels: Float32Array) -> IntArray:
        """The points whose pixels [n, 2] (left, top) are set in a picture [height, width]; ascending."""
        height, width = mask.shape
        places = np.floor(pixels).astype(np.int64)
        seen = np.flatnonzero(np.all((places >= 0) & (places < (width, height)), axis=1))
        inside: IntArray = seen[mask[places[seen, 1], places[seen, 0]]]
        return inside
