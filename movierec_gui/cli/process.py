"""Around every command: the encoding of the streams, and the message and status of each failure."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from movierec_gui.atomic_files import keep_files_private
from movierec_gui.cli.group import movierec
from movierec_gui.cli.output import colors_wanted
from movierec_gui.errors import UserError, of_the_machine
from movierec_gui.program_log import log_handler
from movierec_gui.resource_paths import data_home, own_home
from movierec_gui.training.leftovers import sweep_home

OK, USER_ERROR, USAGE_ERROR, PROGRAM_ERROR, STOPPED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141
"""Exit statuses, as shells know them: 70 from sysexits.h, 128 + signal for the last two."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status; nothing but the interpreter's own end is raised."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a title's letters shows a question mark instead of ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        keep_files_private(own_home())
        sweep_home(data_home())
        status = movierec.main(args=arguments, prog_name="movierec", standalone_mode=False)
        if not _delivered():
            return PIPE_CLOSED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserError as error:
        _say_error(error.what, error.where, error.remedy)
        return USER_ERROR
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except (BrokenPipeError, SystemExit):
        # click leaves with SystemExit where a write met a closed pipe.
        _delivered()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last resort: log it, and tell the user in one line
        log = _log(error)
        if (problem := of_the_machine(error)) is not None:
            _say_error(problem.what, problem.where, problem.remedy)
            return USER_ERROR
        _say_error(f"Something went wrong inside the program: {error!r}", log, "Please report it")
        return PROGRAM_ERROR
    return status if isinstance(status, int) else OK


def _open_streams() -> None:
    """Lead nowhere what was closed before the start (``>&-``): nobody reads it, and a file would get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def _delivered() -> bool:
    """Whether all output went out; where its reader (head, less) has seen enough, the rest goes nowhere."""
    try:
        sys.stdout.flush()
    except OSError:
        # The interpreter flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _say_error(what: str, where: str, remedy: str) -> None:
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {what}", err=True, color=colors_wanted())
    for line in filter(None, (where, remedy)):
        click.echo(f"  {line}", err=True)


def _log(error: Exception) -> str:
    """Write the traceback to the user's log; returns where it is, or why nowhere."""
    try:
        handler = log_handler(data_home() / "logs")
    except UserError as problem:
        return f"There is no log of it: {problem}"
    logger = logging.getLogger(__name__)
    logger.addHandler(handler)
    logger.propagate = False
    arguments: list[Any] = sys.argv[1:]
    logger.error("movierec %s", " ".join(map(str, arguments)), exc_info=error)
    logger.removeHandler(handler)
    handler.close()
    return f"The details are in {handler.baseFilename}"
