"""How far a map can be trusted: neighbours kept, neighbours invented, and what its distances say."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.projections import MovieMap
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]
Int64Array = npt.NDArray[np.int64]

STAGE = "Trust in the map"
SAMPLE = 2_000
NEIGHBOURS = 10
_BLOCK_ENTRIES = 1_000_000
_PAIRS = 20_000


@dataclass(frozen=True)
class MapQuality:
    """Figures of trust, from a sample of the movies against all."""

    k: int
    sample: int
    preservation: float
    """Share of a movie's k nearest neighbours in the data that are among its k nearest on the map; by chance k / n."""
    trustworthiness: float
    """1 if the map's neighbours are neighbours in the data, less by how far they are not (Venna and Kaski 2001)."""
    distance_correlation: float
    """Spearman's, of the distances of random pairs on the map and in the data; NaN where all are equal."""


def map_quality(
    movie_map: MovieMap, rng: np.random.Generator, k: int = NEIGHBOURS
) -> Generator[Progress, None, MapQuality]:
    """Compare a map with the space that it was made from. Raises UserError where there are too few movies."""
    n = len(movie_map)
    if n < 3 * k:
        raise UserError(f"{n} movies are too few to judge a map", f"At least {3 * k} are needed", "")
    sample = np.sort(rng.choice(n, min(SAMPLE, n), replace=False))
    block = max(1, _BLOCK_ENTRIES // n)
    kept, penalty = 0, 0
    for start in range(0, len(sample), block):
        yield Progress(STAGE, start, len(sample))
        rows = sample[start : start + block]
        ranks = _ranks(_squared_distances(movie_map.space, rows), rows)  # [block, n], 1 for the nearest other
        shown = _squared_distances(movie_map.coordinates, rows)
        shown[np.arange(len(rows)), rows] = np.inf
        neighbours = np.argpartition(shown, k - 1, axis=1)[:, :k]
        found = np.take_along_axis(ranks, neighbours, axis=1)
        kept += int((found <= k).sum())
        penalty += int(np.maximum(found - k, 0).sum())
    worst = len(sample) * k * (2 * n - 3 * k - 1) / 2
    return MapQuality(
        k=k,
        sample=len(sample),
        preservation=kept / (len(sample) * k),
        trustworthiness=1.0 - penalty / worst,
        distance_correlation=_distance_correlation(movie_map, rng),
    )


def _squared_distances(points: Float32Array, rows: Int64Array) -> Float32Array:
    centred = points - points.mean(axis=0)
    squares = np.einsum("nd,nd->n", centred, centred)
    apart: Float32Array = squares[rows][:, None] + squares - 2.0 * (centred[rows] @ centred.T)
    return apart


def _ranks(distances: Float32Array, rows: Int64Array) -> Int64Array:
    """The rank of every column in its row, 0 for the row's own point."""
    distances[np.arange(len(rows)), rows] = -np.inf
    order = np.argsort(distances, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    return ranks


def _distance_correlation(movie_map: MovieMap, rng: np.random.Generator) -> float:
    from scipy import stats

    one, other = rng.integers(0, len(movie_map), (2, _PAIRS))
    in_data = np.linalg.norm(movie_map.space[one] - movie_map.space[other], axis=1)
    on_map = np.linalg.norm(movie_map.coordinates[one] - movie_map.coordinates[other], axis=1)
    if np.ptp(in_data) == 0 or np.ptp(on_map) == 0:
        return float("nan")
    return float(stats.spearmanr(in_data, on_map).statistic)
