"""Recommenders: what to watch. To add one: a file in this folder and a line in ``RECOMMENDERS``."""

from __future__ import annotations

from movierec_gui.errors import unknown_name
from movierec_gui.recommenders.als import ALS
from movierec_gui.recommenders.base import AS_IT_STARTS, RecommenderKind, RecommenderPreset
from movierec_gui.recommenders.ease import EASE, WEIGHTED_EASE
from movierec_gui.recommenders.for_you import FOR_YOU
from movierec_gui.recommenders.neighbours import ITEM_NEIGHBOURS, USER_NEIGHBOURS
from movierec_gui.recommenders.popularity import LIKES, POPULARITY
from movierec_gui.recommenders.recvae import RECVAE
from movierec_gui.recommenders.sequence import SEQUENCE
from movierec_gui.recommenders.slim import SLIM

RECOMMENDERS: tuple[RecommenderKind, ...] = (
    FOR_YOU,
    WEIGHTED_EASE,
    EASE,
    SLIM,
    ALS,
    RECVAE,
    SEQUENCE,
    USER_NEIGHBOURS,
    ITEM_NEIGHBOURS,
    LIKES,
    POPULARITY,
)
"""Those that learn from ratings; a finished rating model becomes one by ``recommenders.rated.Rated``."""


def recommender(name: str) -> RecommenderKind:
    """The entry of that name. Raises UserError, with the nearest name, where there is none."""
    for kind in RECOMMENDERS:
        if kind.name == name:
            return kind
    raise unknown_name("recommender", name, (kind.name for kind in RECOMMENDERS))


def chosen_recommender(reference: str) -> tuple[RecommenderKind, RecommenderPreset]:
    """What ``NAME`` or ``NAME:PRESET`` means. Raises UserError, with the nearest name, where there is none."""
    name, colon, preset = (part.strip() for part in reference.partition(":"))
    kind = recommender(name)
    return kind, kind.preset(preset) if colon else AS_IT_STARTS
