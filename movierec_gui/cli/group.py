"""The command ``movierec`` and its parts. To add one: a file in this folder and a line in ``COMMANDS``."""

from __future__ import annotations

import os

import click

from movierec_gui import __version__
from movierec_gui.cli import (
    activations,
    article,
    average,
    compare,
    data,
    evaluate,
    films,
    people,
    predict,
    project,
    quickstart,
    recommend,
    report,
    runs,
    search,
    sets,
    train,
)
from movierec_gui.cli import map as map_command
from movierec_gui.cli.options import OPTIONAL_COMMAND
from movierec_gui.errors import UserError

COMMANDS: tuple[click.Command, ...] = (
    quickstart.quickstart,
    data.data,
    train.train,
    average.average,
    evaluate.evaluate,
    compare.compare,
    search.search,
    people.people,
    sets.sets,
    predict.predict,
    films.film,
    films.taste,
    recommend.recommend,
    activations.activations,
    map_command.map_movies,
    runs.runs,
    report.report,
    project.project,
    article.article,
)
"""In the order of the help: as the work goes."""

_EPILOG = """\b
Examples:
  movierec                               open the window
  movierec quickstart                    the whole job in the terminal, on the bundled data
  movierec train lstm --epochs 5         train the article's best network for five epochs
  movierec predict latest 15 --top 10    what user 15 would like, by the latest run

Each command explains itself: movierec train --help. Exit status: 0 done, 1 a problem to mend, 2 a wrong command
line, 70 a fault of the program, 130 stopped with Ctrl+C."""


class OrderedGroup(click.Group):
    """A group that lists its commands in the order they were added, not in that of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in order."""
        return list(self.commands)


@click.group(cls=OrderedGroup, invoke_without_command=True, subcommand_metavar=OPTIONAL_COMMAND, epilog=_EPILOG)
@click.version_option(__version__, message="MovieRec %(version)s")
@click.pass_context
def movierec(context: click.Context) -> int | None:
    """Train neural rating predictors on MovieLens, ask them, look inside, and map the catalogue.

    Without a command the window opens; where there is no display, quickstart runs instead.
    """
    if context.invoked_subcommand != train.train.name:
        _refuse_company(context.invoked_subcommand or "without a command")
    if context.invoked_subcommand is not None:
        return None
    from movierec_gui.system_libraries import display_available

    if display_available():
        from movierec_gui.app import main as open_window

        return open_window([])
    click.echo("There is no display for the window: running movierec quickstart instead.", err=True)
    context.invoke(quickstart.quickstart)
    return None


def _refuse_company(command: str) -> None:
    """Raise UserError in one of several processes: each would do the same again, and write over the others' files."""
    size = os.environ.get("WORLD_SIZE", "")
    if size.isdecimal() and int(size) > 1:
        raise UserError(
            f"movierec {command} cannot be shared by {size} processes; only {train.train.name} can",
            f"WORLD_SIZE is {size}, as torchrun sets it",
            "Start it without torchrun; where something else set WORLD_SIZE, unset it",
        )


for _command in COMMANDS:
    movierec.add_command(_command)
