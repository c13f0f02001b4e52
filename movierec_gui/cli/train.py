"""``movierec train``: train a network of any architecture into the run store."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from movierec_gui import records
from movierec_gui.cli.inputs import find_run, open_store, read_dataset
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
from movierec_gui.cli.run_tables import RESULT_COLUMNS, result_rows, run_values
from movierec_gui.cli.text_table import number, text
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.records import DamagedError
from movierec_gui.settings import parse_value, settings_of
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
  movierec train --resume latest                go on with a run that was stopped
  torchrun --nproc-per-node 2 -m movierec_gui.cli train lstm --batch-size 1024

Training settings that are not given come from the preset. Ctrl+C stops the run and keeps its best epoch.

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
@click.option("--list", "listed", is_flag=True, help="List the architectures, or the settings of the given one.")
@click.option("--preset", default="", metavar="NAME", help="Start from these settings instead of the first preset's.")
@click.option(
    "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Change a setting of the network; repeatable."
)
@click.option("--name", default="", metavar="NAME", help="What to call the run.")
@click.option("--note", default="", metavar="TEXT", help="A note to keep with the run.")
@click.option(
    "--like", default="", metavar="RUN", help="Start from the settings of this run, or of a report's run file."
)
@click.option("--resume", default="", metavar="RUN", help="Go on with this unfinished run, with its own settings.")
@data_option
@runs_option
@output_options
def train(
    out: Output,
    architecture: str,
    listed: bool,
    preset: str,
    assignments: tuple[str, ...],
    name: str,
    note: str,
    like: str,
    resume: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Train a network and keep its best epoch.

    ARCHITECTURE is one of those that --list names, such as lstm.
    """
    if listed:
        _list(out, architecture)
        return
    training, split = TRAINING.given(settings), SPLIT.given(settings)
    if [bool(architecture), bool(like), bool(resume)].count(True) != 1:
        raise click.UsageError("Give an ARCHITECTURE (movierec train --list names them), --like or --resume.")
    if preset and not architecture:
        raise click.UsageError("A preset belongs to an ARCHITECTURE.")
    if resume and (assignments or training or split):
        raise click.UsageError("A resumed run keeps its own settings.")
    from movierec_gui.training import trainer
    from movierec_gui.training.distributed import connected, found_workers

    with connected(found_workers()) as workers:
        if not workers.leads:
            _assist(workers, data_path)
            return
        store = open_store(runs_folder)
        earlier = find_run(store, resume) if resume else None
        start = _Start(earlier.spec, earlier.preparation) if earlier else _start(store, architecture, preset, like)
        spec = replace(
            start.spec,
            model=_changed(start.spec.model, assignments),
            training=replace(start.spec.training, **training),
            split=replace(start.spec.split, **split),
        )
        dataset = read_dataset(out, data_path, [start.preparation])
        together = {"workers": workers} if workers.several else {}
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


def _start(store: RunStore, architecture: str, preset: str, like: str) -> _Start:
    """A preset's settings, those of a run, or those in a run's file."""
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.training.config import RunSpec, preset_spec

    if not like:
        return _Start(preset_spec(architecture, preset))
    path = Path(like)
    if path.suffix != ".json":
        record = find_run(store, like)
        return _Start(record.spec, record.preparation)
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


def _changed(config: ModelConfig, assignments: Iterable[str]) -> ModelConfig:
    entries = {entry.name: entry for entry in settings_of(type(config))}
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise UserError(f"--set {assignment} has no value", "Expected name=value", "For example: --set hidden=40")
        if name not in entries:
            raise unknown_name("setting of the network", name, entries)
        values[name] = parse_value(entries[name], value.strip())
    return replace(config, **values)


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


def _list(out: Output, name: str) -> None:
    from movierec_gui.models import ARCHITECTURES, trainable

    if name:
        _list_settings(out, trainable(name))
        return
    rows = [(entry.name, entry.title, len(entry.presets), entry.summary) for entry in ARCHITECTURES]
    out.table([text("Name"), text("Title"), number("Presets"), text("What it is", cut=True)], rows)
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
            (item.name, getattr(first, item.name), _allowed(item), item.setting.help)
            for item in settings_of(entry.config)
        ],
        f"Change with --set (defaults of the preset {entry.presets[0].name!r})",
    )
    out.line()
    out.table(
        [text("Preset"), text("Network"), text("Training"), number("Article's MSE", ".3f")],
        [
            (preset.name, _pairs(vars(preset.model)), _pairs(preset.training), preset.article_mse)
            for preset in entry.presets
        ],
        "Choose with --preset",
    )
    out.json({
        "name": entry.name,
        "title": entry.title,
        "summary": entry.summary,
        "settings": [
            {"name": item.name, "default": getattr(first, item.name), "low": item.setting.low,
             "high": item.setting.high, "unit": item.setting.unit, "choices": item.setting.choices,
             "help": item.setting.help}
            for item in settings_of(entry.config)
        ],
        "presets": [
            {"name": preset.name, "network": vars(preset.model), "training": dict(preset.training),
             "article_mse": preset.article_mse}
            for preset in entry.presets
        ],
    })  # fmt: skip


def _allowed(item: Any) -> str:
    if item.setting.choices:
        return ", ".join(item.setting.choices)
    if item.kind is bool:
        return "yes, no"
    return f"{item.setting.low:g} to {item.setting.high:g}"


def _pairs(values: Any) -> str:
    return ", ".join(f"{key}={value}" for key, value in values.items())
