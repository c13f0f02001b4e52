"""Settings of a report."""

from __future__ import annotations

from dataclasses import dataclass

from movierec_gui.settings import check_settings, setting

NO_MAP, RAW_MAP, LEARNED_MAP = "none", "raw", "learned"
COLORINGS = ("mean", "genre", "year", "count")
"""Values that a map's colours can show: mean rating, main genre, year of release, number of ratings."""
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
    )
    map_color: str = setting("mean", "Map's colours", "What the map's colours show", choices=COLORINGS)

    def __post_init__(self) -> None:
        check_settings(self)
