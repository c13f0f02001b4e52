"""``movierec report``: all about some runs in one folder or zip, enough to reproduce it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from movierec_gui.cli.inputs import check_writable, find_run, open_store, read_dataset
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    data_option,
    map_options,
    output_options,
    report_options,
    runs_option,
    theme_option,
)
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow

REPORT, MAP = report_options(), map_options("map_")

_EPILOG = """\b
Examples:
  movierec report latest
  movierec report latest 20261124 --output compared.zip --map-kind none

The folder holds report.html to read, report.json for programs, the tables as CSV, the figures, and each run's
settings, from which movierec train --like trains it again."""


@click.command(cls=ConfigCommand, configs=(REPORT, MAP), epilog=_EPILOG)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option(
    "--output",
    "target",
    type=FILE,
    default=Path("movierec-report"),
    show_default=True,
    metavar="PATH",
    help="A folder, or a zip where the name ends so.",
)
@theme_option
@data_option
@runs_option
@output_options
def report(
    out: Output,
    runs: tuple[str, ...],
    target: Path,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Write all about some runs into a folder or zip.

    A RUN is an id, the beginning of one, a name, or "latest". The first is the one whose nodes are shown.
    """
    check_writable(target.absolute())
    store = open_store(runs_folder)
    records = [find_run(store, reference) for reference in runs]
    from movierec_gui.analysis.projections import MapConfig
    from movierec_gui.report.bundle import write_report
    from movierec_gui.report.config import ReportConfig
    from movierec_gui.report.findings import study
    from movierec_gui.training.trained import open_run

    config, map_config = ReportConfig(**REPORT.given(settings)), MapConfig(**MAP.given(settings))
    dataset = read_dataset(out, data_path, [record.preparation for record in records])
    opened = [open_run(store, record.id, dataset) for record in records]
    findings = follow(out, study(opened, store, config, map_config))
    follow(out, write_report(findings, target, theme))
    out.line(f"Report written to {target}" if target.suffix == ".zip" else f"Read {target / 'report.html'}")
    out.json({"report": target, "runs": [record.id for record in records]})
