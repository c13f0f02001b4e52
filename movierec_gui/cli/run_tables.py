"""Runs and their errors as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from movierec_gui.cli.text_table import Column, number, text

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunRecord

RESULT_COLUMNS: Sequence[Column] = (
    text("Run", cut=True),
    text("Part"),
    number("Ratings"),
    number("MSE", ".4f"),
    number("RMSE", ".4f"),
    number("MAE", ".4f"),
)
RUN_COLUMNS: Sequence[Column] = (
    text("Run"),
    text("Name", cut=True),
    text("Status"),
    number("Epoch"),
    number("Validation MSE", ".4f"),
    number("Test MSE", ".4f"),
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


def run_row(record: RunRecord) -> tuple[Any, ...]:
    """A row of RUN_COLUMNS."""
    from movierec_gui.progress import format_duration
    from movierec_gui.training.run_labels import run_label

    return (
        record.id,
        run_label(record),
        record.status,
        record.best_epoch,
        record.validation.get("mse"),
        record.test.get("mse"),
        format_duration(record.seconds),
        record.dataset_name,
    )


def run_values(record: RunRecord) -> dict[str, Any]:
    """A run as JSON values, with its settings."""
    return {
        "id": record.id,
        "name": record.name,
        "note": record.note,
        "status": record.status,
        "created": record.created,
        "dataset": {"name": record.dataset_name, "hash": record.dataset_hash},
        "preparation": record.preparation.to_mapping() if record.preparation else None,
        "best_epoch": record.best_epoch,
        "validation": record.validation,
        "test": record.test,
        "parts": record.parts,
        "parameters": record.parameters,
        "seconds": record.seconds,
        "versions": record.versions,
        "spec": record.spec.to_mapping(),
    }
