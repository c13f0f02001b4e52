"""The few lines of a block that hold quotes, taken apart from the many that do not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.fast_rows import NEWLINE

_QUOTE = ord('"')
_MOST_SHARE = 4
"""One line of so many, or fewer, may hold quotes; otherwise nothing is won."""


class LinesApart(NamedTuple):
    """A block of whole lines in two parts, each in its order."""

    plain: bytes
    quoted: bytes
    order: Int64Array
    """Where each line of the block [lines] stands in the plain lines followed by the quoted ones."""


def lines_apart(lines: bytes) -> LinesApart | None:
    """The lines without quotes and those with; None where a field may go on in the next line, or most have quotes."""
    text = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(text == NEWLINE) + 1
    holders, counts = np.unique(np.searchsorted(ends, np.flatnonzero(text == _QUOTE), side="right"), return_counts=True)
    if len(holders) * _MOST_SHARE > len(ends) or (counts % 2).any():
        return None
    starts = np.append(0, ends[:-1])
    quoted = b"".join(lines[starts[line] : ends[line]] for line in holders)
    edges = [0, *np.stack([starts[holders], ends[holders]], axis=1).ravel().tolist(), len(lines)]
    plain = b"".join(lines[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2))
    order = np.empty(len(ends), np.int64)
    others = np.ones(len(ends), np.bool_)
    others[holders] = False
    order[others] = np.arange(len(ends) - len(holders))
    order[holders] = np.arange(len(ends) - len(holders), len(ends))
    return LinesApart(plain, quoted, order)
