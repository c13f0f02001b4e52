"""The question before the window closes on work that would be lost."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from movierec_gui.gui.workspace import Workspace


def may_close(parent: QWidget, workspace: Workspace) -> bool:
    """Whether the window may close: yes, unless a training runs and the person would rather keep it running."""
    asking = [job for job in workspace.jobs if job.ask_before_close]
    if not asking:
        return True
    running = [job.title for job in asking]
    saved = "If it stops now, its best epoch so far is saved with the other runs."
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Training is running")
    box.setText(f"{', '.join(running)} is still running." if len(running) == 1 else "Several trainings are running.")
    box.setInformativeText(" ".join([saved, *(job.closing_note for job in asking if job.closing_note)]))
    stop = box.addButton("Stop and save", QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is stop
