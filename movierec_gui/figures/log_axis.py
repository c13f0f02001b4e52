"""A logarithmic axis that is read without powers of ten."""

from __future__ import annotations

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter


def label_plainly(axis: Axis) -> None:
    """Write 30 and 1,000 at an axis that is logarithmic already, where matplotlib writes 3×10¹ and 10³."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
    axis.set_major_formatter(FuncFormatter(_plain))
    axis.set_minor_formatter(NullFormatter())


def _plain(value: float, _position: int | None = None) -> str:
    return f"{value:,.10g}" if value >= 1.0 else f"{value:.10g}"
