"""The same movies at several perplexities, as the article tried them before it kept 50."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from movierec_gui.analysis.map_quality import MapQuality, judge_map
from movierec_gui.analysis.maps.cache import MapCache
from movierec_gui.analysis.maps.config import RATINGS, TSNE, MapConfig
from movierec_gui.analysis.projections import MapFrame, MovieMap, PerplexityError, learned_map, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

ARTICLE_PERPLEXITIES = (5.0, 30.0, 50.0, 100.0)


@dataclass(frozen=True, eq=False)
class PerplexityFrame:
    """A picture on the way of one of the maps."""

    progress: Progress
    number: int
    """Position of its perplexity among those asked for."""
    map: MovieMap


@dataclass(frozen=True, eq=False)
class JudgedMap:
    """A finished map, and how far it can be trusted where there are enough movies to say."""

    map: MovieMap
    quality: MapQuality | None


def maps_by_perplexity(
    source: Dataset | TrainedRun,
    config: MapConfig,
    perplexities: Sequence[float] = ARTICLE_PERPLEXITIES,
    cache: MapCache | None = None,
) -> Generator[Progress | PerplexityFrame, None, tuple[JudgedMap, ...]]:
    """Lay the movies out by t-SNE once for each perplexity, all else as in ``config``, in the order asked for.

    A dataset gives maps of its ratings, a run of what it learned. The largest perplexity comes first: its neighbours
    serve the others. Raises UserError where a perplexity is too high for the movies.
    """
    if not perplexities:
        raise UserError("No perplexity is asked for", "", "Give one or more")
    cache = MapCache() if cache is None else cache
    found: dict[int, JudgedMap] = {}
    for number in sorted(range(len(perplexities)), key=perplexities.__getitem__, reverse=True):
        chosen = replace(config, method=TSNE, perplexity=float(perplexities[number]))
        name = f"Perplexity {chosen.perplexity:g}"
        try:
            movie_map = yield from _numbered(_work(source, chosen, cache), number, name)
        except PerplexityError as error:
            where = f"Side by side are {', '.join(f'{each:g}' for each in perplexities)}"
            remedy = "Lay out one map: its usual perplexity fits itself to the movies"
            raise UserError(error.what, where, remedy) from error
        quality = yield from judge_map(movie_map)
        found[number] = JudgedMap(movie_map, quality)
        yield PerplexityFrame(Progress(name), number, movie_map)
    return tuple(found[number] for number in range(len(perplexities)))


def _work(
    source: Dataset | TrainedRun, config: MapConfig, cache: MapCache
) -> Generator[Progress | MapFrame, None, MovieMap]:
    if isinstance(source, Dataset):
        return raw_map(source, replace(config, source=RATINGS), cache)
    return learned_map(source, config, cache)


def _numbered(
    work: Generator[Progress | MapFrame, None, MovieMap], number: int, name: str
) -> Generator[Progress | PerplexityFrame, None, MovieMap]:
    """The events of one map, named by its perplexity."""
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            finished: MovieMap = end.value
            return finished
        if isinstance(event, MapFrame):
            yield PerplexityFrame(_named(event.progress, name), number, event.map)
        else:
            yield _named(event, name)


def _named(progress: Progress, name: str) -> Progress:
    return replace(progress, stage=f"{name}: {progress.stage}")
