"""``movierec people``: those whose ratings and lists are kept: list, show, import, export, undo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.ask import ask
from movierec_gui.cli.inputs import check_writable, open_store, read_dataset
from movierec_gui.cli.options import FILE, OPTIONAL_COMMAND, data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.person_options import read_scale_option, scale_options
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text
from movierec_gui.errors import UserError
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.people.person import Person
    from movierec_gui.data.people.reading import History
    from movierec_gui.data.people.review import Review
    from movierec_gui.data.people.store import PeopleStore

PERSON_COLUMNS = (
    text("Name", cut=True),
    number("Ratings"),
    number("Watchlist"),
    number("Seen"),
    number("Liked"),
    number("Not for me"),
    text("Id"),
)
RATING_COLUMNS = (
    text("Film", cut=True),
    number("Rating", "g"),
    text("Scale"),
    text("Rated"),
    text("From"),
    text("IMDb"),
)
ROW_COLUMNS = (number("Row", ""), text("Film", cut=True), text("Status"), text("Why or candidates", cut=True))
FIRST_PERSON = "Me"
"""The name of the first person, where none is given."""
_MOST_ROWS = 40

_EPILOG = """\b
Examples:
  movierec people ask                                 a few films to rate, and a list
  movierec people import letterboxd-export.zip --person Ann
  movierec people import ratings.csv --person Ann --review-json > review.json
  movierec people import ratings.csv --person Ann --decisions review.json
  movierec people unmatched Ann                       films that these data do not have for sure
  movierec people export Ann ann.json                 to keep or to hand on; imports back exactly
  movierec predict latest --person Ann

People are kept apart from any data: each rating carries what is known of its film, and follows into whatever data are
open. Nothing that a person has is replaced unasked."""


@click.group(invoke_without_command=True, subcommand_metavar=OPTIONAL_COMMAND, epilog=_EPILOG)
@click.pass_context
def people(context: click.Context) -> None:
    """Keep people's ratings and lists: ask, import, show, export."""
    if context.invoked_subcommand is None:
        context.invoke(list_people)


people.add_command(ask)


@people.command("list")
@output_options
def list_people(out: Output) -> None:
    """List the people that are kept."""
    store = _store()
    found = store.list()
    if found:
        out.table(PERSON_COLUMNS, [_person_row(person) for person in found])
    else:
        out.note(f"Nobody is kept in {store.folder} yet. Import ratings with: movierec people import FILE")
    for problem in store.damaged():
        out.note(f"Left out: {problem}")
    out.json([_summary(person) for person in found])


@people.command()
@click.argument("name")
@output_options
def show(out: Output, name: str) -> None:
    """Show a person's ratings and lists. NAME is a name or an id."""
    from movierec_gui.data.people.person import MARK_LISTS
    from movierec_gui.data.people.person_json import document_of

    person = _store().find(name)
    out.facts({"Name": person.name, "Id": person.id, "Ratings": len(person.ratings)})
    rows = [
        (r.film.label, r.value, str(r.scale), _day(r.time), r.source or None, r.film.imdb_id or None)
        for r in person.ratings
    ]
    if rows:
        out.line()
        out.table(RATING_COLUMNS, rows)
    for which in MARK_LISTS:
        if marks := person.marks(which):
            out.line()
            out.line(f"{which.replace('_', ' ').capitalize()}: {', '.join(marked.film.label for marked in marks)}")
    out.json(document_of(person))


@people.command("import")
@click.argument("file", type=FILE)
@click.option("--person", "name", metavar="NAME", help="For whom; made where there is nobody of that name.")
@scale_options
@click.option("--decisions", type=FILE, metavar="FILE", help="Decisions on rows, as --review-json with them added.")
@click.option("--replace", "replaces", is_flag=True, help="Let differing ratings take the place of the person's own.")
@click.option("--review-json", is_flag=True, help="Print the whole review as JSON, and keep nothing yet.")
@data_option
@output_options
def import_file(
    out: Output,
    file: Path,
    name: str | None,
    own_scale: str | None,
    who: str,
    decisions: Path | None,
    replaces: bool,
    review_json: bool,
    data_path: Path | None,
) -> None:
    """Import a site's export or a table of ratings.

    FILE is an export of Letterboxd (the whole zip or a file of it), IMDb, Trakt, TMDB, Simkl, MovieLens, Netflix,
    Criticker or Kinopoisk, a folder of its files, a person exported by this program, or any table of titles, years
    and ratings.
    """
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.reading import read_history
    from movierec_gui.data.people.review import reviewing
    from movierec_gui.data.people.review_json import review_document

    given = read_scale_option(own_scale)
    history = read_history(file)
    store = _store()
    person = _known(store, history, name)
    finder = MovieFinder(read_dataset(out, data_path))
    review = _decided(follow(out, reviewing(history, finder, person, given, who)), decisions, replaces)
    if review_json:
        replace(out, as_json=True).json(review_document(review) | {"kept": False})
        out.note(f"{review.summary()}. Nothing is kept yet; add decisions to the JSON and import with --decisions.")
        return
    kept = _keep(store, review, person, name)
    _show_review(out, review)
    out.line(f"{kept.name} now has {_holdings(kept)}")
    out.json(review_document(review) | {"kept": True, "person": _summary(kept)})


