"""Adds a run from the zip file of an export, for the Train tab and for files dropped on the window."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.training.every_run import AnyRecord


def importing(workspace: Workspace, path: Path) -> Generator[Progress, None, AnyRecord]:
    """Add the run in a zip file to the workspace's store. Raises UserError at anything but a whole run."""
    from movierec_gui.training.run_files import import_run

    yield Progress("Reading the zip file")
    return import_run(workspace.store, path)


def imported_text(workspace: Workspace, record: AnyRecord) -> str:
    """What to say of a run that was added: also where it is to be seen if not here and now."""
    dataset = workspace.dataset
    company = "" if record.person is None else f" It was trained with {record.person.summary}, which it holds."
    if dataset is not None and record.dataset_hash == dataset.content_hash:
        return f"“{record.name}” was added.{company}"
    return f"“{record.name}” was added.{company} It appears when its data ({record.dataset_name}) are open."
