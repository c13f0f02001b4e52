"""Writes command-line.md from the commands' own help: python docs/make_command_line.py"""

from __future__ import annotations

from pathlib import Path

import click

from movierec_gui.cli.group import movierec

PAGE = Path(__file__).resolve().parent / "command-line.md"
HEAD = """# Command line

What the window does, `movierec` does without a display, on the same engine and with the same results. Results go to
standard output, everything else to standard error; `--json` prints results for programs. In a pipe there are no
progress bars and no colours, and `NO_COLOR` is respected. Exit status: 0 done, 1 a problem to mend (the message says
what, where and how), 2 a wrong command line, 70 a fault of the program (the message names the log), 130 stopped with
Ctrl+C, 141 where the reader of a pipe left early.

This page is made by `docs/make_command_line.py` from the commands' help; do not edit it.
"""


def page() -> str:
    """The whole page."""
    sections = [f"## {' '.join(names)}\n\n```text\n{text}\n```" for names, text in helps(movierec, ("movierec",))]
    return "\n".join([HEAD, "\n\n".join(sections)]) + "\n"


def helps(command: click.Command, names: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    """Names and help of a command and of all commands below it."""
    context = click.Context(command, info_name=" ".join(names), terminal_width=80)
    found = [(names, "\n".join(line.rstrip() for line in command.get_help(context).splitlines()))]
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            found += helps(part, (*names, name))
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
