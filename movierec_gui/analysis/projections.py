"""The catalogue as a map: rows of numbers, principal components, neighbours, affinities, t-SNE."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from movierec_gui.analysis.maps.affinities import Affinities, joint_probabilities
from movierec_gui.analysis.maps.cache import MapCache
from movierec_gui.analysis.maps.columns import Columns
from movierec_gui.analysis.maps.components import Components, FirstLook, principal_components
from movierec_gui.analysis.maps.config import LEAST_PERPLEXITY, PCA, RATINGS, MapConfig, fitting, most_perplexity
from movierec_gui.analysis.maps.descent import STAGE as LAYOUT
from movierec_gui.analysis.maps.descent import Step, descend
from movierec_gui.analysis.maps.neighbours import Neighbours, nearest_neighbours
from movierec_gui.analysis.maps.sources import MapSource, learned_rows, rating_rows
from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun
from movierec_gui.wording import counted

__all__ = ["MapCache", "MapConfig", "MapFrame", "MovieMap", "learned_map", "raw_map"]

Float32Array = npt.NDArray[np.float32]
ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")

_FEWEST_MOVIES = 3
_FLAT = 1e-6
"""A direction with so small a part of the first one's variance is rounding."""


class PerplexityError(UserError):
    """A perplexity that was asked for is too high for the movies."""


@dataclass(frozen=True, eq=False)
class MovieMap:
    """Movies on a plane."""

    config: MapConfig
    title: str
    """Title of the rows that are laid out, as in ``Ratings of ml-latest-small``."""
    dataset_hash: str
    movies: Int64Array
    """The movie index of each row, ascending; movies without ratings are not on the map."""
    space: Float32Array
    """The rows in the space that the map was made from, shape [n, components]: for clusters and figures of trust."""
    explained: float
    """Share of the variance that those components keep."""
    coordinates: Float32Array
    """Shape [n, 2]."""
    complete: bool
    """False for a picture on the way, which is all that a cancelled map leaves."""
    approximate: bool = False
    """True for a first look at two principal components that are not exact yet; ``space`` holds no others then."""
    iteration: int = 0
    """Steps of t-SNE so far."""
    kl: float | None = None
    """Kullback-Leibler divergence of the map from the affinities, which t-SNE makes small; None without t-SNE."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Time that each stage took, without pauses; a stage that was remembered is missing."""
    remark: str = ""
    """What the usual settings became, where the movies are too few for them."""
    rows: Callable[[], Generator[Progress, None, Columns]] | None = None
    """Starts work that returns the rows themselves, all their columns [n, d]; None where only ``space`` is known."""

    def __len__(self) -> int:
        return len(self.movies)

    @property
    def description(self) -> str:
        """One line for a caption or a file's note."""
        parts = [self.title, self._method]
        if self.iteration:
            parts.append(f"{self.iteration:,} steps")
        if self.kl is not None:
            parts.append(f"KL {self.kl:.3f}")
        if self.remark:
            parts.append(self.remark)
        if not self.complete:
            parts.append("partial")
        return " · ".join(parts)

    @property
    def _method(self) -> str:
        if self.approximate:
            return "principal components, approximate"
        return "principal components" if self.config.method == PCA else f"t-SNE, perplexity {self.config.perplexity:g}"


@dataclass(frozen=True, eq=False)
class MapFrame:
    """A picture on the way."""

    progress: Progress
    map: MovieMap
    """Partial (``complete`` is False): keep the last one if you cancel."""

    @property
    def iteration(self) -> int:
        return self.map.iteration

    @property
    def coordinates(self) -> Float32Array:
        return self.map.coordinates

    @property
    def kl(self) -> float | None:
        return self.map.kl


MapEvents = Generator[Progress | MapFrame, None, MovieMap]


def raw_map(dataset: Dataset, config: MapConfig, cache: MapCache | None = None) -> MapEvents:
    """Lay out the rated movies by who gave them which rating; ``config.source`` is taken as ``ratings``.

    The first frame shows two principal components, then one every ten steps of t-SNE; where there are many ratings, an
    approximate one comes before them. Between any two events there is less than half a second, so that closing the
    generator cancels promptly. Give the same cache again to redo only what a changed setting concerns. Raises UserError
    where there are too few movies for the settings.
    """
    return _lay_out(
        rating_rows(dataset),
        replace(config, source=RATINGS),
        dataset.content_hash,
        MapCache() if cache is None else cache,
    )


def learned_map(run: TrainedRun, config: MapConfig, cache: MapCache | None = None) -> MapEvents:
    """Lay out the movies as a trained network sees them: by embedding or by a layer (see ``learned_rows``).

    Otherwise as ``raw_map``.
    """
    return _lay_out(learned_rows(run, config), config, run.dataset.content_hash, MapCache() if cache is None else cache)


def _lay_out(
    rows: Generator[Progress, None, MapSource], config: MapConfig, dataset_hash: str, cache: MapCache
) -> MapEvents:
    seconds: dict[str, float] = {}
    source = yield from _measured("source", rows, seconds)
    n = len(source.movies)
    if n < _FEWEST_MOVIES:
        raise UserError(
            f"{source.title}: {counted(n, 'movie')} {'is' if n == 1 else 'are'} too few for a map",
            f"At least {_FEWEST_MOVIES} are needed",
            "Load more ratings",
        )
    asked = config
    if config.perplexity == MapConfig().perplexity:
        config = fitting(config, n)
    elif config.method != PCA:
        _check_perplexity(config, n)
    key = (source.key, config.components, config.seed)
    look = partial(_picture, source, config, dataset_hash, seconds)
    components = yield from cache.recall(("components", key), _find_components(source, config, look, seconds))
    _check_directions(source.title, components)
    first = replace(look(components), remark=_remark(asked, config, n))
    yield MapFrame(Progress("First picture", 1, 1), first)
    if config.method == PCA:
        return replace(first, complete=True)
    layout_key = ("layout", key, config.perplexity, config.iterations, config.until_settled)
    work_map = cache.recall(layout_key, _run_tsne(first, ("affinities", key, config.perplexity), cache))
    return (yield from work_map)


