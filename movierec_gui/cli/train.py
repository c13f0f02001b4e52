"""``movierec train``: train a network of any architecture, or a recommender, into the run store."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from movierec_gui import records
from movierec_gui.cli.inputs import find_run, open_store, read_dataset, settings_of_run
from movierec_gui.cli.options import (
    ConfigCommand,
    data_option,
    output_options,
    runs_option,
    split_options,
    training_options,
)
from movierec_gui.cli.output import Output
from movierec_gui.cli.person_options import joined_person
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.run_tables import RESULT_COLUMNS, result_rows, run_values
from movierec_gui.cli.search_results import BestSettings, best_of_search, makes_lists
from movierec_gui.cli.text_table import number, text
from movierec_gui.cli.train_recommender import (
    Wanted,
    allowed,
    assigned,
    described,
    list_run,
    pairs,
    show_recommenders,
    show_settings,
    train_recommender,
)
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.settings import settings_of
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.models.base import Architecture, ModelConfig
    from movierec_gui.training.config import RunSpec
    from movierec_gui.training.distributed import Workers
    from movierec_gui.training.events import TrainingEvent
    from movierec_gui.training.runs import RunRecord, RunStore

TRAINING, SPLIT = training_options(), split_options()

_EPILOG = """\b
Examples:
  movierec train --list                         the architectures
  movierec train lstm --list                    the settings and presets of one
  movierec train lstm --preset article --set hidden=40 --epochs 5 --seed 1
  movierec train gru --split-test 0 --split-validation 0.2    the article's split: no test part
  movierec train --like latest --seed 2         the latest run's settings, with another seed
  movierec train house --with-person Ann        with your own ratings, as one more user
  movierec train --from-search latest           the best settings that movierec search found
  movierec train --resume latest                go on with a run that was stopped
  movierec train --recommender ease --set ridge=200    a recommender, judged by its lists
  torchrun --nproc-per-node 2 -m movierec_gui.cli train lstm --batch-size 1024

Training settings that are not given come from the preset. Ctrl+C stops the run and keeps its best epoch. A recommender
predicts no ratings: its run is judged by NDCG@10 of everybody's lists, on the validation and the test part, and
"movierec recommend --run" makes lists with it. Of the training settings it has the seed alone.

