"""Architectures. To add one: a file in this folder, its import here, and its name in ``ARCHITECTURES``."""

from __future__ import annotations

from movierec_gui.errors import UserError, unknown_name
from movierec_gui.models.autorec import AUTOREC
from movierec_gui.models.base import Architecture
from movierec_gui.models.baselines import BIASES, GLOBAL_MEAN
from movierec_gui.models.bayes_factors import VBFM
from movierec_gui.models.crosses import WIDE_DEEP_CROSSES
from movierec_gui.models.factors import DOT_PRODUCT
from movierec_gui.models.house import HOUSE, HOUSE_CONTEXT
from movierec_gui.models.implicit import SVDPP
from movierec_gui.models.interaction import BIDIRECTIONAL_GRU, BIDIRECTIONAL_LSTM, DENSE, GRU, LSTM
from movierec_gui.models.run_average import AVERAGE
from movierec_gui.models.sequential import SEQUENTIAL
from movierec_gui.models.wide_deep import WIDE_DEEP

ARCHITECTURES: tuple[Architecture, ...] = (
    LSTM,
    GRU,
    BIDIRECTIONAL_LSTM,
    BIDIRECTIONAL_GRU,
    DENSE,
    WIDE_DEEP,
    HOUSE,
    HOUSE_CONTEXT,
    VBFM,
    WIDE_DEEP_CROSSES,
    SEQUENTIAL,
    AUTOREC,
    SVDPP,
    DOT_PRODUCT,
    BIASES,
    GLOBAL_MEAN,
)
"""Those that are trained from settings: what forms, the command line and comparisons offer."""

COMBINATIONS: tuple[Architecture, ...] = (AVERAGE,)
"""Those that are made from finished runs: they open like any other, but no form can train them."""


def architecture(name: str) -> Architecture:
    """The entry of that name, trained or combined. Raises UserError, with the nearest name, where there is none."""
    for entry in (*ARCHITECTURES, *COMBINATIONS):
        if entry.name == name:
            return entry
    raise unknown_name("architecture", name, (entry.name for entry in ARCHITECTURES))


def trainable(name: str) -> Architecture:
    """The entry of that name. Raises UserError where there is none, or where it is made from runs."""
    entry = architecture(name)
    if entry in COMBINATIONS:
        raise UserError(
            f"{entry.title!r} is made from finished runs, not trained from settings",
            "",
            "Choose runs for it: in the table of runs, or with movierec average RUN RUN",
        )
    return entry
