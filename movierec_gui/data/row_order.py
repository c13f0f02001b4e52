"""A stable order of millions of numbers in passes over 16 bits: faster than a merge sort, and cancellable."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import numpy.typing as npt

from movierec_gui.progress import Progress

_BITS = 16
_MASK = np.uint64(0xFFFF)


def stable_order(keys: npt.NDArray[Any], descending: bool = False) -> Generator[Progress, None, npt.NDArray[np.int32]]:
    """Positions [n] that put the keys (numbers or booleans) in order; NaN comes last either way, equals keep theirs."""
    bits = _sortable_bits(keys, descending)
    order = np.arange(len(keys), dtype=np.int32)
    passes = -(-int(bits.max(initial=0)).bit_length() // _BITS)
    for number in range(passes):
        yield Progress("Sorting", number, passes)
        # NumPy sorts 16-bit numbers by counting them, in linear time.
        digits = ((bits >> np.uint64(number * _BITS)) & _MASK).astype(np.uint16)[order]
        if len(digits) and digits.min() != digits.max():
            order = order[np.argsort(digits, kind="stable")]
    return order


def _sortable_bits(keys: npt.NDArray[Any], descending: bool) -> npt.NDArray[np.uint64]:
    """Unsigned numbers in the order of the keys."""
    if keys.dtype.kind == "f":
        return _float_bits(keys, descending)
    numbers = keys.astype(np.int64)
    if len(numbers) == 0:
        return numbers.astype(np.uint64)
    distance = numbers.max() - numbers if descending else numbers - numbers.min()
    return np.asarray(distance, np.int64).astype(np.uint64)


def _float_bits(keys: npt.NDArray[np.floating[Any]], descending: bool) -> npt.NDArray[np.uint64]:
    values: npt.NDArray[Any] = (-keys if descending else keys) + 0.0  # turns -0.0, whose bits differ, into 0.0
    values[np.isnan(values)] = np.nan  # without a sign
    # IEEE 754: positive numbers sort as their bits do, negative ones the other way round and before them.
    if values.dtype == np.float64:
        wide = values.view(np.uint64)
        return np.where(wide >> np.uint64(63), ~wide, wide | np.uint64(1 << 63))
    narrow = values.view(np.uint32)
    return np.where(narrow >> np.uint32(31), ~narrow, narrow | np.uint32(1 << 31)).astype(np.uint64)
