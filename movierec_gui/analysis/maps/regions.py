"""Where groups of movies lie on a map, for their names, and colours that tell neighbouring groups apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Int64Array

FloatArray = npt.NDArray[np.float64]


def region_places(coordinates: npt.NDArray[np.floating], groups: Sequence[Int64Array]) -> FloatArray:
    """A point for the name of each group of rows, shape [groups, 2]: its member nearest to the median of all.

    A group can lie in several pieces; its name stands at one of its movies, not in between. NaN for an empty group.
    """
    places = np.full((len(groups), 2), np.nan)
    for number, rows in enumerate(groups):
        if len(rows):
            members = coordinates[rows].astype(np.float64)
            apart = np.square(members - np.median(members, axis=0)).sum(axis=1)
            places[number] = members[apart.argmin()]
    return places


def told_apart(places: FloatArray, n_colors: int) -> list[int]:
    """A colour number below ``n_colors`` for each place [n, 2]: with more places than colours, equal ones lie apart.

    Each place in turn gets the colour whose nearest bearer is farthest away, an unused one before all others.
    """
    colors: list[int] = []
    for number, place in enumerate(places):
        apart = np.linalg.norm(places[:number] - place, axis=1)
        nearest = [
            min((float(apart[other]) for other in range(number) if colors[other] == color), default=np.inf)
            for color in range(n_colors)
        ]
        known = [distance if distance == distance else 0.0 for distance in nearest]
        colors.append(int(np.argmax(known)))
    return colors
