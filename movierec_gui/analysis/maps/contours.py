"""Where the movies of a map lie dense: outlines of the smallest regions that hold so many of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from contourpy import LineType, contour_generator
from scipy import ndimage

from movierec_gui.data.dataset import Int64Array

Float32Array = npt.NDArray[np.float32]
SHARES = (0.9, 0.7, 0.5, 0.3, 0.1)
"""Of the movies, within the outlines from the outermost to the innermost."""
_CELLS = 160
"""Cells of the grid along the longer side."""
_ROOM = 0.08
"""Of the extent, empty around the movies, so that outlines close."""
_FEWEST = 30


@dataclass(frozen=True, eq=False)
class Contour:
    """The outline of the densest region that holds a share of the movies."""

    share: float
    lines: tuple[Float32Array, ...]
    """Closed lines of points [m, 2] on the map's plane."""


def density_contours(points: npt.NDArray[np.floating], rows: Int64Array | None = None) -> tuple[Contour, ...]:
    """Outlines of the density of points [n, 2], or of some of them; none where they are too few or on one spot.

    A Gaussian kernel with Scott's rule for its width (Scott 1992, *Multivariate Density Estimation*), in each direction
    by the points' own spread, on a grid.
    """
    chosen = points.astype(np.float64) if rows is None else points[rows].astype(np.float64)
    spread = chosen.std(axis=0) if len(chosen) else np.zeros(2)
    if len(chosen) < _FEWEST or not (spread > 0).all():
        return ()
    low, high = chosen.min(axis=0), chosen.max(axis=0)
    room = _ROOM * (high - low).max()
    low, high = low - room, high + room
    cell = float((high - low).max()) / _CELLS
    edges = [np.arange(start, stop + cell, cell) for start, stop in zip(low, high, strict=True)]
    counts = np.histogram2d(chosen[:, 0], chosen[:, 1], bins=edges)[0]  # [x, y]
    width = spread * len(chosen) ** (-1 / 6) / cell
    density = ndimage.gaussian_filter(counts, np.maximum(width, 1.0), mode="constant")
    across, down = (side[:-1] + cell / 2 for side in edges)
    found = contour_generator(x=across, y=down, z=density.T, line_type=LineType.Separate)
    at_points = density[tuple(np.floor((chosen - low) / cell).astype(np.int64).T)]
    limits = [float(np.quantile(at_points, 1 - share)) for share in SHARES]
    lines = [tuple(np.asarray(line, np.float32) for line in found.lines(limit)) for limit in limits]
    return tuple(Contour(share, drawn) for share, drawn in zip(SHARES, lines, strict=True))