@people.command()
@click.argument("name")
@click.option("--decisions", type=FILE, metavar="FILE", help="Decisions on rows, as --review-json with them added.")
@click.option("--replace", "replaces", is_flag=True, help="Let them take the place of ratings that differ.")
@click.option("--review-json", is_flag=True, help="Print the review as JSON, and keep nothing.")
@data_option
@output_options
def unmatched(
    out: Output, name: str, decisions: Path | None, replaces: bool, review_json: bool, data_path: Path | None
) -> None:
    """Show a person's films that the data do not have for sure, or decide what they are.

    They stay with the person until it is decided: {"choose": a movie's id} or "reject", as in imports.
    """
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.review_json import review_document
    from movierec_gui.data.people.unmatched import review_unmatched, settle

    store = _store()
    person = store.find(name)
    finder = MovieFinder(read_dataset(out, data_path))
    review = _decided(review_unmatched(person, finder), decisions, replaces)
    if review_json:
        replace(out, as_json=True).json(review_document(review) | {"kept": False})
        return
    what = "the decisions on films that were not matched"
    kept = store.change(person.id, lambda now: settle(review, now), what) if review.decisions else person
    _show_review(out, review)
    if review.decisions:
        out.line(f"{counted(len(review.decisions), 'decision')} kept; {kept.name} has {len(kept.ratings):,} ratings")
    elif review.rows:
        out.note(f"Decide with: movierec people unmatched {name} --review-json, then --decisions FILE")
    out.json(review_document(review) | {"kept": bool(review.decisions), "person": _summary(kept)})


@people.command("export")
@click.argument("name")
@click.argument("file", type=FILE)
@output_options
def export_person(out: Output, name: str, file: Path) -> None:
    """Write a person whole to a JSON FILE, which imports back exactly."""
    from movierec_gui.data.people.store import write_person

    person = _store().find(name)
    check_writable(file)
    write_person(person, file)
    out.line(f"{person.name} is written to {file}")
    out.json(_summary(person) | {"file": file})


@people.command()
@click.argument("name")
@click.argument("new_name")
@output_options
def rename(out: Output, name: str, new_name: str) -> None:
    """Give a person another name."""
    store = _store()
    person = store.rename(store.find(name).id, new_name)
    out.line(f"{person.id} is now called {person.name}")
    out.json(_summary(person))


@people.command()
@click.argument("name")
@runs_option
@output_options
def delete(out: Output, name: str, runs_folder: Path | None) -> None:
    """Move a person to the trash. Runs that were trained with them keep their ratings, and are named."""
    store = _store()
    person = store.find(name)
    trash = store.delete(person.id)
    out.line(f"{person.name} is in the trash. Bring them back with: movierec people restore {person.id}")
    holding = [run for run in open_store(runs_folder).list() if run.person is not None and run.person.id == person.id]
    if holding:
        hold = "run still holds" if len(holding) == 1 else "runs still hold"
        out.note(f"{len(holding)} {hold} ratings of {person.name}: {', '.join(run.id for run in holding)}")
    out.json({"id": person.id, "trash": trash})


@people.command()
@click.argument("person_id", metavar="ID")
@output_options
def restore(out: Output, person_id: str) -> None:
    """Bring a deleted person back from the trash, by ID."""
    person = _store().restore(person_id)
    out.line(f"{person.name} is back")
    out.json(_summary(person))