def _picture(
    source: MapSource,
    config: MapConfig,
    dataset_hash: str,
    seconds: dict[str, float],
    components: Components,
    *,
    approximate: bool = False,
) -> MovieMap:
    """The map that principal components alone make."""
    return MovieMap(
        config=config,
        title=source.title,
        dataset_hash=dataset_hash,
        movies=source.movies,
        space=components.coordinates,
        explained=float(components.explained.sum()),
        coordinates=_two_columns(components.coordinates),
        complete=False,
        approximate=approximate,
        seconds=seconds,
        rows=source.columns,
    )


def _find_components(
    source: MapSource, config: MapConfig, picture: Callable[..., MovieMap], seconds: dict[str, float]
) -> Generator[Progress | MapFrame, None, Components]:
    columns = yield from _measured("source", source.columns(), seconds)
    work = _measured("components", principal_components(columns, config.components, config.seed), seconds)
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            found: Components = end.value
            return found
        if isinstance(event, FirstLook):
            yield MapFrame(event.progress, picture(event.components, approximate=True))
        else:
            yield event


def _run_tsne(first: MovieMap, key: tuple[object, ...], cache: MapCache) -> MapEvents:
    config, seconds = first.config, first.seconds
    k = min(len(first) - 1, int(np.ceil(3 * config.perplexity)))
    affinities: Affinities = yield from cache.recall(key, _find_affinities(first, k, cache, key))
    steps = descend(affinities, first.coordinates, config.iterations, until_settled=config.until_settled)
    latest = first
    for event in _measured("layout", steps, seconds):
        if isinstance(event, Step):
            latest = replace(first, coordinates=event.points, iteration=event.number, kl=event.divergence)
            yield MapFrame(Progress(LAYOUT, event.number, config.iterations), latest)
        else:
            yield event
    return replace(latest, complete=True)


def _find_affinities(
    first: MovieMap, k: int, cache: MapCache, key: tuple[object, ...]
) -> Generator[Progress, None, Affinities]:
    held: Neighbours | None = cache.peek(("neighbours", key[1]))
    if held is None or held.k < k:
        held = yield from _measured("neighbours", nearest_neighbours(first.space, k), first.seconds)
        cache.store(("neighbours", key[1]), held)
    work = joint_probabilities(held.nearest(k), first.config.perplexity)
    return (yield from _measured("affinities", work, first.seconds))


def _measured(
    stage: str, work: Generator[EventT, None, ResultT], seconds: dict[str, float]
) -> Generator[EventT, None, ResultT]:
    """Pass on the events of a stage and note the time that it takes itself, pauses left out.

    It gets one thread: the others are the window's, and products as small as these are slower with more.
    """
    seconds.setdefault(stage, 0.0)
    threads = ThreadpoolController()
    while True:
        started = time.perf_counter()
        try:
            with threads.limit(limits=1):
                event = next(work)
        except StopIteration as end:
            result: ResultT = end.value
            return result
        finally:
            seconds[stage] += time.perf_counter() - started
        yield event


def _remark(asked: MapConfig, config: MapConfig, n: int) -> str:
    """What the usual settings became where there are few movies; empty where they stayed."""
    if config == asked:
        return ""
    if config.method == PCA != asked.method:
        return f"{n} movies are too few for t-SNE"
    return f"the usual {asked.perplexity:g} is too high for {n} movies"


def _check_perplexity(config: MapConfig, n: int) -> None:
    most = most_perplexity(n)
    if config.perplexity > most:
        allowed = f"Allowed here: {LEAST_PERPLEXITY} to {most}" if most >= LEAST_PERPLEXITY else ""
        remedy = "Choose a lower one" if allowed else "Choose the method PCA"
        raise PerplexityError(f"A perplexity of {config.perplexity:g} is too high for {n} movies", allowed, remedy)


def _check_directions(title: str, components: Components) -> None:
    """Raises UserError where the rows differ along one direction or none: a straight line or a spot is no map."""
    explained = components.explained
    varied = int(np.count_nonzero(explained > _FLAT * max(explained[0], np.finfo(np.float64).tiny)))
    if varied >= 2:
        return
    if varied == 1:
        raise UserError(
            f"{title}: the movies differ by one number only, and a straight line is no map",
            "At least two directions of variance are needed",
            "Choose a layer with more nodes or another source; the Activations tab and `movierec activations` list "
            "movies by one node",
        )
    raise UserError(
        f"{title}: all movies have the same numbers, which lie on one spot",
        "At least two directions of variance are needed",
        "Choose another layer, source or run",
    )


def _two_columns(coordinates: Float32Array) -> Float32Array:
    """The first two columns, [n, 2]; zeros where there are fewer."""
    plane = np.zeros((len(coordinates), 2), np.float32)
    plane[:, : min(2, coordinates.shape[1])] = coordinates[:, :2]
    return plane
