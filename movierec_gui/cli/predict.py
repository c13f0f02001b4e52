"""``movierec predict``: what a run expects a person to think of the movies."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from movierec_gui.cli.film_reasons import similar, why
from movierec_gui.cli.inputs import check_writable, open_trained
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.person_options import RatingsSource, person_options
from movierec_gui.cli.pool_options import Pool, pool_options
from movierec_gui.cli.text_table import number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.progress import finish

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.people import Person
    from movierec_gui.training.trained import TrainedRun

COLUMNS = {
    "id": number("Id", ""),
    "title": text("Title", cut=True),
    "year": number("Year", ""),
    "predicted": number("Predicted", ".2f"),
    "rated": number("Rated", ".1f"),
    "part": text("Part"),
    "mean": number("Mean", ".2f"),
    "count": number("Ratings"),
    "genres": text("Genres", cut=True),
}
"""Of the predictions' table, the ones to print; the ratings themselves only where rated movies are kept."""
_OF_RATED = ("rated", "part")

_EPILOG = """\b
Examples:
  movierec predict latest 15                          ten movies that user 15 has not rated
  movierec predict latest 15 --genre Comedy --min-ratings 20
  movierec predict latest 15 --from-year 1990 --to-year 1999 --set "War films"
  movierec predict latest 15 --why "toy story (1995)" --similar "heat (1995)"
  movierec predict latest 15 --include-rated --csv all.csv --top 0
  movierec predict latest --ratings mine.csv          for yourself, without retraining
  movierec predict latest --person Ann                for a person kept with movierec people import

A ratings file is the export of a site (Letterboxd, IMDb, Trakt, TMDB, Simkl, MovieLens, Criticker, Kinopoisk), or any
table with a heading that names the ratings and the movies, by id or by title and year."""


@click.command(epilog=_EPILOG)
@click.argument("run")
@click.argument("user", required=False)
@person_options
@click.option(
    "--top", type=click.IntRange(min=0), default=10, show_default=True, metavar="N", help="How many movies; 0: all."
)
@click.option("--include-rated", is_flag=True, help="Keep the movies that the person rated.")
@pool_options
@click.option("--search", default="", metavar="WORDS", help="Only movies whose title has these words.")
@click.option(
    "--why", "explained", multiple=True, metavar="FILM",
    help="Say why this film's prediction is what it is: an id, or a part of the title; several times for several.",
)  # fmt: skip
@click.option("--similar", "likened", multiple=True, metavar="FILM", help="List the films that the run finds alike.")
@click.option("--csv", "csv_path", type=FILE, metavar="FILE", help="Write all the chosen movies to a file.")
@data_option
@runs_option
@output_options
def predict(
    out: Output,
    run: str,
    user: str | None,
    source: RatingsSource,
    top: int,
    include_rated: bool,
    pool: Pool,
    search: str,
    explained: tuple[str, ...],
    likened: tuple[str, ...],
    csv_path: Path | None,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Predict what a person thinks of every movie.

    RUN is an id, the beginning of one, a name, or "latest"; USER is an id of the dataset, number or name.
    """
    if (user is None) == source.is_empty:
        raise click.UsageError("Give either a USER, or a file of --ratings, or a --person.")
    if csv_path:
        check_writable(csv_path)
    trained = open_trained(out, run, data_path, runs_folder)
    person, table, errors = _of_user(trained, user) if user is not None else _of_new_person(out, trained, source)
    _tell_context(out, trained)
    chosen = _chosen(table[pool.movies(out, trained.dataset)[table["movie"]]], include_rated, search)
    if csv_path:
        write_frame(chosen, csv_path)
        out.note(f"{len(chosen):,} movies written to {csv_path}")
    best = chosen.head(top) if top else chosen
    shown = [key for key in COLUMNS if include_rated or key not in _OF_RATED]
    if len(best):
        out.table([COLUMNS[key] for key in shown], rows_of(best, shown))
    else:
        out.line(pool.nothing_left(not include_rated, bool(search)))
    for error in errors:
        out.line(
            f"Their {error['part']} part: {error['count']:,} ratings, MSE {error['mse']:.3f} "
            f"(user and movie biases: {error['baseline_mse']:.3f})"
        )
    top_films = {"why": [why(out, trained, person, film, top) for film in explained]} if explained else {}
    if likened:
        top_films["similar"] = [similar(out, trained, film, top) for film in likened]
    movies = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(best, tuple(COLUMNS))]
    numbered = user is not None and not trained.dataset.user_names
    whose = {"user": int(user or 0) if numbered else user, "person": source.person}
    out.json({"run": trained.record.id, **whose, "errors": errors, "movies": movies, **top_films})


class _Asked(NamedTuple):
    """Somebody, their predictions of every movie, and the errors per part of the split."""

    person: Person
    table: pd.DataFrame
    errors: list[dict[str, Any]]


def _tell_context(out: Output, run: TrainedRun) -> None:
    """Say what a context-aware model assumes of when the movies are rated."""
    from movierec_gui.training.run_labels import ASSUMES_NOW, is_context_aware

    if is_context_aware(run.record.spec):
        out.note(ASSUMES_NOW)


def _of_user(run: TrainedRun, user_id: str) -> _Asked:
    """Predictions for a user of the dataset, and their errors per part of the split."""
    from movierec_gui.analysis.people import KnownUser
    from movierec_gui.analysis.predictions import user_errors, user_predictions

    user = run.dataset.user_named(user_id)
    return _Asked(KnownUser(user), user_predictions(run, user), [asdict(error) for error in user_errors(run, user)])


def _of_new_person(out: Output, run: TrainedRun, source: RatingsSource) -> _Asked:
    """Predictions for a person who is known by ratings alone, of a file or kept."""
    from movierec_gui.analysis.fold_in import acquaintance_text
    from movierec_gui.analysis.people import NewUser
    from movierec_gui.analysis.predictions import new_user_predictions

    ratings = source.ratings(out, run.dataset)
    if told := acquaintance_text(run, ratings, source.person_id):
        out.note(told)
    movies, values = tuple(ratings), tuple(ratings.values())
    return _Asked(NewUser(movies, values), new_user_predictions(run, list(movies), list(values)), [])


def _chosen(table: pd.DataFrame, include_rated: bool, search: str) -> pd.DataFrame:
    """The movies of the pool that are asked for, the highest prediction first."""
    from movierec_gui.data.tables import RowQuery, Table, select_rows

    kept = table if include_rated else table[table["rated"].isna()]
    query = RowQuery(
        text=search,
        text_columns=("title",),
        sort_by="predicted",
        descending=True,
    )
    return kept.iloc[finish(select_rows(Table.from_frame(kept), query))]
