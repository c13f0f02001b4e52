"""A map of movies to look at: any number of points, zoomed, hovered over, selected."""

from __future__ import annotations

from movierec_gui.gui.widgets.movie_map.pointer import ADD, REMOVE, REPLACE, Tool
from movierec_gui.gui.widgets.movie_map.scene import Outline, PointGroup, Region
from movierec_gui.gui.widgets.movie_map.view import MovieMapView

__all__ = ["ADD", "REMOVE", "REPLACE", "MovieMapView", "Outline", "PointGroup", "Region", "Tool"]
