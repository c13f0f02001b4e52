"""How far a map can be trusted: neighbours kept, neighbours invented, and what its distances say."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy
import scipy.sparse as sp

from movierec_gui.analysis.maps.columns import Columns
from movierec_gui.analysis.maps.config import EMBEDDING, LAYER, RATINGS
from movierec_gui.analysis.maps.twins import merged_twins
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

Float64Array = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]
DistancesOf = Callable[[Int64Array], Generator[Progress, None, Float64Array]]

STAGE = "Trust in the map"
SAMPLE = 2_000
NEIGHBOURS = 10
_MOST_DISTANCES, _LEAST_SAMPLE = 20_000_000, 200
"""Of a large catalogue fewer movies are looked at: each is measured against all others, three times."""
_BLOCK_ENTRIES = 1_000_000
_PAIRS = 20_000
_SAME = 1e-9
"""Squared distances that differ by less, relative to the points' mean square, are equal but for rounding."""
_ROWS_NAMES = {
    RATINGS: "the ratings themselves",
    EMBEDDING: "the embeddings themselves",
    LAYER: "the layer's outputs themselves",
}


@dataclass(frozen=True)
class MapQuality:
    """Figures of trust, from a sample of the movies against all."""

    k: int
    sample: int
    preservation: float
    """Share of a movie's k nearest neighbours in the components that are among its k nearest on the map; by chance
    k / n. The other figures are about the components, too, but for ``rows_preservation``.
    """
    trustworthiness: float
    """1 if the map's neighbours are neighbours in the data, less by how far they are not (Venna and Kaski 2001)."""
    distance_correlation: float
    """Spearman's, of the distances of random pairs on the map and in the data; NaN where all are equal."""
    components: int = 0
    """Number of principal components that the map was made from."""
    explained: float = float("nan")
    """Share of the variance that they hold."""
    rows_preservation: float = float("nan")
    """As ``preservation``, for the nearest neighbours in the rows themselves, all their columns; NaN if unknown."""
    rows_name: str = ""
    """Name of those rows, as in ``the ratings themselves``."""

    @property
    def kept_in_words(self) -> str:
        """Both figures of neighbours kept, each with what it is measured against."""
        share = f", which hold {self.explained:.0%} of the variance" if self.explained == self.explained else ""
        words = f"Of a movie's {self.k} nearest neighbours {self.preservation:.0%} are kept, counted in the "
        words += f"{self.components} components{share}"
        if self.rows_preservation == self.rows_preservation:
            words += f"; counted in {self.rows_name} {self.rows_preservation:.0%}"
        return words


