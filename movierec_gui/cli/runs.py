"""``movierec runs``: the run store: list, show, rename, annotate, delete, hand on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from movierec_gui.cli.inputs import check_writable, find_run, open_store
from movierec_gui.cli.options import FILE, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.run_tables import RUN_COLUMNS, run_row, run_values
from movierec_gui.cli.text_table import number
from movierec_gui.data.preparation import describe

_EPILOG = """\b
Examples:
  movierec runs                            the list
  movierec runs show latest
  movierec runs export latest lstm.zip     to hand on or to keep

A RUN is an id, the beginning of one, a name, or "latest"."""


@click.group(invoke_without_command=True, epilog=_EPILOG)
@click.pass_context
def runs(context: click.Context) -> None:
    """List, show, rename, delete, export and import runs."""
    if context.invoked_subcommand is None:
        context.invoke(list_runs)


@runs.command("list")
@runs_option
@output_options
def list_runs(out: Output, runs_folder: Path | None = None) -> None:
    """List the runs, newest first."""
    store = open_store(runs_folder)
    listing = store.listing()
    records = listing.records
    if records:
        out.table(RUN_COLUMNS, [run_row(record) for record in records])
    else:
        out.note(f"There are no runs in {store.folder} yet. Train one with: movierec train lstm")
    for problem in listing.problems:
        out.note(f"Left out: {problem}")
    for record in store.interrupted(records):
        out.note(f"{record.id} was interrupted. Go on with: movierec train --resume {record.id}")
    out.json([run_values(record) for record in records])


@runs.command()
@click.argument("run")
@runs_option
@output_options
def show(out: Output, run: str, runs_folder: Path | None) -> None:
    """Show a RUN's settings, errors and epochs."""
    store = open_store(runs_folder)
    record = find_run(store, run)
    history = store.read_history(record.id)
    spec = record.spec.to_mapping()
    facts = {
        "Id": record.id,
        "Name": record.name,
        "Note": record.note or None,
        "Status": record.status,
        "Created": record.created,
        "Data": f"{record.dataset_name} ({record.dataset_hash[:12]})",
        "Preparation": describe(record.preparation) if record.preparation else None,
        "Parts": ", ".join(f"{name} {count:,}" for name, count in record.parts.items()),
        "Parameters": f"{record.parameters:,}",
        "Best epoch": record.best_epoch,
        **{f"{part.capitalize()} {name.upper()}": f"{value:.4f}" for part in ("validation", "test")
           for name, value in getattr(record, part).items()},
        "Architecture": record.spec.architecture,
        **{part.capitalize(): _pairs(spec[part]) for part in ("model", "training", "split")},
        "Versions": _pairs(record.versions),
    }  # fmt: skip
    out.facts({name: value for name, value in facts.items() if value is not None})
    out.line()
    out.table(
        [
            number("Epoch"),
            number("Training MSE", ".4f"),
            number("Validation MSE", ".4f"),
            number("Learning rate", ".2g"),
            number("Seconds", ".1f"),
        ],
        [
            (epoch.epoch, epoch.train_mse, epoch.validation.get("mse"), epoch.learning_rate, epoch.seconds)
            for epoch in history
        ],
    )
    out.json(run_values(record) | {"history": [vars(epoch) for epoch in history]})


@runs.command()
@click.argument("run")
@click.argument("name")
@runs_option
@output_options
def rename(out: Output, run: str, name: str, runs_folder: Path | None) -> None:
    """Give a RUN another NAME."""
    store = open_store(runs_folder)
    record = store.rename(find_run(store, run).id, name)
    out.line(f"{record.id} is now called {record.name}")
    out.json(run_values(record))


@runs.command()
@click.argument("run")
@click.argument("text_", metavar="TEXT")
@runs_option
@output_options
def note(out: Output, run: str, text_: str, runs_folder: Path | None) -> None:
    """Replace a RUN's note by TEXT; an empty text removes it."""
    store = open_store(runs_folder)
    record = store.annotate(find_run(store, run).id, text_)
    out.line(f"Noted with {record.id}: {record.note}" if record.note else f"{record.id} has no note")
    out.json(run_values(record))


@runs.command()
@click.argument("run")
@runs_option
@output_options
def delete(out: Output, run: str, runs_folder: Path | None) -> None:
    """Move a RUN to the trash."""
    store = open_store(runs_folder)
    # A damaged run is in no list and can be deleted all the same.
    run_id = run if store.is_damaged(run) else find_run(store, run).id
    trash = store.delete(run_id)
    out.line(f"{run_id} is in the trash. Bring it back with: movierec runs restore {run_id}")
    out.json({"id": run_id, "trash": trash})


@runs.command()
@click.argument("run")
@runs_option
@output_options
def restore(out: Output, run: str, runs_folder: Path | None) -> None:
    """Bring a deleted RUN (its whole id) back from the trash."""
    record = open_store(runs_folder).restore(run)
    out.line(f"{record.id} is back")
    out.json(run_values(record))


@runs.command("export")
@click.argument("run")
@click.argument("file", type=FILE)
@runs_option
@output_options
def export_run(out: Output, run: str, file: Path, runs_folder: Path | None) -> None:
    """Write a RUN to a zip FILE, with its weights."""
    from movierec_gui.training import run_files

    store = open_store(runs_folder)
    record = find_run(store, run)
    written = run_files.export_run(store, record.id, check_writable(file))
    out.line(f"{record.id} written to {written}")
    out.json({"id": record.id, "file": written})


@runs.command("import")
@click.argument("file", type=FILE)
@runs_option
@output_options
def import_run(out: Output, file: Path, runs_folder: Path | None) -> None:
    """Add a run from a zip FILE that was exported."""
    from movierec_gui.training import run_files

    record = run_files.import_run(open_store(runs_folder), file)
    out.line(f"{record.name} is here as {record.id}")
    out.json(run_values(record))


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key}={_plain(value)}" for key, value in values.items() if value != "")


def _plain(value: object) -> object:
    """Settings within settings in brackets, one after the other."""
    if isinstance(value, Mapping):
        return f"({_pairs(value)})"
    return " ".join(str(_plain(entry)) for entry in value) if isinstance(value, (list, tuple)) else value
