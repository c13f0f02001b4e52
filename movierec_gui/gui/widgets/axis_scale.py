"""Where values lie on an axis of the screen, and which of them deserve a tick."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

_SMALLEST = 1e-9
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AxisScale:
    """Maps ``low`` to the pixel ``start`` and ``high`` to the pixel ``end``."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def pixels(self, values: Floats) -> Floats:
        """Pixels of values [n]; NaN stays NaN."""
        low, high = self._stretch(np.array([self.low, self.high]))
        share: Floats = (self._stretch(values) - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def pixel(self, value: float) -> float:
        """Pixel of one value."""
        return float(self.pixels(np.array([value]))[0])

    def value(self, pixel: float) -> float:
        """The value at a pixel."""
        low, high = self._stretch(np.array([self.low, self.high]))
        stretched = low + (pixel - self.start) / (self.end - self.start) * (high - low)
        return float(10.0**stretched if self.logarithmic else stretched)

    def zoomed(self, factor: float, pixel: float) -> AxisScale:
        """The same axis enlarged around a pixel."""
        low, high = (self.value(pixel + (edge - pixel) / factor) for edge in (self.start, self.end))
        return replace(self, low=low, high=high)

    def moved(self, pixels: float) -> AxisScale:
        """The same axis with everything shifted by so many pixels."""
        return replace(self, low=self.value(self.start - pixels), high=self.value(self.end - pixels))

    def ticks(self, most: int, whole: bool = False) -> tuple[float, ...]:
        """At most so many round values inside the axis; ``whole`` for whole numbers only."""
        wanted = (self.high - self.low) / max(1, most)
        decade = 10.0 ** math.floor(math.log10(wanted))
        step = next(decade * size for size in _STEPS if decade * size >= wanted * (1 - 1e-9))
        if whole:
            step = float(max(1, math.ceil(step)))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(float(f"{number * step:.10g}") for number in range(first, last + 1))

    def _stretch(self, values: Floats) -> Floats:
        return np.log10(np.maximum(values, _SMALLEST)) if self.logarithmic else values


def tick_texts(ticks: tuple[float, ...]) -> tuple[str, ...]:
    """Ticks as text, all with the same number of decimals, as few as tell them apart."""
    if len(ticks) < 2:
        return tuple(f"{tick:g}" for tick in ticks)
    step = min(second - first for first, second in pairwise(ticks))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step * 10.0**decimals, 6) % 1:
        decimals += 1
    return tuple(f"{tick:.{decimals}f}" for tick in ticks)
