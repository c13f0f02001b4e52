"""How far the map can be believed, in figures and in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label

if TYPE_CHECKING:
    from movierec_gui.analysis.map_quality import MapQuality
    from movierec_gui.analysis.projections import MovieMap

_ADVICE_TSNE = (
    "Read neighbours and groups. Do not read distances: how far apart two groups are, how large they are drawn and the "
    "empty room between them mean little on a t-SNE map. Another perplexity moves them."
)
_ADVICE_PCA = (
    "Distances mean something here, but only of what two directions show: movies that lie on each other may differ in "
    "all others."
)
_ROWS = (
    (
        "preservation",
        "Neighbours kept, components",
        "Of a movie's nearest neighbours in the principal components, how many are nearest on the map",
    ),
    (
        "rows_preservation",
        "Neighbours kept, all columns",
        "The same for its nearest neighbours in the rows themselves, with what the components leave out",
    ),
    ("trustworthiness", "Trustworthiness", "1: neighbours on the map are neighbours in the components"),
    (
        "distance_correlation",
        "Distances",
        "Rank correlation of distances on the map with those in the components; 1 is best",
    ),
    ("kl", "KL divergence", "What t-SNE makes small; comparable between maps of the same data and perplexity only"),
    ("explained", "Variance kept", "Share of the variance in the components that the map starts from"),
)


class TrustPanel(QWidget):
    """Figures, each explained, and advice on how to read the map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, QLabel] = {}
        self.status = text_label("", "muted", wrap=True)
        self.advice = text_label("", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(2)
        for number, (name, title, hint) in enumerate(_ROWS):
            self._values[name] = text_label("–", "heading")
            grid.addWidget(text_label(title), 2 * number, 0)
            grid.addWidget(self._values[name], 2 * number, 1, Qt.AlignmentFlag.AlignRight)
            explanation = text_label(hint, "caption", wrap=True)
            explanation.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(explanation, 2 * number + 1, 0, 1, 2)
            grid.setRowMinimumHeight(2 * number + 1, 40)
        grid.setColumnStretch(0, 1)
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        inside.addWidget(text_label("How to read it", "heading"))
        inside.addWidget(self.advice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(grid)
        layout.addWidget(self.status)
        layout.addWidget(card)
        layout.addStretch()
        self.show_map(None)

    def text_of(self, name: str) -> str:
        """A figure as it is shown."""
        return self._values[name].text()

    def show_map(self, movie_map: MovieMap | None) -> None:
        """Shows what is known of a map before it is judged."""
        for label in self._values.values():
            label.setText("–")
        self.status.setText("The other figures follow when the map is complete.")
        self.advice.setText(_ADVICE_TSNE)
        if movie_map is None:
            self.status.setText("There is no map yet.")
            return
        if not movie_map.approximate:
            self._values["explained"].setText(f"{movie_map.explained:.0%}")
        if movie_map.kl is not None:
            self._values["kl"].setText(f"{movie_map.kl:.3f}")
        if movie_map.config.method == "pca":
            self.advice.setText(_ADVICE_PCA)

    def show_quality(self, quality: MapQuality) -> None:
        """The figures of a judged map."""
        chance = f"{quality.k} neighbours of {quality.sample:,} movies, against all"
        self.status.setText(f"{quality.kept_in_words}. Measured on the {chance}.")
        for name in ("preservation", "rows_preservation"):
            share = getattr(quality, name)
            self._values[name].setText("–" if math.isnan(share) else f"{share:.0%}")
        self._values["trustworthiness"].setText(f"{quality.trustworthiness:.2f}")
        correlation = quality.distance_correlation
        self._values["distance_correlation"].setText("–" if math.isnan(correlation) else f"{correlation:.2f}")
