"""``movierec recommend``: what a person is likely to want to watch, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from movierec_gui.cli.inputs import find_any_run, open_store, read_dataset
from movierec_gui.cli.options import data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.person_options import RatingsSource, person_options
from movierec_gui.cli.pool_options import Pool, pool_options
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.data.dataset import BoolArray, Dataset
    from movierec_gui.recommenders.base import Recommender, Scores
    from movierec_gui.recommenders.listing import Listed
    from movierec_gui.recommenders.people import People
    from movierec_gui.training.every_run import AnyRecord, EveryRun

_COLUMNS = (
    text("Title", cut=True),
    number("Year", ""),
    number("Ratings"),
    number("Your rating", ".2f"),
    text("Because you rated", cut=True),
)

_NO_DISCOVERY = "Leave out --discover, or choose the recommender for-you"
_EPILOG = """\b
Examples:
  movierec recommend 15                          ten movies that user 15 is likely to watch and to like
  movierec recommend --ratings mine.csv          for yourself
  movierec recommend 15 --from-year 2000 --set "War films"
  movierec recommend 15 --discover 0.5           less well known movies
  movierec recommend 15 --with 17                for two people at once
  movierec recommend 15 --recommender ease --genre Drama
  movierec recommend --ratings mine.csv --recommender "for-you:new people"
  movierec recommend 15 --run latest             by a run: a kept recommender, or the highest predicted ratings

A ratings file is a table with a heading that names the ratings and the movies, by id or by title; exports of IMDb and
Letterboxd fit. The recommender learns from all ratings of the data; that takes seconds the first time and is kept. The
recommender for-you also says how the person would rate each movie after watching it."""


@click.command(epilog=_EPILOG)
@click.argument("user", required=False)
@person_options
@click.option(
    "--recommender", "name", default="for-you", show_default=True, metavar="NAME",
    help="Who makes the list, NAME or NAME:PRESET; --recommender list shows all.",
)  # fmt: skip
@click.option(
    "--discover", type=click.FloatRange(-2.0, 2.0), metavar="X",
    help="How much well known movies are held back: -0.3 well known, 0.6 discoveries; for-you only.",
)  # fmt: skip
@click.option(
    "--run",
    default="",
    metavar="RUN",
    help="List by a run: a recommender that was trained and kept, or a network's predicted ratings.",
)
@click.option("--with", "companion", metavar="USER", help="Recommend to this user as well, at once.")
@click.option(
    "--agree", type=click.Choice(["least", "mean"]), default="least", show_default=True,
    help="With two people: what the one who wants a movie least says, or the mean of both.",
)  # fmt: skip
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N", help="How many movies."
)
@pool_options
@data_option
@runs_option
@output_options
def recommend(
    out: Output,
    user: str | None,
    source: RatingsSource,
    name: str,
    discover: float | None,
    run: str,
    companion: str | None,
    agree: str,
    top: int,
    pool: Pool,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Recommend movies that a person has not rated.

    USER is an id of the dataset. Every movie stands with the person's own ratings that speak for it.
    """
    from movierec_gui.recommenders import RECOMMENDERS, chosen_recommender

    if name == "list":
        entries = [(choice, help) for one in RECOMMENDERS for choice, _, help in one.choices()]
        out.table([text("Name"), text("What it does", cut=True)], entries)
        out.json([{"name": name, "summary": summary} for name, summary in entries])
        return
    if (user is None) == source.is_empty:
        raise click.UsageError("Give either a USER, or a file of --ratings, or a --person.")
    kind, _ = chosen_recommender(name)
    if discover is not None and not run and kind.name != "for-you":
        raise UserError(f"{kind.title} has nothing to discover with", "", _NO_DISCOVERY)
    found = _found(runs_folder, run) if run else None
    dataset = read_dataset(out, data_path, [found.record.preparation if found else None])
    movies = pool.movies(out, dataset)
    group = [_user(dataset, user) if user is not None else _new_person(out, dataset, source)]
    if companion is not None:
        group.append(_user(dataset, companion))
    maker = _of_run(dataset, found, discover is not None) if found else _fitted(out, dataset, name)
    answer = _listed(maker, group, discover, agree, top, movies)
    _show(out, dataset, answer, pool)
    whose = {"user": _as_id(dataset, user), "person": source.person, "with": _as_id(dataset, companion)}
    out.json({"recommender": run or name, **whose, "movies": _plain(dataset, answer)})


def _fitted(out: Output, dataset: Dataset, reference: str) -> Recommender:
    """A recommender that has learned from all ratings, now or an earlier time."""
    from movierec_gui.recommenders import chosen_recommender
    from movierec_gui.training.kept_recommenders import fitted

    kind, preset = chosen_recommender(reference)
    return follow(out, fitted(kind, kind.settings(preset), dataset, data_home() / "cache" / "recommenders"))