def map_quality(
    movie_map: MovieMap, rng: np.random.Generator, k: int = NEIGHBOURS
) -> Generator[Progress, None, MapQuality]:
    """Compare a map with the space that it was made from, and with the rows that the space is made from.

    Movies that are equally far away are ordered by lot, the same lot on the map and in the data: identical movies are
    common, and nothing else tells which of them is the nearest. Movies a hair apart (``maps.twins``) count as equally
    far away, on the map and in the components: t-SNE leaves identical ones so. Raises UserError where there are too few
    movies.
    """
    n = len(movie_map)
    if n < 3 * k:
        raise UserError(f"{n} movies are too few to judge a map", f"At least {3 * k} are needed", "")
    sample = np.sort(rng.choice(n, min(n, SAMPLE, max(_LEAST_SAMPLE, _MOST_DISTANCES // n)), replace=False))
    lot = rng.permutation(n)
    yield Progress(STAGE, 0, len(sample))
    on_map = _between_points(merged_twins(movie_map.coordinates))
    yield Progress(STAGE, 0, len(sample))
    in_space = _between_points(merged_twins(movie_map.space))
    in_rows: DistancesOf | None = None
    if movie_map.rows is not None:
        in_rows = _between_columns((yield from movie_map.rows()), sample)
    block = max(1, _BLOCK_ENTRIES // n)
    kept, rows_kept, penalty = 0, 0, 0
    for start in range(0, len(sample), block):
        yield Progress(STAGE, start, len(sample))
        rows = sample[start : start + block]
        neighbours = _nearest((yield from on_map(rows)), k, lot)
        ranks = _ranks((yield from in_space(rows)), neighbours, lot)
        kept += int((ranks <= k).sum())
        penalty += int(np.maximum(ranks - k, 0).sum())
        if in_rows is not None:
            rows_kept += int((_ranks((yield from in_rows(rows)), neighbours, lot) <= k).sum())
    asked = len(sample) * k
    worst = asked * (2 * n - 3 * k - 1) / 2
    return MapQuality(
        k=k,
        sample=len(sample),
        preservation=kept / asked,
        trustworthiness=1.0 - penalty / worst,
        distance_correlation=_distance_correlation(movie_map, rng),
        components=movie_map.space.shape[1],
        explained=movie_map.explained,
        rows_preservation=float("nan") if in_rows is None else rows_kept / asked,
        rows_name="" if in_rows is None else _ROWS_NAMES[movie_map.config.source],
    )


def judge_map(movie_map: MovieMap) -> Generator[Progress, None, MapQuality | None]:
    """``map_quality`` with the map's own seed; None where everybody can see how the few movies lie."""
    if len(movie_map) < 3 * NEIGHBOURS:
        return None
    return (yield from map_quality(movie_map, np.random.default_rng(movie_map.config.seed)))


def _between_points(points: Float64Array) -> DistancesOf:
    """Squared distances of points [n, d] to all, inf to themselves; rounding does not tell equal ones apart."""
    centred = points - points.mean(axis=0)
    squares = np.einsum("nd,nd->n", centred, centred)
    unit = max(_SAME * float(squares.mean()), np.finfo(np.float64).tiny)

    def between(rows: Int64Array) -> Generator[Progress, None, Float64Array]:
        apart = squares[rows][:, None] + squares - 2.0 * (centred[rows] @ centred.T)  # [rows, n]
        found: Float64Array = np.rint(apart / unit)
        found[np.arange(len(rows)), rows] = np.inf
        yield Progress(STAGE)
        return found

    return between


def _between_columns(columns: Columns, sample: Int64Array) -> DistancesOf:
    """As ``_between_points``, for the rows of a matrix in blocks; only rows of the (ascending) sample are asked for."""
    squares = np.zeros(columns.n)
    taken: list[sp.csr_matrix] = []
    for block in columns.blocks:
        entries = sp.csr_matrix(block, dtype=np.float64)
        squares += np.asarray(entries.multiply(entries).sum(axis=0)).ravel()
        taken.append(entries[:, sample].T.tocsr())
    unit = max(_SAME * float(squares.mean()), np.finfo(np.float64).tiny)

    def between(rows: Int64Array) -> Generator[Progress, None, Float64Array]:
        places = np.searchsorted(sample, rows)
        apart = squares[rows][:, None] + squares  # [rows, n]
        for part, block in zip(taken, columns.blocks, strict=True):
            yield Progress(STAGE)
            product = part[places] @ block
            apart -= 2.0 * (product.toarray() if sp.issparse(product) else np.asarray(product))
        found: Float64Array = np.rint(apart / unit)
        found[np.arange(len(rows)), rows] = np.inf
        return found

    return between


def _nearest(distances: Float64Array, k: int, lot: Int64Array) -> Int64Array:
    """The k nearest columns of each row [rows, k], in any order; the lot decides between equal distances."""
    limits = np.partition(distances, k - 1, axis=1)[:, k - 1]
    chosen = np.empty((len(distances), k), np.int64)
    for place, (row, limit) in enumerate(zip(distances, limits, strict=True)):
        closer, equal = np.flatnonzero(row < limit), np.flatnonzero(row == limit)
        drawn = equal[np.argsort(lot[equal])[: k - len(closer)]]
        chosen[place] = np.concatenate([closer, drawn])
    return chosen


def _ranks(distances: Float64Array, chosen: Int64Array, lot: Int64Array) -> Int64Array:
    """The rank of the chosen columns [rows, k] in their row, 1 for the nearest; the lot decides between equal ones."""
    ranks = np.empty_like(chosen)
    for place, (row, columns) in enumerate(zip(distances, chosen, strict=True)):
        values, drawn = row[columns][:, None], lot[columns][:, None]  # [k, 1]
        before = (row < values) | ((row == values) & (lot < drawn))  # [k, n]
        ranks[place] = 1 + np.count_nonzero(before, axis=1)
    return ranks


def _distance_correlation(movie_map: MovieMap, rng: np.random.Generator) -> float:
    one, other = rng.integers(0, len(movie_map), (2, _PAIRS))
    in_data = np.linalg.norm(movie_map.space[one] - movie_map.space[other], axis=1)
    on_map = np.linalg.norm(movie_map.coordinates[one] - movie_map.coordinates[other], axis=1)
    if np.ptp(in_data) == 0 or np.ptp(on_map) == 0:
        return float("nan")
    return float(scipy.stats.spearmanr(in_data, on_map).statistic)
