"""``movierec sets``: named sets of films: make, combine, show, compare, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import check_writable, read_dataset
from movierec_gui.cli.options import FILE, OPTIONAL_COMMAND, data_option, output_options
from movierec_gui.cli.output import Output
from movierec_gui.cli.set_compare import compare
from movierec_gui.cli.set_inputs import MOST_NAMED, found_set, kept_sets, tell_missing
from movierec_gui.cli.text_table import number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.film_sets.film_set import FilmSet
    from movierec_gui.data.film_sets.making import Filter

SET_COLUMNS = (text("Name", cut=True), number("Films"), text("Made from", cut=True), text("Data", cut=True), text("Id"))
FILM_COLUMNS = (
    number("Id", ""),
    text("Film", cut=True),
    text("Genres", cut=True),
    number("Ratings"),
    number("Mean", ".2f"),
)

_EPILOG = """\b
Examples:
  movierec sets make "War films" --genre War
  movierec sets make nineties --from-year 1990 --to-year 1999 --min-ratings 20
  movierec sets make mine --file my-films.csv --id 1 --id "heat (1995)"
  movierec sets make "War, not drama" --union "War films" --without Dramas
  movierec sets compare "War films" nineties --run latest
  movierec sets export "War films" war.csv

A set is kept apart from any data: each film carries what is known of it (IMDb, TMDB and movie id, title, year), and is
found again in whatever data are open. The window shows the same sets."""


@click.group(invoke_without_command=True, subcommand_metavar=OPTIONAL_COMMAND, epilog=_EPILOG)
@click.pass_context
def sets(context: click.Context) -> None:
    """Keep named sets of films: make, combine, compare, export."""
    if context.invoked_subcommand is None:
        context.invoke(list_sets)


@sets.command("list")
@output_options
def list_sets(out: Output) -> None:
    """List the sets that are kept."""
    store = kept_sets()
    kept, problems = store.listing()
    if kept:
        out.table(SET_COLUMNS, [(one.name, len(one), one.origin, one.dataset_name, one.id) for one in kept])
    else:
        out.note(f"No set is kept in {store.folder} yet. Make one with: movierec sets make NAME --genre War")
    for problem in problems:
        out.note(f"Left out: {problem}")
    out.json([_summary(one) for one in kept])


@sets.command()
@click.argument("name")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="Films listed.")
@data_option
@output_options
def show(out: Output, name: str, top: int, data_path: Path | None) -> None:
    """Show a set in the data: its films, the most rated first, beside the catalogue. NAME is a name or an id."""
    import numpy as np

    from movierec_gui.analysis.selection_statistics import describe_selection

    kept = kept_sets().find(name)
    dataset = read_dataset(out, data_path)
    found = found_set(kept, dataset)
    told = describe_selection(dataset, found.movies)
    out.facts(
        {
            "Set": kept.name,
            "Made from": kept.origin or None,
            "Films": f"{len(found.movies):,} of {len(kept):,} in {dataset.name}",
            "Mean year": f"{told.mean_year:.1f} (catalogue {told.catalogue_mean_year:.1f})",
            "Mean rating": f"{told.mean_rating:.2f} (catalogue {told.catalogue_mean_rating:.2f})",
        }
    )
    movies = np.array(found.movies, np.int64)
    best = movies[np.argsort(-dataset.movie_counts[movies], kind="stable")][:top].tolist()
    if best:
        out.line()
        out.table(FILM_COLUMNS, [_film_row(dataset, movie) for movie in best])
    tell_missing(out, found, dataset)
    out.json(_summary(kept) | {"movies": dataset.movies.ids[movies], "missing": [film.label for film in found.missing]})


@sets.command()
@click.argument("name")
@click.option(
    "--id", "films", multiple=True, metavar="FILM", help="A film by its id or title; several times for several."
)
@click.option("--file", "file", type=FILE, metavar="FILE", help="A table or list of films: movieId, imdbId or title.")
@click.option("--genre", "genres", multiple=True, metavar="NAME", help="Films of this genre; twice for films of both.")
@click.option("--from-year", type=int, metavar="YEAR", help="Films of this year or later.")
@click.option("--to-year", type=int, metavar="YEAR", help="Films of this year or earlier.")
@click.option("--min-mean", type=float, metavar="X", help="Films with at least this mean rating.")
@click.option("--max-mean", type=float, metavar="X", help="Films with at most this mean rating.")
@click.option(
    "--min-ratings", type=click.IntRange(min=0), default=0, metavar="N", help="Films rated at least so often."
)
@click.option("--words", default="", metavar="WORDS", help="Films with these words in their title.")
@click.option("--tag", default="", metavar="TAG", help="Films that somebody gave this tag.")
@click.option("--union", "union", multiple=True, metavar="SET", help="The films of this set, too.")
@click.option("--both", "both", multiple=True, metavar="SET", help="Of all these, only films of this set.")
@click.option("--without", "without", multiple=True, metavar="SET", help="Of all these, no film of this set.")
@click.option("--invert", is_flag=True, help="In the end, all other films of the data.")
@click.option("--replace", "replaces", is_flag=True, help="Take the place of the set of that name.")
@data_option
@output_options
def make(
    out: Output,
    name: str,
    films: tuple[str, ...],
    file: Path | None,
    union: tuple[str, ...],
    both: tuple[str, ...],
    without: tuple[str, ...],
    invert: bool,
    replaces: bool,
    data_path: Path | None,
    **asked: Any,
) -> None:
    """Make a set: the films that are named, those that pass a filter, those of other sets.

    The films of --id, --file, of the filter (which asks for all that is given at once) and of --union together; then
    --both, --without and --invert, in this order.
    """
    from movierec_gui.data.film_sets.film_set import films_of
    from movierec_gui.data.film_sets.making import BOTH, UNION, WITHOUT, combined, filtered, inverted, read_list
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.title_search import find_movie

    filter_ = _filter(**asked)
    if not (films or file or union or filter_.says_something):
        raise click.UsageError("Say which films: --id, --file, --union, or a filter such as --genre.")
    store = kept_sets()
    dataset = read_dataset(out, data_path)
    finder = MovieFinder(dataset)

    parts: list[Any] = [[find_movie(dataset, film) for film in films]]
    if file is not None:
        listed, unknown = read_list(file, finder)
        parts.append(listed)
        if unknown:
            named = ", ".join(film.label for film in unknown[:MOST_NAMED])
            out.note(f"{counted(len(unknown), 'film')} of {file.name} not found in {dataset.name}: {named}")
    if filter_.says_something:
        parts.append(filtered(dataset, filter_))
    parts += [found_set(store.find(each), dataset).movies for each in union]
    movies = combined(UNION, parts)
    for way, others in ((BOTH, both), (WITHOUT, without)):
        for each in others:
            movies = combined(way, [movies, found_set(store.find(each), dataset).movies])
    movies = inverted(dataset, movies) if invert else movies
    origin = _origin(films, file, filter_, union, both, without, invert)
    kept_films, data = films_of(movies, finder), (dataset.content_hash, dataset.name)
    same = [one for one in store.list() if one.name.casefold() == " ".join(name.split()).casefold()]
    if same and replaces:
        kept = store.change(same[0].id, kept_films, origin, data)
    else:
        kept = store.create(name, kept_films, origin, data)
    out.line(f"{kept.name}: {counted(len(kept), 'film')} ({kept.origin})")
    out.json(_summary(kept) | {"movies": dataset.movies.ids[movies]})


sets.add_command(compare)


@sets.command("export")
@click.argument("name")
@click.argument("file", type=FILE)
@data_option
@output_options
def export_set(out: Output, name: str, file: Path, data_path: Path | None) -> None:
    """Write a set to a CSV FILE, which ``sets make --file`` reads back."""
    from movierec_gui.data.film_sets.film_set import selection_frame

    check_writable(file)
    dataset = read_dataset(out, data_path)
    found = found_set(kept_sets().find(name), dataset)
    frame = selection_frame(dataset, found.movies, found.missing)
    write_frame(frame, file, "%.6g")
    out.line(f"{counted(len(frame), 'film')} written to {file}")
    out.json(_summary(found.film_set) | {"file": file})


@sets.command()
@click.argument("name")
@click.argument("new_name")
@output_options
def rename(out: Output, name: str, new_name: str) -> None:
    """Give a set another name."""
    store = kept_sets()
    kept = store.rename(store.find(name).id, new_name)
    out.line(f"{kept.id} is now called {kept.name}")
    out.json(_summary(kept))


@sets.command()
@click.argument("name")
@output_options
def delete(out: Output, name: str) -> None:
    """Move a set to the trash. A damaged one is named by its id."""
    store = kept_sets()
    damaged = name in {path.stem for path in store.folder.glob("*.json")}
    set_id = name if damaged else store.find(name).id
    trash = store.delete(set_id)
    out.line(f"{name} is in the trash. Bring it back with: movierec sets restore {set_id}")
    out.json({"id": set_id, "trash": trash})


@sets.command()
@click.argument("set_id", metavar="ID")
@output_options
def restore(out: Output, set_id: str) -> None:
    """Bring a deleted set back from the trash, by ID."""
    kept = kept_sets().restore(set_id)
    out.line(f"{kept.name} is back")
    out.json(_summary(kept))


def _filter(
    genres: tuple[str, ...],
    from_year: int | None,
    to_year: int | None,
    min_mean: float | None,
    max_mean: float | None,
    min_ratings: int,
    words: str,
    tag: str,
) -> Filter:
    from movierec_gui.data.film_sets.making import Filter

    return Filter(genres, from_year, to_year, min_mean, max_mean, min_ratings, words, tag)


def _origin(
    films: tuple[str, ...],
    file: Path | None,
    filter_: Filter,
    union: tuple[str, ...],
    both: tuple[str, ...],
    without: tuple[str, ...],
    invert: bool,
) -> str:
    parts = [f"{counted(len(films), 'film')} by name"] if films else []
    parts += [file.name] if file is not None else []
    parts += [filter_.description] if filter_.says_something else []
    origin = " and ".join([*parts, *union])
    origin += "".join(f", only {name}" for name in both) + "".join(f", without {name}" for name in without)
    return f"all but ({origin})" if invert else origin


def _film_row(dataset: Dataset, movie: int) -> tuple[Any, ...]:
    movies = dataset.movies
    genres = ", ".join(movies.genres_of(movie))
    mean = float(dataset.movie_means[movie])
    return int(movies.ids[movie]), movies.label(movie), genres, int(dataset.movie_counts[movie]), mean


def _summary(kept: FilmSet) -> dict[str, Any]:
    return {"id": kept.id, "name": kept.name, "films": len(kept), "origin": kept.origin, "data": kept.dataset_name}
