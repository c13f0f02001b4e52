"""Which part of the plane is seen, and where on the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]

_ROOM = 0.06
"""Share of the widget that stays free at each side of a fitted map."""
_DEEPEST = 2000.0
"""Zoom, in times of the fitted map."""


@dataclass(frozen=True)
class Viewport:
    """The point of the plane in the middle of a widget, and how many pixels a unit takes; y points up."""

    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    fitted_scale: float = 1.0
    """The scale at which the whole map is seen."""

    @property
    def zoom(self) -> float:
        """In times of the fitted map."""
        return self.scale / self.fitted_scale

    def fitted(self, points: FloatArray) -> Viewport:
        """All points [n, 2] in sight."""
        if len(points) == 0:
            return self
        low, high = points.min(axis=0), points.max(axis=0)
        extent = np.maximum(high - low, 1e-9)
        room = 1.0 - 2.0 * _ROOM
        scale = float(min(self.width * room / extent[0], self.height * room / extent[1]))
        x, y = (float(value) for value in (low + high) / 2)
        return replace(self, x=x, y=y, scale=scale, fitted_scale=scale)

    def resized(self, width: float, height: float) -> Viewport:
        """The same middle and scale in a widget of another size."""
        return replace(self, width=width, height=height)

    def to_screen(self, points: FloatArray) -> npt.NDArray[np.float32]:
        """[n, 2] of the plane -> [n, 2] pixels."""
        screen = np.empty(points.shape, np.float32)
        screen[:, 0] = (points[:, 0] - self.x) * self.scale + self.width / 2
        screen[:, 1] = (self.y - points[:, 1]) * self.scale + self.height / 2
        return screen

    def to_plane(self, left: float, top: float) -> tuple[float, float]:
        """A pixel -> the point of the plane below it."""
        return self.x + (left - self.width / 2) / self.scale, self.y - (top - self.height / 2) / self.scale

    def zoomed(self, factor: float, left: float, top: float) -> Viewport:
        """Closer by a factor, the point below a pixel staying where it is."""
        factor = float(np.clip(self.zoom * factor, 0.5, _DEEPEST)) / self.zoom
        x, y = self.to_plane(left, top)
        moved = replace(self, scale=self.scale * factor)
        new_x, new_y = moved.to_plane(left, top)
        return replace(moved, x=self.x + x - new_x, y=self.y + y - new_y)

    def panned(self, right: float, down: float) -> Viewport:
        """The map moved along by that many pixels."""
        return replace(self, x=self.x - right / self.scale, y=self.y + down / self.scale)

    def towards(self, goal: Viewport, share: float) -> Viewport:
        """Between this view (0) and another (1); the scale changes by equal factors."""
        return replace(
            goal,
            x=self.x + (goal.x - self.x) * share,
            y=self.y + (goal.y - self.y) * share,
            scale=self.scale * (goal.scale / self.scale) ** share,
        )
