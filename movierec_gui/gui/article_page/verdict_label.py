"""A verdict in words with a sign before it, on a ground of its own: never by colour alone."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from movierec_gui.gui.style import set_style_property, text_label

SIGNS = {
    "holds": "✓",
    "holds in part": "◐",
    "within noise": "≈",
    "does not hold": "✗",
    "": "–",
}
NOT_MEASURED = "not measured"


def verdict_text(verdict: str) -> str:
    """``✓ holds``; a dash and words for what is not measured."""
    return f"{SIGNS[verdict]} {verdict or NOT_MEASURED}"


class VerdictLabel(QLabel):
    """One verdict."""

    def __init__(self, verdict: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_style_property(self, "role", "verdict")
        self.show_verdict(verdict)

    def show_verdict(self, verdict: str) -> None:
        """Show another one."""
        set_style_property(self, "verdict", verdict or "none")
        self.setText(verdict_text(verdict))
        self.setAccessibleName(f"Verdict: {verdict or NOT_MEASURED}")


def caption(text: str) -> QLabel:
    """A small heading above a column."""
    return text_label(text, "caption")
