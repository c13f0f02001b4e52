"""``movierec project``: all that was made of some data in one file, to keep or to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from movierec_gui.cli.inputs import check_writable, find_any_run, open_store, read_dataset
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.report.project.facts import Facts
    from movierec_gui.report.project.parts import Place
    from movierec_gui.training.runs import RunStore

_EPILOG = """\b
Examples:
  movierec project save class.movierec                     all of the bundled data's runs, comparisons, sets ...
  movierec project save mine.movierec --run latest --note "Look at the over-fitting."
  movierec project show class.movierec                     what it holds, and which data it is about
  movierec project open class.movierec                     put all of it where it lies here

The file is a zip of JSON, CSV and safetensors: nothing in it can run, and every file has a checksum. The data are not
in it, only their name and hash. People go along only where --people asks for it. What is here stays as it is."""


@click.group(epilog=_EPILOG)
def project() -> None:
    """Save, open or show a project: runs, maps, sets and more."""


@project.command()
@click.argument("file", type=FILE)
@click.option("--run", "references", multiple=True, metavar="RUN", help="Only this run (repeatable).  [default: all]")
@click.option("--part", "parts", multiple=True, metavar="NAME", help="Only this part (repeatable).  [default: all]")
@click.option("--people", is_flag=True, help="With people and their ratings: they are personal.")
@click.option("--note", default="", help="A note to whoever opens it.")
@data_option
@runs_option
@output_options
def save(
    out: Output,
    file: Path,
    references: tuple[str, ...],
    parts: tuple[str, ...],
    people: bool,
    note: str,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Save what was made of some data into a FILE."""
    target = check_writable((file if file.suffix else file.with_suffix(".movierec")).absolute())
    from movierec_gui.errors import unknown_name
    from movierec_gui.report.project.facts import new_facts, reference_to
    from movierec_gui.report.project.parts import PARTS, PEOPLE, Choice
    from movierec_gui.report.project.saving import save_project
    from movierec_gui.training.every_run import EveryRun

    names = [part.name for part in PARTS]
    for name in parts:
        if name not in names:
            raise unknown_name("part", name, names)
    runs = open_store(runs_folder)
    chosen = [find_any_run(EveryRun(runs), reference) for reference in references]
    dataset = read_dataset(out, data_path, [record.preparation for record in chosen])
    wanted = parts or tuple(part.name for part in PARTS if not part.only_by_request)
    wanted += (PEOPLE.name,) if people and PEOPLE.name not in wanted else ()
    choice = Choice(wanted, tuple(record.id for record in chosen) if chosen else None)
    facts = new_facts(reference_to(dataset, bundled=data_path is None), None, chosen[0].id if chosen else "", note)
    saved = follow(out, save_project(target, facts, _place(runs, dataset.content_hash), choice))
    out.line(f"Saved {_counts(saved.facts) or 'nothing but the reference to the data'} to {target}")
    out.json({"project": target, "counts": saved.facts.counts})


@project.command("open")
@click.argument("file", type=FILE)
@runs_option
@output_options
def open_(out: Output, file: Path, runs_folder: Path | None) -> None:
    """Put what a project FILE holds where it lies here."""
    from movierec_gui.report.project.opening import open_project

    opened = follow(out, open_project(file, _place(open_store(runs_folder), "")))
    out.line(opened.in_words)
    out.line(f"It is about {opened.facts.data.in_words}. {opened.facts.data.how_to_open}.")
    if opened.facts.note:
        out.line(f"Note: {opened.facts.note}")
    out.json({
        "data": vars(opened.facts.data),
        "added": {name: placed.added for name, placed in opened.placed.items()},
        "there": {name: placed.there for name, placed in opened.placed.items()},
    })  # fmt: skip


@project.command()
@click.argument("file", type=FILE)
@output_options
def show(out: Output, file: Path) -> None:
    """Say what a project FILE holds and lacks; nothing is opened."""
    from movierec_gui.report.project.opening import read_facts

    facts = read_facts(file)
    out.facts({
        "Data": facts.data.in_words,
        "To open them": facts.data.how_to_open,
        "Saved": f"{facts.created} by {facts.program}",
        "Holds": _counts(facts) or "nothing",
        **({"Note": facts.note} if facts.note else {}),
    })  # fmt: skip
    out.json({"data": vars(facts.data), "created": facts.created, "counts": facts.counts, "note": facts.note})


def _place(runs: RunStore, dataset_hash: str) -> Place:
    from movierec_gui.report.project.parts import Place

    return Place(runs, data_home(), dataset_hash)


def _counts(facts: Facts) -> str:
    from movierec_gui.report.project.parts import PARTS

    titles = {part.name: part.title.lower() for part in PARTS}
    return ", ".join(f"{titles[name]} {count}" for name, count in facts.counts.items() if name in titles)
