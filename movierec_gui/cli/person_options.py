"""Whose ratings a command takes: those of a file, or of a person that is kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from movierec_gui.cli.options import FILE
from movierec_gui.cli.output import Output
from movierec_gui.errors import UserError

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.joining import JoinedPerson
    from movierec_gui.data.people.person import Scale

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


@dataclass(frozen=True)
class RatingsSource:
    """The options ``--ratings`` and ``--person``: whose ratings to take."""

    file: Path | None = None
    person: str | None = None
    scale: str | None = None
    who: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether neither is given."""
        return self.file is None and self.person is None

    @property
    def person_id(self) -> str:
        """The id of the person; empty for a file. Raises UserError where there is nobody of that name."""
        from movierec_gui.data.people.store import default_people

        return "" if self.person is None else default_people().find(self.person).id

    def ratings(self, out: Output, dataset: Dataset) -> dict[int, float]:
        """Movie index to rating on the dataset's scale; remarks go to standard error. Raises UserError for none."""
        from movierec_gui.data.people.finding import MovieFinder
        from movierec_gui.data.people.report import ratings_of_file

        finder = MovieFinder(dataset)
        if self.file is None:
            return self._of_person(out, finder)
        followed, report = ratings_of_file(self.file, finder, read_scale_option(self.scale), self.who)
        out.note(report.summary())
        for issue in report.issues:
            out.note(f"  {issue}")
        return followed.ratings

    def _of_person(self, out: Output, finder: Any) -> dict[int, float]:
        from movierec_gui.data.people.follow import follow
        from movierec_gui.data.people.store import default_people

        person = default_people().find(self.person or "")
        followed = follow(person, finder)
        out.note(f"{person.name}: {followed.summary()}")
        for note in followed.notes:
            out.note(f"  {note}")
        if not followed.ratings:
            raise UserError(
                f"{person.name} has rated no movie of {finder.dataset.name}", followed.summary(), "Choose other data"
            )
        return followed.ratings


def joined_person(out: Output, name: str, dataset: Dataset) -> JoinedPerson:
    """A person that is kept as one more user of a training. Raises UserError for none, or none with ratings here."""
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.joining import join
    from movierec_gui.data.people.store import default_people

    joined = join(default_people().find(name), MovieFinder(dataset))
    out.note(f"Trained with {joined.summary}, as one more user. Validation and test stay without them.")
    return joined


def read_scale_option(text: str | None) -> Scale | None:
    """The scale of an option's text, or None. Raises UserError where it is none."""
    from movierec_gui.data.people.scales import read_scale

    return None if text is None else read_scale(text)


def scale_options(command: FunctionT) -> FunctionT:
    """``--own-scale`` and ``--who``: answers to what a file does not say."""
    scale = click.option(
        "--own-scale",
        metavar="LOW-HIGH",
        help="The scale of the ratings, such as 1-10 or '-10 to 10', where the file does not say it.",
    )
    who = click.option("--who", default="", metavar="ID", help="Whose ratings to take from a file of several people.")
    return scale(who(command))


def person_options(command: FunctionT) -> FunctionT:
    """``--ratings``, ``--person``, ``--own-scale``, ``--who``; the command gets them as one argument ``source``."""

    @click.option("--ratings", "file", type=FILE, metavar="FILE", help="Predict for a new person with these ratings.")
    @click.option("--person", metavar="NAME", help="Predict for a person kept with movierec people.")
    @scale_options
    @functools.wraps(command)
    def with_source(
        *args: Any, file: Path | None, person: str | None, own_scale: str | None, who: str, **kwargs: Any
    ) -> Any:
        if file is not None and person is not None:
            raise click.UsageError("Give either a file of --ratings or a --person.")
        return command(*args, source=RatingsSource(file, person, own_scale, who), **kwargs)

    return with_source  # type: ignore[return-value]
