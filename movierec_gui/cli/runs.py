"""``movierec runs``: the run store: list, show, rename, annotate, delete, hand on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import check_writable, find_any_run, open_store
from movierec_gui.cli.options import FILE, OPTIONAL_COMMAND, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.run_diff import diff
from movierec_gui.cli.run_tables import LIST_COLUMNS, LIST_TITLE, RUN_COLUMNS, list_rows, run_row, run_values
from movierec_gui.cli.text_table import number
from movierec_gui.data.preparation import describe

if TYPE_CHECKING:
    from movierec_gui.training.every_run import AnyRecord, EveryRun
    from movierec_gui.training.list_runs import ListRecord
    from movierec_gui.training.runs import RunRecord

_EPILOG = """\b
Examples:
  movierec runs                            the list
  movierec runs show latest
  movierec runs export latest lstm.zip     to hand on or to keep
  movierec runs diff first second          the settings in which two runs differ

A RUN is an id, the beginning of one, a name, or "latest". Runs of the kind "rating" predict ratings and are judged by
their MSE; those of the kind "list" are recommenders (movierec train --recommender) and are judged by NDCG@10."""


@click.group(invoke_without_command=True, subcommand_metavar=OPTIONAL_COMMAND, epilog=_EPILOG)
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
    every = _every(runs_folder)
    listing = every.listing()
    records = listing.records
    if records:
        out.table(RUN_COLUMNS, [run_row(record) for record in records])
    else:
        out.note(f"There are no runs in {every.runs.folder} yet. Train one with: movierec train lstm")
    for problem in listing.problems:
        out.note(f"Left out: {problem}")
    for record in records:
        if every.store_of(record.id).interrupted([record]):
            out.note(f"{record.id} was interrupted. Go on with: movierec train --resume {record.id}")
    out.json([run_values(record) for record in records])


@runs.command()
@click.argument("run")
@runs_option
@output_options
def show(out: Output, run: str, runs_folder: Path | None) -> None:
    """Show a RUN's settings, errors and epochs."""
    from movierec_gui.training.list_runs import ListRecord

    every = _every(runs_folder)
    record = find_any_run(every, run)
    if isinstance(record, ListRecord):
        _show_list(out, record)
        return
    history = every.runs.read_history(record.id)
    out.facts(_facts(record))
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


def _every(runs_folder: Path | None) -> EveryRun:
    from movierec_gui.training.every_run import EveryRun

    return EveryRun(open_store(runs_folder))


def _show_list(out: Output, record: ListRecord) -> None:
    """What there is to know of a list run; its test figures chose nothing, those of validation may have."""
    spec = record.spec.to_mapping()
    facts = _common_facts(record) | {
        "Epochs": record.epochs or None,
        "Recommender": record.spec.recommender,
        "Settings": _pairs(spec["settings"]),
        "Seed": record.spec.seed,
        "Split": _pairs(spec["split"]),
        "Versions": _pairs(record.versions),
    }
    out.facts({name: value for name, value in facts.items() if value is not None})
    rows = list(list_rows(record))
    if rows:
        out.line()
        out.table(LIST_COLUMNS, rows, LIST_TITLE)
    out.json(run_values(record))


def _facts(record: RunRecord) -> dict[str, Any]:
    spec = record.spec.to_mapping()
    facts = _common_facts(record) | {
        "With": _person(record),
        "Best epoch": record.best_epoch,
        **{f"{part.capitalize()} {name.upper()}": f"{value:.4f}" for part in ("validation", "test")
           for name, value in getattr(record, part).items()},
        "Architecture": record.spec.architecture,
        **{part.capitalize(): _pairs(spec[part]) for part in ("model", "training", "split")},
        "Versions": _pairs(record.versions),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value is not None}


