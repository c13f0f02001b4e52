"""A column of numbers whose length is not known before its end."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_FIRST = 1 << 12


class GrowingColumn:
    """An array that grows in place: the parts of 32 million rows side by side with their sum would be too much."""

    def __init__(self, kind: type[np.generic], expected: int = 0) -> None:
        """``expected`` is about how many there will be: memory is taken at once, and used as far as it is filled."""
        try:
            self._array: npt.NDArray[Any] = np.empty(max(expected, _FIRST), kind)
        except MemoryError:
            self._array = np.empty(_FIRST, kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, *parts: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Add values at the end, one part after the other. Returns the place in which they are until more are added."""
        if self._array.dtype == np.int32 and any(map(_needs_64_bits, parts)):
            self._array = self._array.astype(np.int64)
        start = self._length
        end = start + sum(map(len, parts))
        if end > len(self._array):
            self._array.resize(max(end, len(self._array) * 5 // 4), refcheck=False)
        place = self._array[start:end]
        np.concatenate(parts, out=place)
        self._length = end
        return place

    def rows(self) -> npt.NDArray[Any]:
        """Everything added. Nothing can be added afterwards."""
        self._array.resize(self._length, refcheck=False)
        return self._array


def _needs_64_bits(values: npt.NDArray[Any]) -> bool:
    return values.dtype != np.int32 and len(values) > 0 and not -(2**31) <= values.min() <= values.max() < 2**31