\b
The last example trains one network by two processes, with the result of one
process at the same batch size: each takes half of every batch. --nnodes,
--node-rank and --master-addr of torchrun spread them over machines, which all
need the data (--data); the first process alone keeps the run. On CUDA each
process has a GPU of its own. Large batches gain most, since the processes wait
for each other after each. Networks that fit themselves (house, vbfm, biases and
others that are not trained in batches) are trained by one process only."""


@click.command(cls=ConfigCommand, configs=(TRAINING, SPLIT), epilog=_EPILOG)
@click.argument("architecture", required=False, default="")
@click.option(
    "--recommender",
    "recommender_name",
    default="",
    metavar="NAME",
    help="Train a recommender, which makes lists, instead.",
)
@click.option(
    "--list", "listed", is_flag=True, help="List the architectures and recommenders, or the settings of the given one."
)
@click.option("--preset", default="", metavar="NAME", help="Start from these settings instead of the first preset's.")
@click.option(
    "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Change a setting of the network; repeatable."
)
@click.option("--name", default="", metavar="NAME", help="What to call the run.")
@click.option("--note", default="", metavar="TEXT", help="A note to keep with the run.")
@click.option(
    "--like", default="", metavar="RUN", help="Start from the settings of this run, or of a report's run file."
)
@click.option(
    "--from-search",
    default="",
    metavar="ID",
    help="Start from the best settings of this search, or the latest one.",
)
@click.option(
    "--with-person", default="", metavar="NAME", help="Train with the ratings of this person, as one more user."
)
@click.option("--resume", default="", metavar="RUN", help="Go on with this unfinished run, with its own settings.")
@data_option
@runs_option
@output_options
def train(
    out: Output,
    architecture: str,
    recommender_name: str,
    listed: bool,
    preset: str,
    assignments: tuple[str, ...],
    name: str,
    note: str,
    like: str,
    from_search: str,
    with_person: str,
    resume: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Train a network and keep its best epoch.

    ARCHITECTURE is one of those that --list names, such as lstm.
    """
    if listed:
        _list(out, architecture, recommender_name)
        return
    training, split = TRAINING.given(settings), SPLIT.given(settings)
    if [bool(one) for one in (architecture, recommender_name, like, from_search, resume)].count(True) != 1:
        raise click.UsageError(
            "Give an ARCHITECTURE (movierec train --list names them), --recommender, --like, --from-search or --resume."
        )
    if preset and not architecture and not recommender_name:
        raise click.UsageError("A preset belongs to an ARCHITECTURE or a --recommender.")
    if resume and (assignments or training or split or with_person):
        raise click.UsageError("A resumed run keeps its own settings, and the person that it was begun with.")
    from movierec_gui.training import trainer
    from movierec_gui.training.distributed import connected, found_workers
    from movierec_gui.training.every_run import EveryRun

    every = EveryRun(open_store(runs_folder))
    found = best_of_search(out, every.runs, from_search) if from_search else None
    like_list, resumed_list = found if makes_lists(found) else list_run(every, like), list_run(every, resume)
    if recommender_name or like_list or resumed_list:
        reference = f"{recommender_name}:{preset}" if preset else recommender_name
        wanted = Wanted(reference, like_list, resumed_list, assignments, training, split, name, note)
        train_recommender(out, every, wanted, data_path)
        return
    with connected(found_workers()) as workers:
        if not workers.leads:
            _assist(workers, data_path)
            return
        store = every.runs
        earlier = find_run(store, resume) if resume else None
        start = _known_start(earlier or found) or _start(out, store, architecture, preset, like)
        spec = replace(
            start.spec,
            model=_changed(start.spec.model, assignments),
            training=replace(start.spec.training, **training),
            split=replace(start.spec.split, **split),
        )
        dataset = read_dataset(out, data_path, [start.preparation])
        together: dict[str, Any] = {"workers": workers} if workers.several else {}
        if with_person:
            together["person"] = joined_person(out, with_person, dataset)
        work = trainer.train(dataset, spec, store, name, earlier.id if earlier else "", **together)
        record = _follow_training(out, work, store)
    if note:
        record = store.annotate(record.id, note)
    _show(out, record)


def _assist(workers: Workers, data_path: Path | None) -> None:
    """Be one of several processes, silently: only the first prints, keeps the run, and is asked to stop."""
    from movierec_gui.training.trainer import assist

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assist(workers, lambda prepared: read_dataset(Output(quiet=True), data_path, [prepared]))
    finally:
        signal.signal(signal.SIGINT, before)


class _Start(NamedTuple):
    """The settings to start from."""

    spec: RunSpec
    preparation: PreparationConfig | None = None


def _known_start(found: RunRecord | BestSettings | None) -> _Start | None:
    """The settings of a run to go on with, or what a search found."""
    return None if found is None else _Start(cast("RunSpec", found.spec), found.preparation)


def _start(out: Output, store: RunStore, architecture: str, preset: str, like: str) -> _Start:
    """A preset's settings, those of a run, or those in a run's file."""
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.training.config import RunSpec, preset_spec

    if not like:
        return _Start(preset_spec(architecture, preset))
    path = Path(like)
    if path.suffix != ".json":
        record = find_run(store, like)
        return _Start(settings_of_run(out, record), record.preparation)
    try:
        values, _ = records.unseal(records.read_bytes(path))
        prepared = values.get("preparation")
        return _Start(
            RunSpec.from_mapping(values["spec"]), None if prepared is None else PreparationConfig.from_mapping(prepared)
        )
    except FileNotFoundError as error:
        raise UserError(f"{path} cannot be read", error.strerror or "", "Give a run or a run's JSON file") from error
    except (DamagedError, LookupError, UserError) as error:
        raise UserError(f"{path} holds no run's settings", str(error), "Take one from a report's folder") from error


