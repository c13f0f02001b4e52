"""Sources of datasets, and the one job that opens them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.errors import UserError
from movierec_gui.gui.libraries import load_libraries
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.releases import Release
    from movierec_gui.data.sniffing import ColumnChoice
    from movierec_gui.data.splits import Split


_REMEMBERED = ("rating_levels", "movie_means", "user_means", "content_hash")
"""Properties that a dataset computes once: seconds on 32 million ratings, which the window's thread must not spend."""


@dataclass(frozen=True)
class TableSource:
    """A table of ratings whose columns a person named."""

    path: Path
    columns: ColumnChoice


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
    problem: UserError | None = None
    """Why it could not be prepared as the last time."""


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
    from movierec_gui.data.choices import choice_of, kept_choices
    from movierec_gui.data.downloads import download_release
    from movierec_gui.data.preparation import kept_preparations
    from movierec_gui.data.prepare import prepare
    from movierec_gui.data.sources import load_bundled, load_dataset

    path: Path | None = None
    if source is None:
        dataset = yield from load_bundled()
    elif isinstance(source, TableSource):
        path = source.path
        choice = choice_of(source.columns)
        dataset = yield from load_dataset(path, choice=choice)
        kept_choices().put(path, choice)
    else:
        if isinstance(source, ReleaseSource):
            path = yield from download_release(source.release, data_home() / "datasets")
        else:
            path = source
        dataset = yield from load_dataset(path, choice=kept_choices().get(path))
    original, problem = dataset, None
    try:
        dataset = yield from prepare(original, kept_preparations().get(path))
    except UserError as error:
        problem = error
    split = yield from make_ready(dataset, name_of(source))
    return Opened(dataset, split, path, original, problem)


def make_ready(dataset: Dataset, name: str) -> Generator[Progress, None, Split]:
    """The dataset's split, once all is computed that the window asks at once. Raises UserError at too few ratings."""
    from movierec_gui.data.splits import SplitConfig, split_ratings

    yield Progress("Dividing the ratings")
    try:
        split = split_ratings(dataset, SplitConfig())
    except UserError as error:
        raise UserError(
            f"{name} holds too few ratings to be divided for training",
            _count_text(dataset),
            "Choose data with some dozens of ratings at least",
        ) from error
    for number, remembered in enumerate(_REMEMBERED):
        yield Progress("Counting", number, len(_REMEMBERED))
        getattr(dataset, remembered)
    return split


def _count_text(dataset: Dataset) -> str:
    """How many ratings there are, and why not more."""
    report = dataset.report
    if report is None or not report.rows_skipped or dataset.preparation is not None:
        return f"Ratings: {len(dataset.ratings):,}"
    skipped = next((issue for issue in report.issues if not issue.kept), None)
    return report.summary() if skipped is None else f"{report.summary()}; {skipped}"
