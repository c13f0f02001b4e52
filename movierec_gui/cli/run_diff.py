"""``movierec runs diff``: what two runs do not have in common."""

from __future__ import annotations

from pathlib import Path

import click

from movierec_gui.cli.inputs import find_any_run, open_store
from movierec_gui.cli.options import output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.text_table import text


@click.command()
@click.argument("first")
@click.argument("second")
@runs_option
@output_options
def diff(out: Output, first: str, second: str, runs_folder: Path | None) -> None:
    """Show the settings, data and versions in which the runs FIRST and SECOND differ."""
    from movierec_gui.training.every_run import EveryRun
    from movierec_gui.training.run_differences import run_differences

    every = EveryRun(open_store(runs_folder))
    one, other = (find_any_run(every, reference) for reference in (first, second))
    found = run_differences(one, other)
    if found:
        rows = [(entry.part, entry.name, _shown(entry.first), _shown(entry.second)) for entry in found]
        out.table([text("Part"), text("Setting"), text(one.name, cut=True), text(other.name, cut=True)], rows)
    else:
        out.line(f"“{one.name}” and “{other.name}” have the same settings, data and versions.")
    out.json({"first": one.id, "second": other.id, "differences": [vars(entry) for entry in found]})


def _shown(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or None
    return None if value == "" else value