def _changed(config: ModelConfig, assignments: Sequence[str]) -> ModelConfig:
    return replace(config, **assigned(config, assignments, "setting of the network"))


def _follow_training(out: Output, work: Any, store: RunStore) -> RunRecord:
    """Train to the end; at Ctrl+C say what was kept."""
    started: list[str] = []

    def describe(event: TrainingEvent) -> str | None:
        if not started:
            started.append(event.run_id)
        return event_line(event)

    try:
        record: RunRecord = follow(out, work, describe)
    except Interrupted:
        if started:
            kept = store.read(started[0])
            what = f"its best epoch, {kept.best_epoch}, is kept" if kept.best_epoch else "no epoch was finished"
            out.note(f"Run {kept.id} stopped: {what}. Go on with: movierec train --resume {kept.id}")
        raise
    return record


def event_line(event: TrainingEvent) -> str | None:
    """Returns the line to print for an event, if any: at the start and after each epoch."""
    from movierec_gui.training.events import EpochEnded, TrainingStarted

    if isinstance(event, TrainingStarted):
        return (
            f"Run {event.run_id}: {counted(event.parameters, 'parameter')} on {event.device}, "
            f"{counted(event.train_ratings, 'training rating')}, {event.validation_ratings:,} for validation"
        )
    if not isinstance(event, EpochEnded):
        return None
    record = event.record
    validation = f"  validation {record.validation['mse']:.4f}" if record.validation else ""
    best = "  best" if event.best_epoch == record.epoch else ""
    return f"Epoch {record.epoch:3}  training {record.train_mse:.4f}{validation}  {record.seconds:.1f} s{best}"


def _show(out: Output, record: RunRecord) -> None:
    out.table(RESULT_COLUMNS, result_rows(record))
    out.json(run_values(record))
    out.note(f"Kept as run {record.id}")


def _list(out: Output, name: str, recommender_name: str) -> None:
    from movierec_gui.models import ARCHITECTURES, trainable

    if recommender_name:
        show_settings(out, recommender_name)
        return
    if name:
        _list_settings(out, trainable(name))
        return
    rows = [(entry.name, entry.title, len(entry.presets), entry.summary) for entry in ARCHITECTURES]
    out.table([text("Name"), text("Title"), number("Presets"), text("What it is", cut=True)], rows)
    out.line()
    show_recommenders(out)
    keys = ("name", "title", "presets", "summary")
    out.json([
        dict(zip(keys, (row[0], row[1], [preset.name for preset in entry.presets], row[3]), strict=True))
        for row, entry in zip(rows, ARCHITECTURES, strict=True)
    ])  # fmt: skip


def _list_settings(out: Output, entry: Architecture) -> None:
    first = entry.presets[0].model
    out.line(f"{entry.title}: {entry.summary}\n")
    out.table(
        [text("Setting"), text("Default"), text("Allowed"), text("What it does", cut=True)],
        [
            (item.name, getattr(first, item.name), allowed(item), item.setting.help)
            for item in settings_of(entry.config)
        ],
        f"Change with --set (defaults of the preset {entry.presets[0].name!r})",
    )
    out.line()
    out.table(
        [text("Preset"), text("Network"), text("Training"), number("Article's MSE", ".3f")],
        [
            (preset.name, pairs(vars(preset.model)), pairs(preset.training), preset.article_mse)
            for preset in entry.presets
        ],
        "Choose with --preset",
    )
    out.json({
        "name": entry.name,
        "title": entry.title,
        "summary": entry.summary,
        "settings": described(settings_of(entry.config), first),
        "presets": [
            {"name": preset.name, "network": vars(preset.model), "training": dict(preset.training),
             "article_mse": preset.article_mse}
            for preset in entry.presets
        ],
    })  # fmt: skip
