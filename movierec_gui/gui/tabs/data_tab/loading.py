"""Sources of datasets, and the one job that opens them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.errors import UserError
from movierec_gui.gui.libraries import load_libraries
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.data.releases import Release
    from movierec_gui.data.splits import Split
    from movierec_gui.data.table_reading import Doubt


_REMEMBERED = ("rating_levels", "movie_means", "user_means", "content_hash", "movies.genre_labels")
"""Properties that a dataset computes once: seconds on 32 million ratings, which the window's thread must not spend."""


_FEW, _MOST_SEEDS, _OF_FEW = 100, 20, 0.3
"""Of so few ratings a draw may leave a part empty: other seeds are tried, larger parts, and none to test on."""


@dataclass(frozen=True)
class TableSource:
    """A table of ratings of which a person said how it is read."""

    path: Path
    choice: TableChoice


@dataclass(frozen=True)
class ReleaseSource:
    """A release to download first."""

    release: Release


Source = Path | TableSource | ReleaseSource | None
"""A folder, zip or file; a table; a release; None for the bundled data."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A dataset that is ready for the workspace."""

    dataset: Dataset
    split: Split
    path: Path | None
    """Where to find it again; None for the bundled data."""
    original: Dataset
    """The dataset as its files have it, before it was prepared as the last time."""
    choice: TableChoice
    """How a person said it is to be read, now or before."""
    doubts: tuple[Doubt, ...] = ()
    """What may be meant otherwise and nobody has said yet."""
    problem: UserError | None = None
    """Why it could not be prepared as the last time."""


class TooFewRatingsError(UserError):
    """The table can be read, but holds too few ratings to be divided."""


def name_of(source: Source) -> str:
    """Returns the source's name."""
    if source is None:
        return "the bundled data"
    if isinstance(source, ReleaseSource):
        return source.release.title
    return source.path.name if isinstance(source, TableSource) else source.name


def open_source(source: Source) -> Generator[Progress, None, Opened]:
    """Load a dataset with all that the window asks of it at once, prepared as the last time.

    Raises UserError where there is none. Where it cannot be prepared any more it is the original, and says why.
    """
    yield from load_libraries()
    from movierec_gui.data.choices import AS_FOUND, kept_choices
    from movierec_gui.data.downloads import download_release
    from movierec_gui.data.preparation import kept_preparations
    from movierec_gui.data.sources import load_bundled, load_dataset

    path, choice = _place_of(source)
    if isinstance(source, ReleaseSource):
        path = yield from download_release(source.release, data_home() / "datasets")
    if path is None:
        dataset = yield from load_bundled()
    else:
        choice = kept_choices().get(path) if choice is None else choice
        dataset = yield from load_dataset(path, choice=choice)
        if isinstance(source, TableSource):
            kept_choices().put(path, choice)
    chosen = choice or AS_FOUND
    doubts = _doubts(dataset, chosen) if isinstance(source, Path) else ()
    prepared, split, problem = yield from _prepared(dataset, kept_preparations().get(path), name_of(source))
    return Opened(prepared, split, path, dataset, chosen, doubts, problem)


def _prepared(
    original: Dataset, config: PreparationConfig, name: str
) -> Generator[Progress, None, tuple[Dataset, Split, UserError | None]]:
    """The dataset prepared as the last time with its split; the original and why, where that cannot be any more."""
    from movierec_gui.data.prepare import prepare

    problem: UserError | None = None
    if config.says_something:
        try:
            dataset = yield from prepare(original, config)
            return dataset, (yield from make_ready(dataset, dataset.name)), None
        except UserError as error:
            problem = error
    return original, (yield from make_ready(original, name)), problem


def make_ready(dataset: Dataset, name: str) -> Generator[Progress, None, Split]:
    """The dataset's split, once all is computed that the window asks at once.

    Raises TooFewRatingsError where they cannot be divided.
    """
    yield Progress("Dividing the ratings")
    split = _first_split(dataset, name)
    for number, remembered in enumerate(_REMEMBERED):
        yield Progress("Counting", number, len(_REMEMBERED))
        attrgetter(remembered)(dataset)
    return split


def _place_of(source: Source) -> tuple[Path | None, TableChoice | None]:
    """Where a source lies, as far as it is on the disk, and what a person has just said of it."""
    if isinstance(source, TableSource):
        return source.path, source.choice
    return (source if isinstance(source, Path) else None), None


def _doubts(dataset: Dataset, choice: TableChoice) -> tuple[Doubt, ...]:
    from movierec_gui.data.table_reading import doubts_about

    readings = () if dataset.report is None else dataset.report.readings
    return tuple(dict.fromkeys(doubt for reading in readings for doubt in doubts_about(reading, choice)))


def _first_split(dataset: Dataset, name: str) -> Split:
    """The usual split; of a handful of ratings one that leaves no part empty. Raises TooFewRatingsError without one."""
    from movierec_gui.data.splits import SplitConfig, split_ratings

    parts = (SplitConfig(), SplitConfig(test=_OF_FEW, validation=_OF_FEW), SplitConfig(test=0.0, validation=0.5))
    tried = (replace(config, seed=seed) for config in parts for seed in range(_MOST_SEEDS))
    problem: UserError | None = None
    for config in tried:
        try:
            return split_ratings(dataset, config)
        except UserError as error:
            problem = error
            if len(dataset.ratings) > _FEW:
                break
    raise TooFewRatingsError(
        f"{name} holds too few ratings to be divided for training",
        _count_text(dataset),
        "Choose data with some dozens of ratings at least",
    ) from problem


def _count_text(dataset: Dataset) -> str:
    """How many ratings there are, and why not more."""
    report = dataset.report
    if report is None or not report.rows_skipped or dataset.preparation is not None:
        return f"Ratings: {len(dataset.ratings):,}"
    skipped = next((issue for issue in report.issues if not issue.kept), None)
    return report.summary() if skipped is None else f"{report.summary()}; {skipped}"
