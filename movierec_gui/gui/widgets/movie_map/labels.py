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
    boxes = _Boxes(taken)
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
            if _fits(label, room) and boxes.add(label):
                placed.append(label)
                break
    return placed


def place_regions(
    labels: Sequence[str],
    places: npt.NDArray[np.floating],
    size_of: Callable[[str], tuple[float, float]],
    room: tuple[float, float],
) -> list[tuple[int, PlacedLabel]]:
    """Names in the middle of their places [n, 2], pixels, the most important first, each with its number.

    Those for which there is no room are left out.
    """
    placed: list[tuple[int, PlacedLabel]] = []
    boxes = _Boxes(())
    for number, (text, (x, y)) in enumerate(zip(labels, places.tolist(), strict=True)):
        if not (0 <= x < room[0] and 0 <= y < room[1]):
            continue
        width, height = size_of(text)
        left, top = (
            min(max(middle - size / 2, 0.0), whole - size)
            for middle, size, whole in ((x, width, room[0]), (y, height, room[1]))
        )
        label = PlacedLabel(text, left, top, width, height)
        if _fits(label, room) and boxes.add(label):
            placed.append((number, label))
    return placed


class _Boxes:
    """Rectangles that do not lie on each other."""

    def __init__(self, taken: Sequence[PlacedLabel]) -> None:
        self._sides = np.empty((max(64, 2 * len(taken)), 4))
        self._count = 0
        for label in taken:
            self._append(label)

    def add(self, label: PlacedLabel) -> bool:
        """Take a rectangle's place; False where something lies there."""
        left, top, right, bottom = self._sides[: self._count].T
        free = (
            (left >= label.left + label.width)
            | (right <= label.left)
            | (top >= label.top + label.height)
            | (bottom <= label.top)
        )
        if not free.all():
            return False
        self._append(label)
        return True

    def _append(self, label: PlacedLabel) -> None:
        if self._count == len(self._sides):
            self._sides = np.concatenate([self._sides, np.empty_like(self._sides)])
        self._sides[self._count] = (label.left, label.top, label.left + label.width, label.top + label.height)
        self._count += 1


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
