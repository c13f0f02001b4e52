"""Settings of a report."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.errors import unknown_name
from movierec_gui.settings import check_settings, setting

NO_MAP, RAW_MAP, LEARNED_MAP = "none", "raw", "learned"
COLORINGS = ("mean", "genre", "year", "count")
COLORING_NAMES = {"mean": "mean rating", "genre": "main genre", "year": "year", "count": "number of ratings"}
"""Values that a map's colours can show: mean rating, main genre, year of release, number of ratings."""
DATA, ERRORS, RECOMMENDATIONS, NODES, MAP = "data", "errors", "recommendations", "nodes", "map"
SECTIONS = {
    DATA: "The data and the split",
    ERRORS: "Errors and learning curves",
    RECOMMENDATIONS: "Recommendations for a user",
    NODES: "Nodes of the first run",
    MAP: "Map of the movies",
}
"""Names and titles, in the page's order. How to reproduce it all stands in every report."""
BY_CLUSTER = "cluster"
"""One more colouring, where there are clusters."""


@dataclass(frozen=True)
class ReportConfig:
    """Contents of a report besides the runs' errors; people, nodes and a learned map come from the first run."""

    user: int = setting(0, "User", "Whose movies are recommended: an id of the dataset; 0: a typical user", low=0)
    recommendations: int = setting(20, "Recommendations", "How many movies to recommend", low=1, high=1000)
    top: int = setting(
        20, "Activations per node", "How many of a node's largest activations name its movies", low=1, high=1000
    )
    map_kind: str = setting(
        RAW_MAP,
        "Map",
        "raw: of the ratings; learned: as the first run sees the movies",
        choices=(NO_MAP, RAW_MAP, LEARNED_MAP),
        names={NO_MAP: "no map", RAW_MAP: "of the ratings", LEARNED_MAP: "as learned"},
    )
    map_color: str = setting(
        "mean", "Map's colours", "What the map's colours show", choices=COLORINGS, names=COLORING_NAMES
    )
    sections: str = setting("", "Sections", f"With commas, of {', '.join(SECTIONS)}; empty: all")

    def __post_init__(self) -> None:
        check_settings(self)
        for name in self._named:
            if name not in SECTIONS:
                raise unknown_name("section", name, SECTIONS)

    def shows(self, section: str) -> bool:
        """Whether one of ``SECTIONS`` is in the report; a report without a map kind has no map."""
        wanted = section in self._named or not self._named
        return wanted and (section != MAP or self.map_kind != NO_MAP)

    @property
    def _named(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.sections.split(",") if name.strip())
