"""Round dots into a picture with numpy: some milliseconds for tens of thousands."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
Uint32Array = npt.NDArray[np.uint32]

_SUBPIXELS = 8
_PAIRS = np.uint32(0x00FF00FF)
_GREEN = np.uint32(0x0000FF00)
OPAQUE = np.uint32(0xFF000000)


class Raster:
    """A picture of width x height pixels as 0xAARRGGBB, with a margin that takes the dots cut by its edge."""

    def __init__(self, width: int, height: int, margin: int, background: int) -> None:
        self.width, self.height, self.margin = width, height, margin
        self.stride = width + 2 * margin
        self.pixels: Uint32Array = np.full((height + 2 * margin) * self.stride, background | 0xFF000000, np.uint32)

    def draw_dots(self, places: Float32Array, colors: Uint32Array, radius: float) -> None:
        """Dots with middles [n, 2] and colours [n]; ``radius`` is below the margin.

        Every dot's soft rim is drawn before any dot's core, so that no rim lies over a core.
        """
        columns = np.rint(places[:, 0]).astype(np.int64)
        rows = np.rint(places[:, 1]).astype(np.int64)
        reach = self.margin - int(np.ceil(radius)) - 1
        seen = (columns >= -reach) & (rows >= -reach) & (columns < self.width + reach) & (rows < self.height + reach)
        starts = (rows[seen] + self.margin) * self.stride + columns[seen] + self.margin
        colors = colors[seen]
        rim, core = _stamp(round(radius, 1))
        for down, right, coverage in rim:
            self._blend(starts + (down * self.stride + right), colors, coverage)
        for down, right, _ in core:
            self.pixels[starts + (down * self.stride + right)] = colors

    def _blend(self, indices: npt.NDArray[np.int64], colors: Uint32Array, coverage: int) -> None:
        """Mix colours in, ``coverage`` parts of 256; red and blue share a 32-bit product."""
        below, over, under = self.pixels[indices], np.uint32(coverage), np.uint32(256 - coverage)
        pairs = (((below & _PAIRS) * under + (colors & _PAIRS) * over) >> np.uint32(8)) & _PAIRS
        green = (((below & _GREEN) >> np.uint32(8)) * under + ((colors & _GREEN) >> np.uint32(8)) * over) & _GREEN
        self.pixels[indices] = pairs | green | OPAQUE


def argb(color: str) -> int:
    """``#rrggbb`` as 0xffrrggbb."""
    return int(color.removeprefix("#"), 16) | int(OPAQUE)


def mix(colors: Uint32Array, other: int, share: float) -> Uint32Array:
    """Colours moved towards another one by a share between 0 and 1."""
    mixed = np.full(colors.shape, OPAQUE, np.uint32)
    for shift in (0, 8, 16):
        channel = ((colors >> np.uint32(shift)) & np.uint32(0xFF)).astype(np.float32)
        goal = (other >> shift) & 0xFF
        mixed |= np.rint(channel + (goal - channel) * share).astype(np.uint32) << np.uint32(shift)
    return mixed


@lru_cache(maxsize=128)
def _stamp(radius: float) -> tuple[tuple[tuple[int, int, int], ...], tuple[tuple[int, int, int], ...]]:
    """The pixels of a dot, as (down, right, parts of 256 covered): those of its rim, and those wholly covered."""
    reach = int(np.ceil(radius))
    fine = (np.arange(_SUBPIXELS) + 0.5) / _SUBPIXELS - 0.5
    rim, core = [], []
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            inside = (down + fine[:, None]) ** 2 + (right + fine) ** 2 <= radius**2
            coverage = int(256 * inside.mean())
            if coverage >= 240:
                core.append((down, right, 256))
            elif coverage > 12:
                rim.append((down, right, coverage))
    return tuple(rim), tuple(core)
