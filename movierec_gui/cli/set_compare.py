"""``movierec sets compare``: two sets of films against each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import check_writable, find_run, open_store, read_dataset
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.set_inputs import found_set, kept_sets, tell_missing
from movierec_gui.cli.text_table import number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset

EVERYTHING = "everything"


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--run", "run", default="", metavar="RUN", help="Compare this run's error on both, too.")
@click.option("--part", type=click.Choice(["test", "validation"]), help="On which held-out ratings; without it: test.")
@click.option("--csv", "csv", type=FILE, metavar="FILE", help="Write the differences to this file, too.")
@data_option
@runs_option
@output_options
def compare(
    out: Output,
    first: str,
    second: str,
    run: str,
    part: str | None,
    csv: Path | None,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Set two sets against each other: years, ratings and genres with corrected p, a run's error on each.

    FIRST and SECOND are names or ids; "everything" is the whole catalogue.
    """
    from movierec_gui.analysis.set_comparison import compare_sets, set_errors
    from movierec_gui.training.trained import open_run

    record = find_run(open_store(runs_folder), run) if run else None
    dataset = read_dataset(out, data_path, [record.preparation if record else None])
    names, movies = zip(*(_side(out, each, dataset) for each in (first, second)), strict=True)
    found = compare_sets(dataset, (names[0], names[1]), *movies)
    errors: tuple[Any, ...] = ()
    where = ""
    if record is not None:
        opened = open_run(open_store(runs_folder), record.id, dataset)
        errors, where = follow(out, set_errors(opened, list(zip(names, movies, strict=True)), part or ""))
    one, other = found.sizes
    sizes = [f"{name}: {counted(size, 'movie')}" for name, size in zip(found.names, (one, other), strict=True)]
    out.line(f"{sizes[0]}; {sizes[1]}; {found.common:,} in both")
    out.table(
        (text(""), text(found.names[0], cut=True), text(found.names[1], cut=True), number("p", ".2g")),
        [
            (entry.name, _value(entry.kind, entry.one), _value(entry.kind, entry.other), entry.p_value)
            for entry in found.differences
        ],
    )
    out.note(found.explanation)
    if errors and record is not None:
        out.line()
        columns = (
            text("Set", cut=True),
            number("MSE", ".4f"),
            number("from", ".4f"),
            number("to", ".4f"),
            number("Ratings"),
        )
        rows = [(error.name, error.mse, error.low, error.high, error.ratings) for error in errors]
        out.table(columns, rows, f"Error of {record.name}, 95 % intervals clustered by person")
        out.note(f"On {where}.")
    if csv is not None:
        write_frame(found.table(), check_writable(csv))
    out.json(
        {
            "names": found.names,
            "sizes": found.sizes,
            "common": found.common,
            "tested": found.tested,
            "differences": [vars(entry) for entry in found.differences],
            "how": found.explanation,
            "errors": [vars(error) for error in errors],
            "errors_on": where or None,
        }
    )


def _side(out: Output, name: str, dataset: Dataset) -> tuple[str, Any]:
    import numpy as np

    if name.casefold() == EVERYTHING:
        return EVERYTHING, np.arange(dataset.n_movies)
    found = found_set(kept_sets().find(name), dataset)
    tell_missing(out, found, dataset)
    return found.film_set.name, found.movies


def _value(kind: str, value: float) -> str | None:
    if value != value:
        return None
    return f"{value:.1%}" if kind == "genre" else f"{value:.4g}"
