"""Options that say which movies a list may hold; predict and recommend share them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from movierec_gui.cli.output import Output
from movierec_gui.cli.set_inputs import found_set, kept_sets, tell_missing

if TYPE_CHECKING:
    from movierec_gui.data.dataset import BoolArray, Dataset
    from movierec_gui.data.film_sets.film_set import FilmSet

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


@dataclass(frozen=True)
class Pool:
    """The movies that a list may hold, as the command line says it."""

    genre: str = ""
    first_year: int | None = None
    last_year: int | None = None
    least_ratings: int = 0
    sets: tuple[FilmSet, ...] = ()
    """Only the films of any of these; all films where there is none."""

    def nothing_left(self, unseen_only: bool = True, searched: bool = False) -> str:
        """What is said where no movie is left: that filters may be the reason, where there are any."""
        left_out = " that was not rated" if unseen_only else ""
        advice = "; loosen the filters" if searched or self != Pool() else ""
        return f"No movie is left{left_out}{advice}."

    def movies(self, out: Output, dataset: Dataset) -> BoolArray:
        """[movies] whether each is in it; films of a set that the data lack are named on standard error.

        Raises UserError at an unknown genre and at a span of years that is empty.
        """
        import numpy as np

        from movierec_gui.data.film_sets.making import Filter, filtered

        genres = (self.genre,) if self.genre else ()
        asked = Filter(genres, self.first_year, self.last_year, least_ratings=self.least_ratings)
        pool = np.zeros(dataset.n_movies, bool)
        pool[filtered(dataset, asked)] = True
        if not self.sets:
            return pool
        in_sets = np.zeros(dataset.n_movies, bool)
        for kept in self.sets:
            found = found_set(kept, dataset)
            tell_missing(out, found, dataset)
            in_sets[list(found.movies)] = True
        return pool & in_sets


def pool_options(command: FunctionT) -> FunctionT:
    """``--genre``, ``--from-year``, ``--to-year``, ``--min-ratings``, ``--set``: one argument ``pool``."""

    @click.option("--genre", default="", metavar="NAME", help="Only movies of this genre.")
    @click.option("--from-year", type=int, metavar="YEAR", help="Only movies of this year or later.")
    @click.option("--to-year", type=int, metavar="YEAR", help="Only movies of this year or earlier.")
    @click.option(
        "--min-ratings", type=click.IntRange(min=0), default=0, metavar="N", help="Only movies with so many ratings."
    )
    @click.option(
        "--set", "sets", multiple=True, metavar="NAME",
        help="Only films of this set (movierec sets); several times for the films of several.",
    )  # fmt: skip
    @functools.wraps(command)
    def with_pool(
        *args: Any,
        genre: str,
        from_year: int | None,
        to_year: int | None,
        min_ratings: int,
        sets: tuple[str, ...],
        **kwargs: Any,
    ) -> Any:
        kept = tuple(kept_sets().find(name) for name in sets)
        return command(*args, pool=Pool(genre, from_year, to_year, min_ratings, kept), **kwargs)

    return with_pool  # type: ignore[return-value]
