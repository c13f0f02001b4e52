"""``movierec average``: a new run that is the weighted average of finished ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from movierec_gui.cli.inputs import find_run, open_store, read_dataset
from movierec_gui.cli.options import data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.run_tables import RESULT_COLUMNS, result_rows, run_values
from movierec_gui.cli.text_table import number

if TYPE_CHECKING:
    from movierec_gui.models.run_average import AverageConfig

_EPILOG = """\b
Examples:
  movierec average RUN RUN
  movierec average LSTM "House model" --name both

The runs must be finished and trained on the same split. The weights are fitted on its validation part, so the
validation error is optimistic; the test part chose nothing. The new run holds copies of the networks: the averaged runs
may be deleted."""


@click.command(epilog=_EPILOG)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--name", default="", metavar="NAME", help="What to call the new run.")
@data_option
@runs_option
@output_options
def average(out: Output, runs: tuple[str, ...], name: str, data_path: Path | None, runs_folder: Path | None) -> None:
    """Average finished runs into a new one.

    Each counts as much as it helps the average on the validation ratings.

    A RUN is an id, the beginning of one, a name, or "latest".
    """
    store = open_store(runs_folder)
    members = [find_run(store, reference) for reference in runs]
    dataset = read_dataset(out, data_path, [member.preparation for member in members])
    from movierec_gui.training.averaging_runs import average_runs

    record = follow(out, average_runs(dataset, [member.id for member in members], store, name))
    weights = {member.run: member.weight for member in cast("AverageConfig", record.spec.model).members}
    averaged = [store.read(run_id) for run_id in weights]
    out.table(
        [*RESULT_COLUMNS, number("Weight", ".3f")],
        [(*row, weights.get(one.id)) for one in (*averaged, record) for row in result_rows(one)],
    )
    out.note("Validation errors are optimistic: the weights were fitted on those ratings.")
    if not record.test:
        out.note("The split has no test part, so nothing tells how good the average is on other ratings.")
    out.json(run_values(record) | {"averaged": [run_values(member) for member in averaged]})
    out.note(f"Kept as run {record.id}")
