"""How ratings are prepared before anything is learned from them, and what went: settings and their account."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from movierec_gui.data.kept_by_path import KeptByPath
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home
from movierec_gui.settings import check_settings, from_mapping, setting, to_mapping
from movierec_gui.wording import counted

_MOST_RATINGS = 1_000_000
_MOST_USERS = 2**31 - 1
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class PreparationConfig:
    """What is left out of a dataset, and which list names its movies; with the dataset it reproduces the prepared one.

    Movies and users with too few ratings go first, then the sample is drawn, then those go that have too few within it.
    """

    min_movie_ratings: int = setting(
        0,
        "Fewest per movie",
        "Leave out movies with fewer ratings, again and again until all that stay have enough; 0: none",
        low=0,
        high=_MOST_RATINGS,
        unit="ratings",
    )
    min_user_ratings: int = setting(
        0,
        "Fewest per user",
        "Leave out users with fewer ratings, again and again until all that stay have enough; 0: none",
        low=0,
        high=_MOST_RATINGS,
        unit="ratings",
    )
    sample_users: int = setting(
        0, "Sample of users", "Draw so many of the users by chance; 0: all", low=0, high=_MOST_USERS, unit="users"
    )
    sample_seed: int = setting(0, "Sample seed", "Fixes which users are drawn", low=0, high=2**31 - 1)
    movies: str = setting(
        "", "Movie list", "A file or folder whose list gives titles, years and genres; the ids decide what fits"
    )

    def __post_init__(self) -> None:
        check_settings(self)

    @property
    def says_something(self) -> bool:
        """Whether anything is prepared at all; a seed without a sample is nothing."""
        return bool(self.min_movie_ratings or self.min_user_ratings or self.sample_users or self.movies)

    def to_mapping(self) -> dict[str, Any]:
        """As plain text-friendly values."""
        return to_mapping(self)

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> PreparationConfig:
        """From stored values. Raises UserError at an unknown name and at a value out of range."""
        return from_mapping(PreparationConfig, values)


class PreparationStore:
    """How datasets were prepared last, by where they come from: the next start and Recent files do it again."""

    def __init__(self, file: Path) -> None:
        self._kept = KeptByPath(file)

    def get(self, source: Path | None) -> PreparationConfig:
        """The preparation kept for a file or folder (None: the bundled data); none where nothing usable is kept."""
        kept = self._kept.get(source)
        try:
            return UNPREPARED if kept is None else PreparationConfig.from_mapping(kept)
        except UserError as error:
            _LOG.warning("The preparation kept for %s cannot be used: %s", source, error)
            return UNPREPARED

    def put(self, source: Path | None, config: PreparationConfig) -> None:
        """Keep a preparation; one that says nothing forgets what was kept."""
        self._kept.put(source, config.to_mapping() if config.says_something else None)


def kept_preparations() -> PreparationStore:
    """The user's own preparations."""
    return PreparationStore(data_home() / "preparations.json")


UNPREPARED = PreparationConfig()
"""The ratings as the files have them."""


@dataclass(frozen=True)
class Amounts:
    """How much there is."""

    ratings: int
    users: int
    movies: int
    """Rated ones."""


@dataclass(frozen=True)
class ListJoin:
    """How a list of movies was joined to the ratings."""

    file: str
    column: str
    """Which of its columns holds the ids, such as ``imdbId (links.csv)``."""
    fitting: int
    """Rated movies that it knows."""
    rated: int
    """All rated movies."""
    examples: tuple[tuple[str, str], ...] = ()
    """Ids of the ratings with the titles that they got, the most rated first."""

    @property
    def words(self) -> str:
        """The join as one sentence without its full stop."""
        share = self.fitting / max(1, self.rated)
        return (
            f"{self.file} names {self.fitting:,} of {self.rated:,} rated movies ({share:.0%}), joined by {self.column}"
        )


@dataclass(frozen=True)
class Preparation:
    """What was done to a dataset before it was used."""

    config: PreparationConfig
    before: Amounts
    after: Amounts
    joined: ListJoin | None = None

    @property
    def account(self) -> tuple[str, ...]:
        """What was asked for and what went, as sentences without full stops."""
        before, after = self.before, self.after
        went = ", ".join(
            f"{getattr(after, kind):,} of {getattr(before, kind):,} {kind}" for kind in ("ratings", "users", "movies")
        )
        joined = () if self.joined is None else (self.joined.words,)
        return (f"Prepared: {describe(self.config)}", f"Left are {went}", *joined)


def describe(config: PreparationConfig) -> str:
    """The settings in words: ``5+ ratings per movie, 200 users (seed 0)``; empty where nothing is prepared."""
    return ", ".join(_parts(config))


def shared_preparation(configs: Iterable[PreparationConfig | None]) -> PreparationConfig:
    """The preparation that all of some runs were made on. Raises UserError where they differ."""
    found = tuple(dict.fromkeys(config or UNPREPARED for config in configs))
    if len(found) > 1:
        where = "; ".join(describe(config) or "not prepared" for config in found)
        raise UserError("The runs are of differently prepared data", where, "Choose runs on the same data")
    return found[0] if found else UNPREPARED


def _parts(config: PreparationConfig) -> Iterator[str]:
    if config.min_movie_ratings:
        yield f"{config.min_movie_ratings:,}+ ratings per movie"
    if config.min_user_ratings:
        yield (
            f"{config.min_user_ratings:,}+ per user"
            if config.min_movie_ratings
            else (f"{config.min_user_ratings:,}+ ratings per user")
        )
    if config.sample_users:
        yield f"{counted(config.sample_users, 'user')} (seed {config.sample_seed})"
    if config.movies:
        yield f"titles of {PurePath(config.movies).name}"
