"""``movierec train --recommender``: a recommender fitted, judged by its lists and kept as a list run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from movierec_gui.cli.inputs import LATEST, find_any_run, read_dataset
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.run_tables import LIST_COLUMNS, LIST_TITLE, list_rows, run_values
from movierec_gui.cli.text_table import text
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.settings import NamedSetting, parse_value, settings_of
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.cli.search_results import BestSettings
    from movierec_gui.recommenders.base import RecommenderConfig
    from movierec_gui.training.every_run import EveryRun
    from movierec_gui.training.list_runs import ListRecord, ListSpec


@dataclass(frozen=True)
class Wanted:
    """What a command line asks for."""

    recommender: str
    """``NAME`` or ``NAME:PRESET``."""
    like: ListRecord | BestSettings | None
    resume: ListRecord | None
    assignments: Sequence[str]
    training: Mapping[str, Any]
    """Training settings that were given; a recommender has a seed of them, and no other."""
    split: Mapping[str, Any]
    name: str
    note: str


def list_run(every: EveryRun, reference: str) -> ListRecord | None:
    """The list run that a reference means; None where it means something else, or nothing."""
    from movierec_gui.training.list_runs import ListRecord

    if not reference or Path(reference).suffix == ".json":
        return None
    if reference != LATEST and not every.listing().records:
        return None
    record = find_any_run(every, reference)
    return record if isinstance(record, ListRecord) else None


def train_recommender(out: Output, every: EveryRun, wanted: Wanted, data_path: Path | None) -> None:
    """Fit it, and print how good its lists are."""
    from movierec_gui.training.distributed import found_workers
    from movierec_gui.training.list_events import ListStarted
    from movierec_gui.training.list_trainer import train_list

    if found_workers().several:
        raise UserError("A recommender is trained by one process", "", "Start it without torchrun")
    spec = wanted.resume.spec if wanted.resume else wanted_spec(wanted)
    earlier = wanted.resume or wanted.like
    dataset = read_dataset(out, data_path, [earlier.preparation if earlier else None])
    started: list[str] = []

    def describe(event: Any) -> str | None:
        if not isinstance(event, ListStarted):
            return None
        started.append(event.run_id)
        before = f", after {counted(event.resumed_epochs, 'epoch')}" if event.resumed_epochs else ""
        ratings = counted(event.train_ratings, "training rating")
        return f"Run {event.run_id}: {ratings}, {event.held_out_ratings:,} held out{before}"

    resumed = wanted.resume.id if wanted.resume else ""
    try:
        record = follow(out, train_list(dataset, spec, every.lists, wanted.name, resumed), describe)
    except Interrupted:
        for run_id in started:
            kept = every.lists.read(run_id)
            out.note(f"Run {run_id} stopped. Go on with: movierec train --resume {kept.id}")
        raise
    if wanted.note:
        record = every.lists.annotate(record.id, wanted.note)
    out.table(LIST_COLUMNS, list_rows(record), LIST_TITLE)
    out.json(run_values(record))
    out.note(f"Kept as run {record.id}. Lists of it: movierec recommend USER --run {record.id}")


def wanted_spec(wanted: Wanted) -> ListSpec:
    """The settings that a command line asks for. Raises UserError at one that a recommender does not have."""
    from movierec_gui.training.list_runs import default_spec

    others = sorted(set(wanted.training) - {"seed"})
    if others:
        option = others[0].replace("_", "-")
        name = wanted.recommender or "NAME"
        remedy = f"Change a recommender's settings with --set; --recommender {name} --list names them"
        raise UserError(f"--{option} is of networks that predict ratings", "", remedy)
    spec = cast("ListSpec", wanted.like.spec) if wanted.like else default_spec(wanted.recommender)
    return replace(
        spec,
        settings=_changed(spec.settings, wanted.assignments),
        split=replace(spec.split, **wanted.split),
        seed=wanted.training.get("seed", spec.seed),
    )


def _changed(config: RecommenderConfig, assignments: Sequence[str]) -> RecommenderConfig:
    return replace(config, **assigned(config, assignments, "setting of the recommender"))


def assigned(config: Any, assignments: Sequence[str], what: str) -> dict[str, Any]:
    """Typed values by name of what ``--set`` says of a config. Raises UserError at an unknown name or a wrong value."""
    entries = {entry.name: entry for entry in settings_of(type(config))}
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            raise UserError(f"--set {assignment} has no value", "Expected name=value", "For example: --set hidden=40")
        if name not in entries:
            raise unknown_name(what, name, entries)
        values[name] = parse_value(entries[name], value.strip())
    return values


def show_recommenders(out: Output) -> None:
    """The recommenders by name."""
    from movierec_gui.recommenders import RECOMMENDERS

    out.table(
        [text("Name"), text("Title"), text("What it does", cut=True)],
        [(kind.name, kind.title, kind.summary) for kind in RECOMMENDERS],
        "Recommenders, which make lists (--recommender NAME)",
    )


def show_settings(out: Output, name: str) -> None:
    """A recommender's settings."""
    from movierec_gui.recommenders import chosen_recommender

    kind, _ = chosen_recommender(name)
    entries = settings_of(kind.config)
    out.line(f"{kind.title}: {kind.summary}\n")
    out.table(
        [text("Setting"), text("Default"), text("Allowed"), text("What it does", cut=True)],
        [(entry.name, entry.default, allowed(entry), entry.setting.help) for entry in entries],
        "Change with --set",
    )
    out.line()
    out.table(
        [text("Preset"), text("What it is for", cut=True), text("Settings", cut=True)],
        [(preset.name, preset.help, pairs(preset.changes)) for preset in kind.presets],
        "Choose with --preset",
    )
    presets = [{"name": one.name, "summary": one.help, "settings": dict(one.changes)} for one in kind.presets]
    told = {"name": kind.name, "title": kind.title, "summary": kind.summary, "settings": described(entries)}
    out.json(told | {"presets": presets})


def pairs(values: Mapping[str, Any]) -> str:
    """Settings as somebody would give them."""
    return ", ".join(f"{key}={value}" for key, value in values.items())


def allowed(entry: NamedSetting) -> str:
    """The values that a setting may have, in words."""
    if entry.setting.choices:
        return ", ".join(entry.setting.choices)
    if entry.kind is bool:
        return "yes, no"
    return f"{entry.setting.low:g} to {entry.setting.high:g}"


def described(entries: Sequence[NamedSetting], start: Any = None) -> list[dict[str, Any]]:
    """Settings for programs; defaults are those of ``start``, or of the config class."""
    return [
        {
            "name": entry.name,
            "default": entry.default if start is None else getattr(start, entry.name),
            "low": entry.setting.low,
            "high": entry.setting.high,
            "unit": entry.setting.unit,
            "choices": entry.setting.choices,
            "help": entry.setting.help,
        }
        for entry in entries
    ]