@people.command()
@click.argument("name")
@output_options
def undo(out: Output, name: str) -> None:
    """Take a person's last change back, such as an import."""
    store = _store()
    person = store.find(name)
    _tell_step(out, store.undo_texts(person.id)[0], store.undo(person.id), "undone")


@people.command()
@click.argument("name")
@output_options
def redo(out: Output, name: str) -> None:
    """Make the change again that was undone last."""
    store = _store()
    person = store.find(name)
    _tell_step(out, store.undo_texts(person.id)[1], store.redo(person.id), "made again")


def _tell_step(out: Output, what: str, person: Person, done: str) -> None:
    out.line(f"{person.name}: {what} is {done}; {len(person.ratings):,} ratings")
    out.json(_summary(person))


def _store() -> PeopleStore:
    from movierec_gui.data.people.store import default_people

    return default_people()


def _known(store: PeopleStore, history: History, name: str | None) -> Person | None:
    """The person that an import is for, where they are kept already."""
    everybody = store.list()
    if name is None and not history.whole_person and len(everybody) > 1:
        names = ", ".join(person.name for person in everybody)
        raise UserError("For whom is the import?", f"There are {names}", "Name one with --person, or somebody new")
    if name is None and not history.whole_person and everybody:
        return everybody[0]
    wanted = _new_name(history, name).casefold()
    return next((person for person in everybody if wanted in (person.name.casefold(), person.id.casefold())), None)


def _new_name(history: History, name: str | None) -> str:
    if name is not None:
        return " ".join(name.split())
    return history.whole_person.name if history.whole_person else FIRST_PERSON


def _keep(store: PeopleStore, review: Review, person: Person | None, name: str | None) -> Person:
    from movierec_gui.data.people.keeping import keep

    person = person or store.create(_new_name(review.history, name))
    return store.change(person.id, lambda now: keep(review, now), f"the import of {review.history.origin.name}")


def _decided(review: Review, decisions: Path | None, replaces: bool) -> Review:
    """The review after the decisions of a file, and with all differing ratings replaced where that is asked for."""
    from movierec_gui.data.people.review_json import with_decisions

    decided = review if decisions is None else with_decisions(review, decisions)
    return decided.replace_all_ratings() if replaces else decided


def _show_review(out: Output, review: Review) -> None:
    """What was found, with a row for each that was not matched."""
    from movierec_gui.data.people.review import Status

    movies = review.finder.dataset.movies
    for note in review.notes:
        out.note(note)
    open_rows = [row for row in review.rows if row.status != Status.MATCHED]
    if open_rows:
        rows = [
            (
                row.number,
                row.entry.film.label,
                str(row.status),
                " or ".join(f"{movies.label(movie)}, id {movies.ids[movie]}" for movie in row.candidates) or row.reason,
            )
            for row in open_rows[:_MOST_ROWS]
        ]
        out.table(ROW_COLUMNS, rows)
        if len(open_rows) > _MOST_ROWS:
            out.line(f"... and {len(open_rows) - _MOST_ROWS:,} more; --review-json has them all")
    for row in review.conflicts:
        if row.conflict is not None and not row.replaces:
            out.note(
                f"Row {row.number}: {row.entry.film.label} stays at {row.conflict.value:g} (of {row.conflict.scale}); "
                f"the file has {row.entry.value:g}"
            )
    out.line(review.summary())


def _person_row(person: Person) -> tuple[Any, ...]:
    counts = _summary(person)
    return tuple(counts[key] for key in ("name", "ratings", "watchlist", "seen", "liked", "not_for_me", "id"))


def _summary(person: Person) -> dict[str, Any]:
    from movierec_gui.data.people.person import MARK_LISTS

    return {
        "id": person.id,
        "name": person.name,
        "ratings": len(person.ratings),
        **{which: len(person.marks(which)) for which in MARK_LISTS},
    }


def _holdings(person: Person) -> str:
    """``4 ratings``, and where there are films on lists how many: ``0 ratings, 19 seen, 2 on the watchlist``."""
    from movierec_gui.data.people.person import LIKED, NOT_FOR_ME, SEEN, WATCHLIST

    words = {SEEN: "seen", LIKED: "liked", NOT_FOR_ME: "not for them", WATCHLIST: "on the watchlist"}
    marked = [f"{len(person.marks(which)):,} {said}" for which, said in words.items() if person.marks(which)]
    return ", ".join([counted(len(person.ratings), "rating"), *marked])


def _day(time: int) -> str | None:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(time, UTC).date().isoformat() if time else None
