"""One node's figures beside those of a random set and of a pinned node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.movie_groups import MovieGroup
    from movierec_gui.analysis.node_details import NodeDetails, NodePair

_NOTE = (
    "Lift: how many times as common as among all movies sliced. Grey: it may be chance (corrected p of 0.05 or more)."
)
_FIGURES = (
    ("Mean activation", "mean", "{:.3f}"),
    ("Spread", "spread", "{:.3f}"),
    ("r with prediction", "prediction_correlation", "{:.2f}"),
    ("r with rating", "rating_correlation", "{:.2f}"),
    ("r with year", "year_correlation", "{:.2f}"),
    ("r with popularity", "popularity_correlation", "{:.2f}"),
)
"""Facts about a node besides its movies: title, column of the node table, format."""


LOG_LIFT_LIMIT = 4
"""As in ``analysis.movie_groups``, which the window does not load before it needs it."""


@dataclass(frozen=True, eq=False)
class PinnedNode:
    """A node that a person wants to compare others with."""

    details: NodeDetails
    row: pd.Series
    """Its row of the node table."""


class NodePanel(QFrame):
    """Shows NodeDetails; another node can be pinned to compare it with those that follow."""

    pin_requested = Signal()
    map_requested = Signal()
    colors_requested = Signal()
    """The map is to be coloured by the node's values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.title = text_label("No node chosen", "heading", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.note = text_label("", "muted", wrap=True)
        self.pin_button, self.map_button = QPushButton("Pin"), QPushButton("Show on map")
        self.colors_button = QPushButton("Colour map")
        self.pin_button.setCheckable(True)
        self.pin_button.setToolTip("Keep this node's figures beside those of the next one you choose")
        set_icon(self.map_button, "map")
        self.map_button.setToolTip("Select this node's movies and go to the map")
        self.pin_button.clicked.connect(self.pin_requested)
        self.map_button.clicked.connect(self.map_requested)
        set_icon(self.colors_button, "map")
        self.colors_button.setToolTip("Go to the map, coloured by this node's mean activation of each movie")
        self.colors_button.clicked.connect(self.colors_requested)
        self.genres = CompactTable(
            (
                ColumnView("genre", "Genre"),
                ColumnView("movies", "Movies", digits=0, width=64),
                ColumnView("lift", "Lift", digits=0, text=_lift_text, width=84),
                ColumnView("p", "p", digits=0, text=_p_text, width=74, help="Chance of such a difference, corrected"),
                ColumnView("pinned", "Pinned", digits=0, text=_lift_text, width=66),
            ),
            "Genres of the node's movies",
            bars="lift",
            certain="certain",
        )
        self.figures = CompactTable(
            (
                ColumnView("figure", "Figure"),
                ColumnView("node", "Node", width=68),
                ColumnView("random", "Random", width=76, help="A random set of as many movies"),
                ColumnView("pinned", "Pinned", width=68),
            ),
            "Figures of the node",
        )
        self.tags = CompactTable(
            (ColumnView("tag", "Tag"), ColumnView("movies", "Movies", digits=0, width=90)), "Tags", bars="movies"
        )
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        genres = QWidget()
        genre_layout = QVBoxLayout(genres)
        genre_layout.setContentsMargins(0, SPACING, 0, 0)
        genre_layout.addWidget(self.genres, 1)
        genre_layout.addWidget(text_label(_NOTE, "caption", wrap=True))
        pages = QTabWidget()
        pages.tabBar().setAccessibleName("About the node")
        for page, title in ((genres, "Genres"), (self.figures, "Figures"), (self.tags, "Tags")):
            pages.addTab(page, title)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.pin_button)
        buttons.addWidget(self.map_button)
        buttons.addWidget(self.colors_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        for label in (self.title, self.facts, self.note):
            layout.addWidget(label)
        layout.addLayout(buttons)
        layout.addWidget(pages, 1)

    def clear(self) -> None:
        """Show no node."""
        self.title.setText("No node chosen")
        self.facts.setText("Choose a node in the list.")
        self.note.clear()
        for table in (self.genres, self.figures, self.tags):
            table.clear()
        self._show_pinned(None)
        for button in (self.pin_button, self.map_button, self.colors_button):
            button.setEnabled(False)

    def show_node(self, details: NodeDetails, row: pd.Series, pinned: PinnedNode | None, pair: NodePair | None) -> None:
        """Show a node and its row of the node table, beside a pinned one and what the two have in common."""
        other = pinned if pinned is not None and pinned.details.node != details.node else None
        group, random = details.group, details.random
        self.title.setText(f"Node {details.node}: {group.size:,} movies")
        self.facts.setText(
            f"Mean rating {_number(group.mean_rating, '{:.2f}')} (random set {_number(random.mean_rating, '{:.2f}')}), "
            f"mean year {_number(group.mean_year, '{:.1f}')} ({_number(random.mean_year, '{:.1f}')})"
        )
        self.note.setText(_note_text(row, pair, other))
        self.note.setVisible(bool(self.note.text()))
        for button in (self.pin_button, self.colors_button):
            button.setEnabled(True)
        self._show_pinned(pinned)
        self.map_button.setEnabled(group.size > 0)
        self._show_figures(details, row, other)
        self._show_genres(group, other)
        self.tags.show_columns({"tag": [tag for tag, _ in group.tags], "movies": [count for _, count in group.tags]})

    def _show_pinned(self, pinned: PinnedNode | None) -> None:
        self.pin_button.setChecked(pinned is not None)
        self.pin_button.setText(f"Unpin node {pinned.details.node}" if pinned is not None else "Pin")

    def _show_figures(self, details: NodeDetails, row: pd.Series, other: PinnedNode | None) -> None:
        self.figures.setColumnHidden(3, other is None)
        columns = {
            "figure": ["Movies", "Mean rating", "Mean year", *(title for title, _, _ in _FIGURES)],
            "node": [*_group_texts(details.group), *_row_texts(row)],
            "random": [*_group_texts(details.random), *[""] * len(_FIGURES)],
            "pinned": [""] * (3 + len(_FIGURES)),
        }
        if other is not None:
            columns["pinned"] = [*_group_texts(other.details.group), *_row_texts(other.row)]
        self.figures.show_columns(columns)

    def _show_genres(self, group: MovieGroup, other: PinnedNode | None) -> None:
        # Side by side with another node there is no room for p; the colours still tell.
        self.genres.setColumnHidden(3, other is not None)
        self.genres.setColumnHidden(4, other is None)
        genres = [genre for genre in group.genres if genre.background_share > 0]
        beside = {genre.name: genre.log_lift for genre in other.details.group.genres} if other is not None else {}
        self.genres.show_columns(
            {
                "genre": [genre.name for genre in genres],
                "movies": [genre.count for genre in genres],
                "lift": [genre.log_lift for genre in genres],
                "p": [genre.p_value for genre in genres],
                "pinned": [beside.get(genre.name, float("nan")) for genre in genres],
                "certain": [genre.certain for genre in genres],
            }
        )


def _group_texts(group: MovieGroup) -> list[str]:
    return [f"{group.size:,}", _number(group.mean_rating, "{:.2f}"), _number(group.mean_year, "{:.1f}")]


def _row_texts(row: pd.Series) -> list[str]:
    return [_number(float(row[name]), form) for _, name, form in _FIGURES]


def _number(value: float, form: str) -> str:
    return form.format(value) if value == value else "–"


def _note_text(row: pd.Series, pair: NodePair | None, other: PinnedNode | None) -> str:
    notes = []
    if row["note"] == "dead":
        notes.append("Dead: its activation never changes.")
    elif row["note"]:
        notes.append(f"A {row['note']}: |r| above 0.99.")
    if pair is not None and other is not None:
        r = _number(pair.correlation, "{:.2f}")
        notes.append(f"With node {other.details.node}: r = {r}, {counted(pair.common, 'movie')} in common.")
    return " ".join(notes)


def _lift_text(logarithm: float) -> str:
    """A lift from its logarithm to the base 2, as in ``×2.1``; the lowest that charts show stands for none."""
    return "none" if logarithm <= -LOG_LIFT_LIMIT else f"×{2.0**logarithm:.2g}"


def _p_text(p_value: float) -> str:
    return "<0.001" if p_value < 0.001 else f"{p_value:.3f}"
