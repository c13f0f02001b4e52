"""What sets a group of movies apart: genres, decades and tags that it has more of than chance would give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy
import scipy.sparse as sp

from movierec_gui.analysis.movie_groups import SIGNIFICANT
from movierec_gui.data.dataset import NO_YEAR, Dataset

GENRE, DECADE, TAG = "genre", "decade", "tag"
NAMELESS = "nothing beyond chance"
"""Name of a group that has no trait."""
_NAMED_BY = 2
_FEWEST = 3
"""A tag that fewer movies bear says nothing about a group; testing it would only weaken the other tests."""


@dataclass(frozen=True)
class Trait:
    """A genre, decade or tag that is more common in a group than in the movies that the group was taken from."""

    kind: str
    """``genre``, ``decade`` or ``tag``."""
    name: str
    count: int
    """Number of the group's movies that have it."""
    share: float
    """Their share of the group."""
    background_share: float
    """Share of all the movies that have it."""
    p_value: float
    """One-sided hypergeometric (Fisher), corrected over all groups and traits (Benjamini and Hochberg 1995)."""

    @property
    def lift(self) -> float:
        """How many times as common it is in the group as in all the movies."""
        return self.share / self.background_share

    @property
    def label(self) -> str:
        """Short: ``War``, ``1990s``, ``“holocaust”``."""
        return f"“{self.name}”" if self.kind == TAG else self.name

    @property
    def words(self) -> str:
        """With the figures: ``War ×3.1 (12 movies, p 2e-05)``."""
        return f"{self.label} ×{self.lift:.1f} ({self.count} movies, p {self.p_value:.1g})"


def group_traits(
    dataset: Dataset, groups: Sequence[npt.NDArray[np.integer]], background: npt.NDArray[np.integer]
) -> tuple[tuple[Trait, ...], ...]:
    """The traits of each group (arrays of movie indices), the least likely to be chance first.

    ``background`` holds the movies that the groups were taken from. A trait counts where its corrected p is below
    0.05: how likely a draw of the group's size would hold as many movies with it.
    """
    names, has = _trait_matrix(dataset, np.asarray(background, np.int64))
    member = _membership(dataset.n_movies, groups)
    counts = np.asarray((member @ has).todense(), np.int64)  # [groups, traits]
    sizes = np.array([len(group) for group in groups], np.int64)[:, None]  # [groups, 1]
    totals = np.asarray(has.sum(axis=0), np.int64).ravel()  # [traits]
    if not counts.size:
        return tuple(() for _ in groups)
    p_values = scipy.stats.hypergeom(len(background), totals[None, :], sizes).sf(counts - 1)
    corrected = scipy.stats.false_discovery_control(np.minimum(p_values, 1.0), axis=None).reshape(p_values.shape)
    found = []
    for group, size in enumerate(sizes.ravel().tolist()):
        likely = np.flatnonzero(corrected[group] < SIGNIFICANT)
        order = likely[np.lexsort((-counts[group, likely], corrected[group, likely]))]
        traits = []
        for trait in order.tolist():
            kind, name = names[trait]
            share, background_share = counts[group, trait] / size, totals[trait] / len(background)
            p_value = float(corrected[group, trait])
            traits.append(Trait(kind, name, int(counts[group, trait]), float(share), float(background_share), p_value))
        found.append(tuple(traits))
    return tuple(found)


def group_name(traits: Sequence[Trait]) -> str:
    """A group's name: the first two of its traits, as in ``War, 1940s``."""
    return ", ".join(trait.label for trait in traits[:_NAMED_BY]) or NAMELESS


def _trait_matrix(dataset: Dataset, background: npt.NDArray[np.int64]) -> tuple[list[tuple[str, str]], sp.csr_matrix]:
    """Kind and name of every trait, and which movies of the background have it [movies, traits]."""
    inside = np.zeros(dataset.n_movies, np.bool_)
    inside[background] = True
    years = dataset.movies.years.astype(np.int64)
    dated = np.flatnonzero(inside & (years != NO_YEAR))
    decades, decade_of = np.unique(years[dated] // 10 * 10, return_inverse=True)
    genre_movies, genre_of = np.nonzero(dataset.movies.genres & inside[:, None])
    tags, tag_movies, tag_of = _tags(dataset, inside)
    names = [
        *((GENRE, name) for name in dataset.movies.genre_names),
        *((DECADE, f"{decade}s") for decade in decades.tolist()),
        *((TAG, tag) for tag in tags),
    ]
    n_genres, n_dated = len(dataset.movies.genre_names), len(dataset.movies.genre_names) + len(decades)
    rows = np.concatenate([genre_movies, dated, tag_movies])
    columns = np.concatenate([genre_of, decade_of + n_genres, tag_of + n_dated])
    shape = (dataset.n_movies, len(names))
    return names, sp.csr_matrix((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)


def _tags(
    dataset: Dataset, inside: npt.NDArray[np.bool_]
) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The tags, in lower case, that enough movies bear, and pairs of movie and tag, each once."""
    rows = np.flatnonzero(inside[dataset.tags.movies])
    if not len(rows):
        return [], np.empty(0, np.int64), np.empty(0, np.int64)
    texts, tag_of = np.unique([dataset.tags.texts[row].strip().lower() for row in rows], return_inverse=True)
    pairs = np.unique(np.stack([dataset.tags.movies[rows].astype(np.int64), tag_of]), axis=1)
    borne = np.bincount(pairs[1])
    common = (borne >= _FEWEST) & (texts != "")
    place = np.cumsum(common) - 1
    movies, tag_of = pairs[:, common[pairs[1]]]
    return texts[common].tolist(), movies, place[tag_of]


def _membership(n_movies: int, groups: Sequence[npt.NDArray[np.integer]]) -> sp.csr_matrix:
    """Which movies each group holds [groups, movies]."""
    movies = np.concatenate([np.empty(0, np.int64), *(np.asarray(group, np.int64) for group in groups)])
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return sp.csr_matrix((np.ones(len(movies), np.int64), (rows, movies)), shape=(len(groups), n_movies))