def _person(record: RunRecord) -> str | None:
    """Whose ratings the run was trained with, and whether they are still kept here."""
    if record.person is None:
        return None
    from movierec_gui.data.people.store import default_people

    here = any(person.id == record.person.id for person in default_people().list())
    gone = "" if here else "; they are not among the people kept here"
    return f"{record.person.summary}, kept with the run and in training only{gone}"


def _common_facts(record: AnyRecord) -> dict[str, Any]:
    return {
        "Id": record.id,
        "Name": record.name,
        "Note": record.note or None,
        "Status": record.status,
        "Created": record.created,
        "Data": f"{record.dataset_name} ({record.dataset_hash[:12]})",
        "Preparation": describe(record.preparation) if record.preparation else None,
        "Parts": ", ".join(f"{name} {count:,}" for name, count in record.parts.items()),
        "Parameters": f"{record.parameters:,}",
    }


@runs.command()
@click.argument("run")
@click.argument("name")
@runs_option
@output_options
def rename(out: Output, run: str, name: str, runs_folder: Path | None) -> None:
    """Give a RUN another NAME."""
    every = _every(runs_folder)
    run_id = find_any_run(every, run).id
    record = every.store_of(run_id).rename(run_id, name)
    out.line(f"{record.id} is now called {record.name}")
    out.json(run_values(record))


@runs.command()
@click.argument("run")
@click.argument("text_", metavar="TEXT")
@runs_option
@output_options
def note(out: Output, run: str, text_: str, runs_folder: Path | None) -> None:
    """Replace a RUN's note by TEXT; an empty text removes it."""
    every = _every(runs_folder)
    run_id = find_any_run(every, run).id
    record = every.store_of(run_id).annotate(run_id, text_)
    out.line(f"Noted with {record.id}: {record.note}" if record.note else f"{record.id} has no note")
    out.json(run_values(record))


@runs.command()
@click.argument("run")
@runs_option
@output_options
def delete(out: Output, run: str, runs_folder: Path | None) -> None:
    """Move a RUN to the trash."""
    every = _every(runs_folder)
    # A damaged run is in no list and can be deleted all the same.
    run_id = run if every.store_of(run).is_damaged(run) else find_any_run(every, run).id
    trash = every.store_of(run_id).delete(run_id)
    out.line(f"{run_id} is in the trash. Bring it back with: movierec runs restore {run_id}")
    out.json({"id": run_id, "trash": trash})


@runs.command()
@click.argument("run")
@runs_option
@output_options
def restore(out: Output, run: str, runs_folder: Path | None) -> None:
    """Bring a deleted RUN (its whole id) back from the trash."""
    record = _every(runs_folder).trash_of(run).restore(run)
    out.line(f"{record.id} is back")
    out.json(run_values(record))


@runs.command("export")
@click.argument("run")
@click.argument("file", type=FILE)
@click.option(
    "--with-ratings", is_flag=True, help="Of a run that was trained with a person: hand their ratings on, too."
)
@runs_option
@output_options
def export_run(out: Output, run: str, file: Path, with_ratings: bool, runs_folder: Path | None) -> None:
    """Write a RUN to a zip FILE, with its weights."""
    from movierec_gui.training import run_files

    every = _every(runs_folder)
    record = find_any_run(every, run)
    written = run_files.export_run(every.store_of(record.id), record.id, check_writable(file), with_ratings)
    out.line(f"{record.id} written to {written}")
    if record.person is not None:
        out.note(f"The file holds {record.person.summary}: whoever has it can read them")
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
    if record.person is not None:
        out.note(f"It was trained with {record.person.summary}, which it holds")
    out.json(run_values(record))


runs.add_command(diff)


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key}={_plain(value)}" for key, value in values.items() if value != "")


def _plain(value: object) -> object:
    """Settings within settings in brackets, one after the other."""
    if isinstance(value, Mapping):
        return f"({_pairs(value)})"
    return " ".join(str(_plain(entry)) for entry in value) if isinstance(value, (list, tuple)) else value
