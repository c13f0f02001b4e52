"""Where names can stand beside their points without lying on each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_GAP = 6.0
_MOST_TRIED = 300


@dataclass(frozen=True)
class PlacedLabel:
    """A text and its rectangle in pixels."""

    text: str
    left: float
    top: float
    width: float
    height: float


def place_labels(
    rows: npt.NDArray[np.integer],
    places: npt.NDArray[np.floating],
    text_of: Callable[[int], str],
    size_of: Callable[[str], tuple[float, float]],
    room: tuple[float, float],
    most: int,
    taken: Sequence[PlacedLabel] = (),
) -> list[PlacedLabel]:
    """Names of the points in ``rows``, the most important first; those for which there is no room are left out.

    ``places`` [n, 2] are pixels; ``size_of`` measures a text; ``room`` is the widget's width and height; nothing is put
    over what is ``taken``.
    """
    placed: list[PlacedLabel] = []
    for tried, row in enumerate(rows.tolist()):
        if len(placed) == most or tried == _MOST_TRIED:
            break
        x, y = (float(value) for value in places[row])
        if not (0 <= x < room[0] and 0 <= y < room[1]):
            continue
        text = text_of(row)
        width, height = size_of(text)
        beside = ((x + _GAP, y - height / 2), (x - _GAP - width, y - height / 2))
        around = ((x - width / 2, y - _GAP - height), (x - width / 2, y + _GAP))
        for left, top in (*beside, *around):
            label = PlacedLabel(text, left, top, width, height)
            if _fits(label, room) and not any(_overlap(label, other) for other in (*taken, *placed)):
                placed.append(label)
                break
    return placed


def shorten(text: str, most: int = 36) -> str:
    """A long title cut in its middle, so that the year stays."""
    if len(text) <= most:
        return text
    tail = 7 if text.endswith(")") else 0
    return f"{text[: most - tail - 1].rstrip()}…{text[len(text) - tail :]}"


def listed(lines: Sequence[str], total: int) -> str:
    """Lines of text, and how many more there would be of ``total``."""
    more = total - len(lines)
    return "\n".join([*lines, f"… and {more:,} more at this place"] if more else lines)


def _fits(label: PlacedLabel, room: tuple[float, float]) -> bool:
    return (
        label.left >= 0
        and label.top >= 0
        and label.left + label.width <= room[0]
        and label.top + label.height <= room[1]
    )


def _overlap(one: PlacedLabel, other: PlacedLabel) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )
