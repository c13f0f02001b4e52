"""``movierec people ask``: a few films to rate, chosen so that the answers tell most, and the list that they make."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movierec_gui.cli.inputs import find_run, open_store, read_dataset
from movierec_gui.cli.options import data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.text_table import number, text
from movierec_gui.errors import UserError

if TYPE_CHECKING:
    from movierec_gui.analysis.interview import Answer
    from movierec_gui.analysis.movie_lists import Listed
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.data.people.person import Person
    from movierec_gui.data.people.store import PeopleStore
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import TrainedRun

LIST_COLUMNS = (text("Title", cut=True), number("Year", ""), number("Predicted", ".2f"), text("Genres", cut=True))
_SKIPS, _STOPS = ("", "s", "skip"), ("q", "quit", "stop")
_SHOWN_ON_THE_WAY = 3
_NEAR = 1e-6

_EPILOG = """\b
Examples:
  movierec people ask                       ten films, for the person called Me
  movierec people ask --person Ann --questions 20

Answer with stars, press Enter for a film that you have not seen, or q to stop. Every rating is kept at once."""


@dataclass(frozen=True)
class _Asked:
    """Whom a conversation is with, and what it needs."""

    store: PeopleStore
    finder: MovieFinder
    run: TrainedRun
    name: str


@click.command(epilog=_EPILOG)
@click.option("--person", "name", metavar="NAME", help="Who answers; made where there is nobody of that name.")
@click.option(
    "--questions",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    metavar="N",
    help="Films to ask about at most.",
)
@click.option("--run", "reference", metavar="RUN", help="The run that predicts. Without it: the most accurate one.")
@data_option
@runs_option
@output_options
def ask(
    out: Output,
    name: str | None,
    questions: int,
    reference: str | None,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Rate a few films, one after the other, and get a list."""
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.store import default_people
    from movierec_gui.training.starter import STARTER
    from movierec_gui.training.trained import open_run

    store = open_store(runs_folder)
    named = None if reference in (None, STARTER) else find_run(store, reference)
    dataset = read_dataset(out, data_path, [named.preparation if named else None])
    run = open_run(store, _run_id(store, dataset, reference), dataset)
    out.note(f"Predictions by: {run.record.name}")
    people = default_people()
    asked = _Asked(people, MovieFinder(dataset), run, name or _only_name(people))
    answers = _converse(out, asked, questions)
    _show_list(out, asked, answers)


def _run_id(store: RunStore, dataset: Dataset, reference: str | None) -> str:
    """The run of that name, else the most accurate one on these data, else the program's own."""
    from movierec_gui.training.preferred import most_accurate
    from movierec_gui.training.starter import STARTER, starter_for

    if reference is not None:
        return STARTER if reference == STARTER else find_run(store, reference).id
    own = [record for record in store.list() if record.dataset_hash == dataset.content_hash]
    best = most_accurate(own) or starter_for(dataset)
    if best is None:
        raise UserError(
            f"No run is there for {dataset.name}", f"Looked in {store.folder}", "Train one with: movierec train house"
        )
    return best.id


def _only_name(people: PeopleStore) -> str:
    """Who answers where no name is given. Raises UserError where it could be one of several."""
    from movierec_gui.cli.people import FIRST_PERSON  # which imports this command

    everybody = people.list()
    if len(everybody) > 1:
        names = ", ".join(person.name for person in everybody)
        raise UserError("Who answers?", f"There are {names}", "Name one with --person, or somebody new")
    return everybody[0].name if everybody else FIRST_PERSON


def _converse(out: Output, asked: _Asked, questions: int) -> tuple[Answer, ...]:
    """Ask until enough films were answered or the person stops; what was rated is kept by then."""
    from movierec_gui.analysis.interview import Answer, Interview

    interview = Interview(asked.run)
    given: list[Answer] = []
    followed = _followed(asked)
    known = _known(followed)
    out.note("Stars, Enter for a film that you have not seen, q to stop.")
    for question in range(1, questions + 1):
        movie = interview.next_movie([*known, *given], without=followed.not_for_me if followed else ())
        value = None if movie is None else _stars(out, asked, movie, f"{question} of {questions}")
        if movie is None or value == _STOPPED:
            break
        given.append(Answer(movie, value))
        if value is not None:
            _keep(asked, movie, value)
            best = _list(asked, given)[:_SHOWN_ON_THE_WAY]
            out.note("  Now on top: " + "; ".join(asked.run.dataset.movies.label(listed.movie) for listed in best))
    return tuple(given)


_STOPPED = -1.0
"""In place of a rating: the person stops."""


def _stars(out: Output, asked: _Asked, movie: int, progress: str) -> float | None:
    """What the person answers: stars, None for not seen, or ``_STOPPED``; asked again at anything else."""
    movies, (low, high) = asked.run.dataset.movies, asked.run.dataset.scale
    genres = ", ".join(movies.genres_of(movie))
    question = f"{progress}: {movies.label(movie)}" + (f"  {genres}" if genres else "")
    while True:
        try:
            said = click.prompt(question, default="", show_default=False, err=True).strip().casefold()
        except click.Abort:  # the end of the input, or Ctrl+C: what was rated is kept already
            out.note("")
            return _STOPPED
        if said in _SKIPS:
            return None
        if said in _STOPS:
            return _STOPPED
        value = _rating(said, asked.run.dataset)
        if value is not None:
            return value
        out.note(f"  {said!r} is no rating: {low:g} to {high:g}, Enter, or q")


def _rating(said: str, dataset: Dataset) -> float | None:
    """The rating, where it is one on the data's scale and steps."""
    from movierec_gui.data.people.scales import rounded, step_of

    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return None
    low, high = dataset.scale
    on_step = low <= value <= high and abs(rounded(value, step_of(dataset.rating_levels)) - value) < _NEAR
    return value if on_step else None


def _person(asked: _Asked) -> Person | None:
    wanted = asked.name.casefold()
    everybody = asked.store.list()
    return next((person for person in everybody if wanted in (person.name.casefold(), person.id.casefold())), None)


def _followed(asked: _Asked) -> Followed | None:
    """The person in the data, if they are kept."""
    from movierec_gui.data.people.follow import follow

    person = _person(asked)
    return None if person is None else follow(person, asked.finder)


def _known(followed: Followed | None) -> list[Answer]:
    """What the person had rated before, as answers."""
    from movierec_gui.analysis.interview import Answer

    return [] if followed is None else [Answer(movie, value) for movie, value in followed.ratings.items()]


def _keep(asked: _Asked, movie: int, value: float) -> None:
    """Keep a rating with the person, who is made with the first one."""
    import time
    from functools import partial

    from movierec_gui.data.people import changes
    from movierec_gui.data.people.person import Rated

    person = _person(asked) or asked.store.create(asked.name)
    rated = Rated(asked.finder.film(movie), value, asked.finder.scale, int(time.time()))
    asked.store.change(person.id, partial(changes.rate, rated=rated), f"the rating of {rated.film.label}")


def _list(asked: _Asked, answers: list[Answer] | tuple[Answer, ...]) -> tuple[Listed, ...]:
    """The list by all that the person has rated; what they have not seen may be on it."""
    from movierec_gui.analysis.movie_lists import list_for_ratings

    followed = _followed(asked)
    ratings = dict(followed.ratings) if followed else {}
    ratings |= {answer.movie: answer.rating for answer in answers if answer.rating is not None}
    hidden = (*followed.not_for_me, *followed.seen) if followed else ()
    return list_for_ratings(asked.run, ratings, hidden)


def _show_list(out: Output, asked: _Asked, answers: tuple[Answer, ...]) -> None:
    movies = asked.run.dataset.movies
    keys, best = ("title", "year", "predicted", "genres"), _list(asked, answers)
    rows = []
    for listed in best:
        movie = listed.movie
        year, genres = int(movies.years[movie]) or None, ", ".join(movies.genres_of(movie))
        rows.append((movies.titles[movie], year, listed.predicted, genres))
    out.line()
    out.table(LIST_COLUMNS, rows, f"For {asked.name}")
    if _person(asked) is not None:
        out.line(f"More: movierec predict {asked.run.record.id} --person {_quoted(asked.name)}")
    out.json({
        "person": asked.name,
        "run": asked.run.record.id,
        "answers": [{"id": int(movies.ids[one.movie]), "title": movies.titles[one.movie], "rating": one.rating}
                    for one in answers],
        "list": [{"id": int(movies.ids[one.movie])} | dict(zip(keys, row, strict=True))
                 for one, row in zip(best, rows, strict=True)],
    })  # fmt: skip


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
