"""``movierec search``: better settings of a network or a recommender, judged by validation ratings only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import open_store, read_dataset
from movierec_gui.cli.options import (
    ConfigCommand,
    data_option,
    output_options,
    runs_option,
    split_options,
    training_options,
)
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.search_results import find_search, show_search, show_searches, trial_line
from movierec_gui.cli.text_table import text
from movierec_gui.cli.train_recommender import assigned

if TYPE_CHECKING:
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.searching.record import SearchRecord

TRAINING, SPLIT = training_options(), split_options()
TRIALS = 20

_EPILOG = """\b
Examples:
  movierec search dense --ranges                what can vary, with a range for each
  movierec search dense --vary learning_rate=1e-4..1e-2 --vary hidden=20..200
  movierec search lstm --vary hidden=20,40,80 --vary batch_size --minutes 30
  movierec search --recommender ease --vary ridge --vary signal --trials 40
  movierec search --resume latest               go on with a search that was stopped
  movierec search --resume latest --trials 60   or give it more trials
  movierec search --list                        the kept searches
  movierec search --show latest                 the trials of one
  movierec train --from-search latest           train with the best settings found

Every trial is fitted on training ratings and judged by validation ratings: MSE of its best epoch, or NDCG@10 of a
recommender's lists. No test rating is looked at, so that the test part stays good for one honest look at the end. The
best of many trials is a little lucky: its validation figure is optimistic.

The first trial has the settings to start from. "tpe" proposes settings near those that did well; "random" draws them
evenly. The settings that do not vary are the preset's, and what --set, the training and the split options say; --seed
draws the proposals, too. Ctrl+C stops the search and keeps its trials."""


@click.command(cls=ConfigCommand, configs=(TRAINING, SPLIT), epilog=_EPILOG)
@click.argument("architecture", required=False, default="", metavar="[ARCHITECTURE[:PRESET]]")
@click.option(
    "--recommender", "recommender_name", default="", metavar="NAME", help="Search for a recommender's settings instead."
)
@click.option(
    "--vary",
    "varied",
    multiple=True,
    metavar="NAME[=RANGE]",
    help="A setting that varies: LOW..HIGH, or values with commas; alone: the range of --ranges. Repeatable.",
)
@click.option("--ranges", "show_ranges", is_flag=True, help="List what can vary, with a range for each.")
@click.option(
    "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Fix a setting of the network; repeatable."
)
@click.option(
    "--trials", type=click.IntRange(1, 100_000), metavar="N",
    help=f"How many trials at most.  [default: {TRIALS}, or any number with --minutes]",
)  # fmt: skip
@click.option(
    "--minutes", type=click.FloatRange(0.0, 100_000.0, min_open=True), metavar="M",
    help="No trial begins after so many minutes of work.",
)  # fmt: skip
@click.option(
    "--sampler", type=click.Choice(["tpe", "random"]), default=None, help="What proposes settings.  [default: tpe]"
)
@click.option(
    "--inner", type=click.IntRange(1, 20), default=None, metavar="K",
    help="Judge each trial on K parts of what is not test, in turn.  [default: 1, the validation part]",
)  # fmt: skip
@click.option("--resume", default="", metavar="ID", help="Go on with this search (latest: the newest one).")
@click.option("--list", "listed", is_flag=True, help="List the kept searches.")
@click.option("--show", default="", metavar="ID", help="Show the trials of a kept search (latest: the newest one).")
@data_option
@runs_option
@output_options
def search(
    out: Output,
    architecture: str,
    recommender_name: str,
    varied: tuple[str, ...],
    show_ranges: bool,
    assignments: tuple[str, ...],
    trials: int | None,
    minutes: float | None,
    sampler: str | None,
    inner: int | None,
    resume: str,
    listed: bool,
    show: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Search for better settings of a network or a recommender.

    ARCHITECTURE is one of those that movierec train --list names, such as dense.
    """
    asked = [bool(one) for one in (architecture, recommender_name, resume, listed, show)]
    if asked.count(True) != 1:
        raise click.UsageError("Give an ARCHITECTURE, --recommender, --resume, --list or --show.")
    training, split = TRAINING.given(settings), SPLIT.given(settings)
    runs = open_store(runs_folder)
    if listed:
        show_searches(out, runs)
        return
    if show:
        show_search(out, find_search(runs, show))
        return
    if resume and (varied or assignments or training or split or sampler or inner):
        raise click.UsageError("A resumed search keeps its own settings; --trials and --minutes can be raised.")
    from movierec_gui.training.searching.running import SearchPlan, continue_search, run_search
    from movierec_gui.training.searching.space import parse_dimension
    from movierec_gui.training.searching.store import SearchStore

    store = SearchStore.beside(runs)
    if resume:
        earlier = find_search(runs, resume)
        dataset = read_dataset(out, data_path, [earlier.preparation])
        seconds = None if minutes is None else minutes * 60
        _play(out, continue_search(dataset, earlier.id, store, trials, seconds))
        return
    spec = _spec(architecture, recommender_name, assignments, training, split)
    if show_ranges:
        _show_ranges(out, spec)
        return
    if not varied:
        raise click.UsageError("Give at least one --vary; --ranges lists what can vary.")
    space = tuple(parse_dimension(spec, words) for words in varied)
    most = trials if trials is not None else 0 if minutes else TRIALS
    plan = SearchPlan(spec, space, sampler or "tpe", training.get("seed", 0), inner or 1, most, (minutes or 0.0) * 60)
    _play(out, run_search(read_dataset(out, data_path), plan, store))


