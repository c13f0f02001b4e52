"""Kept searches as tables and as JSON, and the settings that one found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from movierec_gui.cli.inputs import LATEST
from movierec_gui.cli.output import Output
from movierec_gui.cli.text_table import Column, number, text
from movierec_gui.errors import UserError
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.searching.record import SearchRecord, Trial

SHOWN = 10
"""Trials that the table holds; JSON has them all."""
_LIST_COLUMNS: Sequence[Column] = (
    text("Search"),
    text("For"),
    text("Status"),
    number("Trials"),
    text("Judged by"),
    number("Best", ".4f"),
    text("Varies", cut=True),
    text("Data", cut=True),
)


@dataclass(frozen=True)
class BestSettings:
    """The settings of a search's best trial."""

    spec: AnySpec
    preparation: PreparationConfig | None


def find_search(runs: RunStore, reference: str) -> SearchRecord:
    """A search by its id, or ``latest``. Raises UserError where there is none such."""
    from movierec_gui.training.searching.store import SearchStore

    store = SearchStore.beside(runs)
    if reference != LATEST:
        return store.read(reference)
    records = store.list()
    if not records:
        remedy = "Make one with: movierec search dense --vary learning_rate"
        raise UserError("There are no searches yet", f"Looked in {store.folder}", remedy)
    return records[0]


def best_of_search(out: Output, runs: RunStore, reference: str) -> BestSettings:
    """The settings that a search found. Raises UserError where no trial of it succeeded."""
    record = find_search(runs, reference)
    best = record.best
    if best is None:
        raise UserError(f"No trial of the search {record.id!r} succeeded", "", "Choose another search")
    out.note(f"Settings of trial {best.number} of {counted(len(record.trials), 'trial')}: {_words(best)}")
    return BestSettings(record.spec_of(best), record.preparation)


def makes_lists(found: BestSettings | None) -> bool:
    """Whether the settings are a recommender's."""
    from movierec_gui.training.list_runs import ListSpec

    return found is not None and isinstance(found.spec, ListSpec)


def show_searches(out: Output, runs: RunStore) -> None:
    """The kept searches, newest first."""
    from movierec_gui.training.searching.store import SearchStore

    listing = SearchStore.beside(runs).listing()
    if listing.records:
        out.table(_LIST_COLUMNS, [_list_row(record) for record in listing.records])
    else:
        out.note("There are no searches yet. Make one with: movierec search dense --vary learning_rate")
    for problem in listing.problems:
        out.note(f"Left out: {problem}")
    out.json([search_values(record) for record in listing.records])


def show_search(out: Output, record: SearchRecord) -> None:
    """The best trials, what failed, and how to train with the best settings."""
    names = [dimension.name for dimension in record.space]
    done = sorted(
        (trial for trial in record.trials if trial.score is not None),
        key=lambda trial: (trial.score or 0.0) * (-1 if record.higher_is_better else 1),
    )
    columns = [number("Trial"), *(number(name) for name in names), number(_figure_title(record), ".4f")]
    columns += [number("Epoch"), number("Seconds", ".1f")]
    title = f"{record.title}: {record.figure}, best first; no test rating was looked at"
    out.table(columns, [_trial_row(trial, names) for trial in done[:SHOWN]], title)
    if len(done) > SHOWN:
        out.note(f"{len(done) - SHOWN} more; --json has them all")
    for trial in record.trials:
        if trial.score is None:
            out.note(f"Trial {trial.number} failed ({_words(trial)}): {trial.reason}")
    if record.best is not None:
        out.line()
        ratings = counted(record.judged_by, "validation rating")
        out.line(
            f"The best of {counted(len(record.trials), 'trial')}, all judged by the same {ratings}: its figure is "
            "optimistic. Train it and look at the test part:"
        )
        out.line(f"  movierec train --from-search {record.id}")
    out.json(search_values(record))


def search_values(record: SearchRecord) -> dict[str, Any]:
    """A search as JSON values."""
    best = record.best
    return {
        "id": record.id,
        "created": record.created,
        "status": record.status,
        "dataset": {"name": record.dataset_name, "hash": record.dataset_hash},
        "preparation": record.preparation.to_mapping() if record.preparation else None,
        "judged_by": {"figure": record.figure, "part": "validation", "inner_splits": record.inner,
                      "ratings": record.judged_by},
        "start": record.settings,
        "space": [asdict(dimension) for dimension in record.space],
        "sampler": record.sampler,
        "seed": record.seed,
        "budget": {"trials": record.most_trials or None, "seconds": record.most_seconds or None},
        "trials": [asdict(trial) for trial in record.trials],
        "best": None if best is None else {"trial": best.number, "spec": record.spec_of(best).to_mapping()},
    }  # fmt: skip


def trial_line(record: SearchRecord, trial: Trial) -> str:
    """A line for a trial that is done."""
    if trial.score is None:
        return f"Trial {trial.number} failed ({_words(trial)}): {trial.reason}"
    mark = "  best so far" if record.best == trial else ""
    return f"Trial {trial.number:3}  {record.figure} {trial.score:.4f}  {_words(trial)}{mark}"


def _words(trial: Trial) -> str:
    from movierec_gui.training.searching.space import value_text

    return ", ".join(f"{name}={value_text(value)}" for name, value in trial.values.items())


def _figure_title(record: SearchRecord) -> str:
    return "Valid. NDCG@10" if record.makes_lists else "Valid. MSE"


def _list_row(record: SearchRecord) -> tuple[Any, ...]:
    best = None if record.best is None else record.best.score
    trials, varies = len(record.trials), ", ".join(dimension.text for dimension in record.space)
    return (record.id, record.what, record.status, trials, record.figure, best, varies, record.dataset_name)


def _trial_row(trial: Trial, names: Sequence[str]) -> tuple[Any, ...]:
    from movierec_gui.training.searching.space import value_text

    values = (value_text(trial.values[name]) for name in names)
    epoch = "/".join(map(str, trial.epochs)) or None
    return (trial.number, *values, trial.score, epoch, trial.seconds)
