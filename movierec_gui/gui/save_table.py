"""Asks for a file and writes a pandas table there, behind the window."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd


def ask_for_csv(parent: QWidget, name: str) -> Path | None:
    """Where a person wants a CSV file, ``name`` being the suggestion; None if they would rather not."""
    path, _ = ask_to_save(parent, "Export as CSV", f"{name}.csv", "CSV files (*.csv);;All files (*)")
    return path if path is None or path.suffix else path.with_suffix(".csv")


def save_csv(workspace: Workspace, messages: MessageBar, frame: pd.DataFrame, path: Path) -> None:
    """Write a table in a job and say so in the message bar, or say why not."""
    done = partial(_say_so, messages, f"{len(frame):,} rows written to {path}")
    workspace.start_job("Exporting", partial(write_frame, frame, path), done, messages.show_error)


def write_frame(frame: pd.DataFrame, path: Path) -> Generator[Progress, None, None]:
    """Write a table with a heading; the file appears when it is complete. Raises UserError where it cannot be."""
    from movierec_gui.data import table_export

    yield Progress(f"Writing {path.name}")
    table_export.write_frame(frame, path, "%.6g")


def _say_so(messages: MessageBar, text: str, _result: object) -> None:
    messages.show_info(text)
