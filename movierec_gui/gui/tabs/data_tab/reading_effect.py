"""What a table becomes as it was found and as a person chooses, figure beside figure and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, set_style_property, text_label
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.table_trial import Trial

FIGURES = ("Rows read", "Ratings", "Users", "Movies", "Mean rating", "Scale", "Years")
_NOTHING = "–"


class ReadingEffect(QFrame):
    """A table of two columns, and what is left out in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING // 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, title in ((1, "As found"), (2, "As chosen")):
            grid.addWidget(text_label(title, "caption"), 0, column)
        self._found = [text_label(_NOTHING, "muted") for _ in FIGURES]
        self._chosen = [text_label(_NOTHING) for _ in FIGURES]
        for row, title in enumerate(FIGURES):
            grid.addWidget(text_label(title, "muted"), row + 1, 0)
            grid.addWidget(self._found[row], row + 1, 1)
            grid.addWidget(self._chosen[row], row + 1, 2)
        self._words = text_label("", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING)
        layout.setSpacing(SPACING)
        layout.addWidget(text_label("What comes out", "heading"))
        layout.addLayout(grid)
        layout.addWidget(self._words)
        layout.addStretch()

    @property
    def words(self) -> str:
        """The sentence below the figures."""
        return self._words.text()

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures as chosen, in the order of ``FIGURES``."""
        return tuple(label.text() for label in self._chosen)

    def show_trials(self, found: Trial | None, chosen: Trial | None) -> None:
        """Show both; None where nothing can be read so."""
        texts, before = _texts(chosen), _texts(found)
        for row in range(len(FIGURES)):
            self._found[row].setText(before[row])
            self._chosen[row].setText(texts[row])
            differs = found is not None and chosen is not None and texts[row] != before[row]
            set_style_property(self._chosen[row], "role", "changed" if differs else "")
        self._words.setText("" if chosen is None else effect_words(chosen))

    def show_waiting(self) -> None:
        """Say that the figures are on their way."""
        self._words.setText("Counting…")


def effect_words(trial: Trial) -> str:
    """A trial in words: what becomes of the rows, and what is left out."""
    part = "" if trial.whole else " from the beginning of the file"
    ratings, users, movies = (
        counted(count, noun)
        for count, noun in ((trial.ratings, "rating"), (trial.users, "user"), (trial.movies, "movie"))
    )
    text = f"{counted(trial.rows, 'row')}{part}: {ratings} by {users} of {movies}."
    if trial.left_out:
        text += " Left out: " + ", ".join(f"{count:,} × {reason}" for reason, count in trial.left_out) + "."
    if trial.bad_times:
        text += f" Times that cannot be read: {trial.bad_times:,}."
    return text


def _texts(trial: Trial | None) -> tuple[str, ...]:
    if trial is None:
        return (_NOTHING,) * len(FIGURES)
    years = "no times"
    if trial.years is not None:
        first, last = trial.years
        years = f"{first}" if first == last else f"{first} to {last}"
    scale = f"{trial.scale[0]:g} to {trial.scale[1]:g}"
    counts = (trial.rows, trial.ratings, trial.users, trial.movies)
    return (*(f"{count:,}" for count in counts), f"{trial.mean:.2f}", scale, years)
