"""``movierec film`` and ``movierec taste``: what is known of one film, and of one person's taste."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import find_run, open_store, read_dataset
from movierec_gui.cli.options import data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.person_options import RatingsSource, person_options
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import cell, number, text
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.film_neighbours import SimilarFilms
    from movierec_gui.analysis.film_nodes import FilmNodes
    from movierec_gui.analysis.film_page import FilmFacts, FilmPrediction
    from movierec_gui.analysis.people import Person
    from movierec_gui.analysis.person_page import PersonTaste, UnusualRating
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.training.trained import TrainedRun

SIMILAR_COLUMNS = (number("Id", ""), text("Similar film", cut=True), number("Support"), number("Cosine", ".2f"))
FAN_COLUMNS = (text("Liked by user"), number("Rated", ".1f"), number("Usually", ".2f"), number("Above", "+.2f"))
NODE_COLUMNS = (number("Node"), number("Activation", ".3f"), number("Usual", ".3f"), number("Shift", "+.2f"))
GROUP_COLUMNS = (
    text(""), number("Ratings"), number("Share", ".0%"), number("All", ".0%"), number("Mean", ".2f"),
    number("Others", ".2f"), number("Lean", "+.2f"),
)  # fmt: skip
UNUSUAL_COLUMNS = (
    number("Id", ""), text("Film", cut=True), number("Rated", ".1f"), number("Others", ".2f"), number("Ratings"),
    number("Unlike", "+.2f"),
)  # fmt: skip

_FILM_EPILOG = """\b
Examples:
  movierec film 1                                     by its id
  movierec film "toy story"                           by its title
  movierec film "heat (1995)" --run latest --user 15  with what the run predicts for user 15
  movierec film 1 --run latest --person Ann --json"""

_TASTE_EPILOG = """\b
Examples:
  movierec taste 15                  a user of the data
  movierec taste --person Ann        a person kept with movierec people import
  movierec taste --ratings mine.csv"""


@click.command(epilog=_FILM_EPILOG)
@click.argument("film")
@click.option("--run", default="", metavar="RUN", help="A run to ask: an id, its beginning, a name, or latest.")
@click.option("--user", metavar="ID", help="Predict for this user of the dataset.")
@person_options
@click.option("--top", type=click.IntRange(min=1), default=8, show_default=True, metavar="N", help="Rows of each list.")
@data_option
@runs_option
@output_options
def film(
    out: Output,
    film: str,
    run: str,
    user: str | None,
    source: RatingsSource,
    top: int,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Show what is known of one film.

    FILM is an id of the dataset, or a title with or without its year. Its ratings, tags, links, similar films and
    those who like it; with a --run also the nodes that it moves, and what is predicted for a --user or --person.
    """
    asked = user is not None or not source.is_empty
    if asked and not run:
        raise click.UsageError("Give the --run that is to predict.")
    if user is not None and not source.is_empty:
        raise click.UsageError("Give either a --user, or a file of --ratings, or a --person.")
    record = find_run(open_store(runs_folder), run) if run else None
    dataset = read_dataset(out, data_path, [record.preparation if record else None])
    from movierec_gui.data.title_search import find_movie

    movie = find_movie(dataset, film)
    trained = _open(run, dataset, runs_folder) if run else None
    from movierec_gui.analysis.film_neighbours import similar_films
    from movierec_gui.analysis.film_page import film_facts

    facts = follow(out, film_facts(dataset, movie, top))
    similar = follow(out, similar_films(dataset, trained, movie, top))
    nodes = _nodes(out, trained, movie) if trained is not None and facts.count else None
    predicted = _predict(out, trained, user, source, movie) if trained is not None and asked else None
    _show_facts(out, facts)
    _show_prediction(out, predicted)
    _show_lists(out, dataset, facts, similar)
    if nodes is not None:
        out.table(NODE_COLUMNS, [(node.node, node.mean, node.usual, node.shift) for node in nodes.nodes[:top]])
    out.json(_film_json(dataset, facts, similar, nodes, predicted, top))


@click.command(epilog=_TASTE_EPILOG)
@click.argument("user", required=False)
@person_options
@click.option("--top", type=click.IntRange(min=1), default=8, show_default=True, metavar="N", help="Unusual ratings.")
@data_option
@output_options
def taste(out: Output, user: str | None, source: RatingsSource, top: int, data_path: Path | None) -> None:
    """Show a person's taste beside everybody's.

    By genre and decade, and the most unusual likes and dislikes; USER is an id of the dataset.
    """
    if (user is None) == source.is_empty:
        raise click.UsageError("Give either a USER, or a file of --ratings, or a --person.")
    dataset = read_dataset(out, data_path)
    from movierec_gui.analysis.person_page import person_taste, user_taste

    if user is not None:
        found = user_taste(dataset, dataset.user_named(user))
    else:
        ratings = source.ratings(out, dataset)
        found = person_taste(dataset, source.person or "These ratings", list(ratings), list(ratings.values()))
    out.line(
        f"{found.label}: {counted(found.count, 'rating')}, mean {found.mean:.2f}, {found.kindness:+.2f} beside others"
    )
    for groups in (found.genres, found.decades):
        out.table(
            GROUP_COLUMNS,
            [
                (g.name, g.count, g.share, g.everybody_share, g.mean, g.everybody_mean, round(g.lean, 2) + 0.0)
                for g in groups
            ],
        )
    for title, unusual in (("Liked unlike others", found.likes), ("Disliked unlike others", found.dislikes)):
        out.table(UNUSUAL_COLUMNS, _unusual_rows(dataset, unusual[:top]), title)
    out.json(_taste_json(dataset, found, top))