class _Found(NamedTuple):
    """A run of either kind, and the stores that it was found in."""

    every: EveryRun
    record: AnyRecord


def _found(runs_folder: Path | None, reference: str) -> _Found:
    from movierec_gui.training.every_run import EveryRun

    every = EveryRun(open_store(runs_folder))
    return _Found(every, find_any_run(every, reference))


def _of_run(dataset: Dataset, found: _Found, discovers: bool) -> Recommender:
    """A run as a recommender. Raises UserError where it is to discover and cannot."""
    from movierec_gui.recommenders.for_you import ForYou
    from movierec_gui.recommenders.rated import Rated
    from movierec_gui.training.list_runs import ListRecord
    from movierec_gui.training.list_trainer import open_list
    from movierec_gui.training.trained import open_run

    every, record = found
    if isinstance(record, ListRecord):
        maker = open_list(every.lists, record.id, dataset).made
    else:
        opened = open_run(every.runs, record.id, dataset)
        maker = Rated(opened.model, dataset.n_movies, opened.data.user_counts, opened.person)
    if discovers and not isinstance(maker, ForYou):
        raise UserError(f"The run {record.name!r} has nothing to discover with", "", _NO_DISCOVERY)
    return maker


@dataclass(frozen=True)
class _Answer:
    movies: tuple[Listed, ...]
    expected: dict[int, float]
    """Movie to predicted rating, where the recommender has a rating model."""


def _listed(
    maker: Recommender, group: list[People], discover: float | None, agree: str, top: int, pool: BoolArray
) -> _Answer:
    import numpy as np

    from movierec_gui.recommenders.for_you import ForYou
    from movierec_gui.recommenders.listing import agreed, list_movies

    def scores_of(person: People) -> Scores:
        if isinstance(maker, ForYou) and discover is not None:
            return maker.with_discovery(maker.basis(person), discover)
        return maker.scores(person)

    scores = np.concatenate([scores_of(person) for person in group])
    common = agreed(scores, "least" if agree == "least" else "mean") if len(group) > 1 else scores[0]
    movies = list_movies(maker, group, common, top, pool)
    expected: dict[int, float] = {}
    if isinstance(maker, ForYou):
        join = np.min if agree == "least" else np.mean
        ratings = join([maker.expected_ratings(person) for person in group], axis=0)
        expected = {one.movie: float(ratings[one.movie]) for one in movies}
    return _Answer(movies, expected)


def _user(dataset: Dataset, user_id: str) -> People:
    """A user of the dataset."""
    import numpy as np

    from movierec_gui.recommenders.people import Histories

    user = dataset.user_named(user_id)
    ratings = dataset.ratings.take(dataset.rows_of_user(user))
    return Histories(ratings, dataset.n_users).of(np.array([user]))


def _new_person(out: Output, dataset: Dataset, source: RatingsSource) -> People:
    """A person who is not in the dataset."""
    from movierec_gui.recommenders.people import new_person

    ratings = source.ratings(out, dataset)
    return new_person(list(ratings), list(ratings.values()))


def _as_id(dataset: Dataset, user: str | None) -> str | int | None:
    """A user's id as the dataset has it: a number, or text."""
    return user if user is None or dataset.user_names else int(user)


def _show(out: Output, dataset: Dataset, answer: _Answer, pool: Pool) -> None:
    movies = dataset.movies
    rows = [
        (
            movies.titles[one.movie],
            int(movies.years[one.movie]) or None,
            int(dataset.movie_counts[one.movie]),
            answer.expected.get(one.movie),
            "; ".join(f"{movies.titles[reason.movie]} ({reason.rating:g})" for reason in one.reasons),
        )
        for one in answer.movies
    ]
    shown = [place for place in range(len(_COLUMNS)) if place != 3 or answer.expected]
    if rows:
        out.table([_COLUMNS[place] for place in shown], [tuple(row[place] for place in shown) for row in rows])
    else:
        out.line(pool.nothing_left())


def _plain(dataset: Dataset, answer: _Answer) -> list[dict[str, Any]]:
    movies = dataset.movies
    return [
        {
            "id": int(movies.ids[one.movie]),
            "title": movies.titles[one.movie],
            "year": int(movies.years[one.movie]) or None,
            "genres": list(movies.genres_of(one.movie)),
            "ratings": int(dataset.movie_counts[one.movie]),
            "score": one.score,
            "expected_rating": answer.expected.get(one.movie),
            "because": [
                {
                    "id": int(movies.ids[reason.movie]),
                    "title": movies.titles[reason.movie],
                    "rating": reason.rating,
                    "share": reason.share,
                }
                for reason in one.reasons
            ],
        }
        for one in answer.movies
    ]
