"""The question before the window closes on work that would be lost."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QMessageBox, QWidget

from movierec_gui.gui.workspace import Workspace

TRAINING, COMPARISON, SEARCH, ARTICLE = "training", "comparison", "search", "article"


@dataclass(frozen=True)
class _Words:
    title: str
    kept: str
    """What stays where it stops now."""
    stop: str
    keep: str


KINDS = {
    TRAINING: _Words(
        "Training is running",
        "If it stops now, its best epoch so far is saved with the other runs.",
        "Stop and save",
        "Keep training",
    ),
    COMPARISON: _Words(
        "A comparison is running",
        "If it stops now, what it has measured so far is kept, and it can go on at the next start.",
        "Stop comparing",
        "Keep comparing",
    ),
    SEARCH: _Words(
        "A search for settings is running",
        "If it stops now, the trials that are done are kept, and it can go on at the next start.",
        "Stop searching",
        "Keep searching",
    ),
    ARTICLE: _Words(
        "The article is being measured",
        "If it stops now, the steps that are measured are kept, and the rest can be measured later.",
        "Stop measuring",
        "Keep measuring",
    ),
}
_SEVERAL = _Words(
    "Work is running", "If it stops now, what is finished so far is kept.", "Stop everything", "Keep working"
)


def may_close(parent: QWidget, workspace: Workspace) -> bool:
    """Whether the window may close: yes, unless long work runs and the person would rather keep it running."""
    asking = [job for job in workspace.jobs if job.ask_before_close]
    if not asking:
        return True
    kinds = {job.kind or TRAINING for job in asking}
    words = KINDS[kinds.pop()] if len(kinds) == 1 else _SEVERAL
    running = ", ".join(job.title for job in asking)
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(words.title)
    box.setText(f"{running} is still running." if len(asking) == 1 else f"Still running: {running}.")
    box.setInformativeText(" ".join([words.kept, *(job.closing_note for job in asking if job.closing_note)]))
    stop = box.addButton(words.stop, QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(words.keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is stop
