"""Runs and their errors as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from movierec_gui.cli.text_table import Column, number, text
from movierec_gui.training.list_names import LIST_NAMES

if TYPE_CHECKING:
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.list_runs import ListRecord
    from movierec_gui.training.runs import RunRecord

RESULT_COLUMNS: Sequence[Column] = (
    text("Run", cut=True),
    text("Part"),
    number("Ratings"),
    number("MSE", ".4f"),
    number("RMSE", ".4f"),
    number("MAE", ".4f"),
)


def list_columns(**forms: str) -> dict[str, Column]:
    """A column for each figure of lists, by its name, with the form of its numbers."""
    return {name: number(LIST_NAMES[name].heading, form) for name, form in forms.items()}


_LIST_FIGURES = {
    "ndcg": number("NDCG@10", ".4f"),
    **list_columns(
        recall=".4f", novelty=".2f", coverage=".1%", gini=".3f", better=".0%", worse=".0%", gain="+.4f",
        gain_low="+.4f", gain_high="+.4f",
    ),
}  # fmt: skip
LIST_COLUMNS: Sequence[Column] = (text("Run", cut=True), text("Part"), *_LIST_FIGURES.values())
LIST_TITLE = "Everybody's ten movies; better, worse, gain: NDCG beside the most rated movies, with its 95 % interval"
RUN_COLUMNS: Sequence[Column] = (
    text("Run"),
    text("Name", cut=True),
    text("Kind"),
    text("Status"),
    number("Epoch"),
    text("Judged by"),
    number("Validation", ".4f"),
    number("Test", ".4f"),
    text("Time"),
    text("Data", cut=True),
)


def result_rows(record: RunRecord) -> Iterator[tuple[Any, ...]]:
    """A row of RESULT_COLUMNS per measured part of the split."""
    from movierec_gui.training.run_labels import run_label

    for part, errors in (("validation", record.validation), ("test", record.test)):
        if errors:
            yield (
                run_label(record),
                part,
                record.parts.get(part),
                errors["mse"],
                errors.get("rmse"),
                errors.get("mae"),
            )


def run_row(record: AnyRecord) -> tuple[Any, ...]:
    """A row of RUN_COLUMNS: rating runs by their MSE, list runs by NDCG."""
    from movierec_gui.progress import format_duration
    from movierec_gui.training.list_runs import NDCG, ListRecord
    from movierec_gui.training.run_labels import run_label

    end = (format_duration(record.seconds), record.dataset_name)
    if isinstance(record, ListRecord):
        figures = (record.validation.get(NDCG), record.test.get(NDCG))
        return (record.id, record.name, "list", record.status, record.epochs or None, "NDCG@10", *figures, *end)
    figures = (record.validation.get("mse"), record.test.get("mse"))
    return (record.id, run_label(record), "rating", record.status, record.best_epoch, "MSE", *figures, *end)


def list_rows(record: ListRecord) -> Iterator[tuple[Any, ...]]:
    """A row of LIST_COLUMNS per judged part of the split."""
    for part, figures in (("validation", record.validation), ("test", record.test)):
        if figures:
            yield (record.name, part, *(figures.get(name) for name in _LIST_FIGURES))


def run_values(record: AnyRecord) -> dict[str, Any]:
    """A run as JSON values, with its settings."""
    from movierec_gui.training.list_runs import ListRecord

    return {
        "id": record.id,
        "kind": "list" if isinstance(record, ListRecord) else "rating",
        "name": record.name,
        "note": record.note,
        "status": record.status,
        "created": record.created,
        "dataset": {"name": record.dataset_name, "hash": record.dataset_hash},
        "preparation": record.preparation.to_mapping() if record.preparation else None,
        **({"epochs": record.epochs} if isinstance(record, ListRecord) else {"best_epoch": record.best_epoch}),
        "validation": record.validation,
        "test": record.test,
        "parts": record.parts,
        "parameters": record.parameters,
        "seconds": record.seconds,
        "versions": record.versions,
        "spec": record.spec.to_mapping(),
        "person": None if record.person is None else asdict(record.person),
    }