def _open(run: str, dataset: Dataset, runs_folder: Path | None) -> TrainedRun:
    from movierec_gui.training.trained import open_run

    store = open_store(runs_folder)
    return open_run(store, find_run(store, run).id, dataset)


def _nodes(out: Output, run: TrainedRun, movie: int) -> FilmNodes:
    from movierec_gui.analysis.film_nodes import film_nodes

    return follow(out, film_nodes(run, movie))


def _predict(out: Output, run: TrainedRun, user: str | None, source: RatingsSource, movie: int) -> FilmPrediction:
    from movierec_gui.analysis.film_page import predict_film
    from movierec_gui.analysis.people import KnownUser, NewUser

    if user is not None:
        person: Person = KnownUser(run.dataset.user_named(user))
    else:
        ratings = source.ratings(out, run.dataset)
        person = NewUser(tuple(ratings), tuple(ratings.values()))
    return follow(out, predict_film(run, person, movie))


def _show_facts(out: Output, facts: FilmFacts) -> None:
    out.facts(
        {
            "Film": facts.label,
            "Genres": ", ".join(facts.genres) or None,
            "Ratings": f"{facts.count:,} (number {facts.rank:,} of {facts.ranked:,})",
            "Mean": f"{facts.mean:.2f}" if facts.count else None,
            "By value": ", ".join(
                f"{label}: {count:,}"
                for label, count in zip(facts.histogram.labels, facts.histogram.counts.tolist(), strict=True)
            ),
            "By time": ", ".join(
                f"{part.label}: {part.count:,} ({part.mean:.2f})" for part in facts.periods if part.count
            )
            or None,
            "Tags": ", ".join(f"{words} ({count})" for words, count in facts.tags) or None,
            **{link.site: link.url for link in facts.links},
        }
    )


def _show_prediction(out: Output, predicted: FilmPrediction | None) -> None:
    if predicted is None:
        return
    interval = f" ({predicted.low:.1f} to {predicted.high:.1f})" if predicted.low == predicted.low else ""
    rated = f"; rated {cell(predicted.rated, '.1f')} ({predicted.part})" if predicted.part else ""
    out.line(f"Predicted: {predicted.predicted:.2f}{interval}{rated}")


def _show_lists(out: Output, dataset: Dataset, facts: FilmFacts, similar: SimilarFilms) -> None:
    movies = dataset.movies
    if similar.note:
        out.note(f"{similar.note}: similar films are by those who rated both")
    out.table(
        SIMILAR_COLUMNS,
        [(int(movies.ids[x.movie]), movies.label(x.movie), x.support, x.similarity) for x in similar.films],
    )
    out.table(FAN_COLUMNS, [(fan.label, fan.rating, fan.usual, fan.residual) for fan in facts.fans])


def _film_json(
    dataset: Dataset,
    facts: FilmFacts,
    similar: SimilarFilms,
    nodes: FilmNodes | None,
    predicted: FilmPrediction | None,
    top: int,
) -> dict[str, Any]:
    movies = dataset.movies
    return {
        "id": int(movies.ids[facts.movie]),
        "title": facts.title,
        "year": facts.year or None,
        "genres": facts.genres,
        "count": facts.count,
        "mean": facts.mean,
        "rank": facts.rank,
        "ratings": dict(zip(facts.histogram.labels, facts.histogram.counts.tolist(), strict=True)),
        "periods": [asdict(period) for period in facts.periods],
        "tags": dict(facts.tags),
        "links": {link.site: link.url for link in facts.links},
        "liked_by": [{"user": fan.label, "rating": fan.rating, "usual": fan.usual} for fan in facts.fans],
        "similar_by": similar.how,
        "similar": [
            {"id": int(movies.ids[x.movie]), "title": movies.label(x.movie), **asdict(x)} for x in similar.films
        ],
        "layer": nodes.layer if nodes else None,
        "nodes": [asdict(node) for node in nodes.nodes[:top]] if nodes else [],
        "prediction": None
        if predicted is None
        else {name: getattr(predicted, name) for name in ("predicted", "low", "high", "rated", "part", "support")},
    }


def _unusual_rows(dataset: Dataset, unusual: tuple[UnusualRating, ...]) -> list[tuple[Any, ...]]:
    movies = dataset.movies
    return [
        (int(movies.ids[x.movie]), movies.label(x.movie), x.rating, x.others, x.others_count, x.residual)
        for x in unusual
    ]


def _taste_json(dataset: Dataset, taste: PersonTaste, top: int) -> dict[str, Any]:
    names = ("id", "title", "rating", "others", "others_count", "residual")
    return {
        "person": taste.label,
        "count": taste.count,
        "mean": taste.mean,
        "kindness": taste.kindness,
        "genres": [asdict(group) for group in taste.genres],
        "decades": [asdict(group) for group in taste.decades],
        "likes": [dict(zip(names, row, strict=True)) for row in _unusual_rows(dataset, taste.likes[:top])],
        "dislikes": [dict(zip(names, row, strict=True)) for row in _unusual_rows(dataset, taste.dislikes[:top])],
    }