def _spec(
    architecture: str,
    recommender_name: str,
    assignments: tuple[str, ...],
    training: Mapping[str, Any],
    split: Mapping[str, Any],
) -> AnySpec:
    """The settings to start from. Raises UserError at an unknown name or a value that is not allowed."""
    from movierec_gui.cli.train_recommender import Wanted, wanted_spec
    from movierec_gui.training.config import preset_spec

    if recommender_name:
        return wanted_spec(Wanted(recommender_name, None, None, assignments, training, split, "", ""))
    name, _, preset = architecture.partition(":")
    spec = preset_spec(name.strip(), preset.strip())
    return replace(
        spec,
        model=replace(spec.model, **assigned(spec.model, assignments, "setting of the network")),
        training=replace(spec.training, **training),
        split=replace(spec.split, **split),
    )


def _show_ranges(out: Output, spec: AnySpec) -> None:
    from movierec_gui.training.searching.space import suggested, value_text, variables

    known = [(variable, suggested(variable)) for variable in variables(spec)]
    out.table(
        [text("Setting"), text("Start"), text("Range"), text("What it does", cut=True)],
        [
            (entry.entry.name, value_text(entry.start), dimension.text.partition("=")[2], entry.entry.setting.help)
            for entry, dimension in known
        ],
        "Vary with --vary NAME, or --vary NAME=RANGE",
    )
    out.json([
        {"name": entry.entry.name, "part": entry.part, "start": entry.start, "range": vars(dimension)}
        for entry, dimension in known
    ])  # fmt: skip


def _play(out: Output, work: Any) -> None:
    """Search to the end; at Ctrl+C say what was kept and how to go on."""
    from movierec_gui.training.searching.running import SearchChanged

    latest: list[SearchRecord] = []

    def describe(event: Any) -> str | None:
        if not isinstance(event, SearchChanged):
            return None
        latest[:] = [event.record]
        return trial_line(event.record, event.news) if event.news else None

    try:
        record: SearchRecord = follow(out, work, describe)
    except Interrupted:
        for record in latest:
            out.note(
                f"Search {record.id} stopped with {len(record.trials)} trials done. "
                f"Go on with: movierec search --resume {record.id}"
            )
        raise
    show_search(out, record)
