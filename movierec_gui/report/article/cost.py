"""How long the steps will take, before they start."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from movierec_gui.data.dataset import Dataset
from movierec_gui.progress import Progress
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.maps import MAP, NODES_ON_MAP, seeds_of
from movierec_gui.report.article.networks import LSTM, spec_of
from movierec_gui.report.article.nodes import NODES
from movierec_gui.report.article.own_runs import kept_run
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, Step
from movierec_gui.training.comparing.estimate import time_cells
from movierec_gui.training.runs import FINISHED, RunStore

_SECONDS_PER_MOVIE = 1.6e-3
"""Of the layout of a map, on the machine that this was written on."""
_ONE_RUN = 0.5
"""Share of a cell's time that a run takes: a cell fits twice, and judges lists."""


@dataclass(frozen=True)
class _Piece:
    """Something that is measured once, whichever step needs it first."""

    what: str
    at: str
    label: str = ""
    """The network that is fitted; empty for none."""
    share: float = 0.0
    """Of the time that a comparison takes for the network on a split."""
    seconds: float = 0.0
    """Beside the fits."""


@dataclass(frozen=True)
class Costs:
    """Seconds that steps would take now, by name; what is there takes none."""

    alone: dict[str, float]
    """Each by itself."""
    in_turn: dict[str, float]
    """One after the other: what an earlier one measures takes none."""


def estimate_costs(
    dataset: Dataset, runs: RunStore, record: ArticleRecord, steps: Sequence[Step] = STEPS
) -> Generator[Progress, None, Costs]:
    """How long the steps will take.

    A few training steps of each network are timed. Raises UserError where the split does not fit the data.
    """
    pieces = {step.name: _lacking(step, record, runs) for step in steps}
    labels = sorted({piece.label for found in pieces.values() for piece in found if piece.share})
    specs = {label: spec_of(label, record.split, record.config) for label in labels}
    timed = yield from time_cells(dataset, list(specs.values()), record.split)
    seen: set[tuple[str, str]] = set()
    alone: dict[str, float] = {}
    in_turn: dict[str, float] = {}
    for name, found in pieces.items():
        costs = {
            (piece.what, piece.at): piece.seconds + (piece.share * timed[specs[piece.label]] if piece.share else 0.0)
            for piece in found
        }
        alone[name] = sum(costs.values())
        in_turn[name] = sum(seconds for key, seconds in costs.items() if key not in seen)
        seen |= set(costs)
    return Costs(alone, in_turn)


def _lacking(step: Step, record: ArticleRecord, runs: RunStore) -> list[_Piece]:
    pieces = [
        _Piece(label, split_name(split), label, 1.0)
        for split in record.splits
        for label in step.networks
        if record.result(label, split) is None
    ]
    pieces += [_Piece("run", label, label, _ONE_RUN) for label in step.opens if not _is_there(record, runs, label)]
    if step.name in (MAP, NODES_ON_MAP):
        seconds = _SECONDS_PER_MOVIE * record.data.rated_movies
        pieces += [_Piece(MAP, at, seconds=seconds) for at in seeds_of(record.config) if not record.finding(MAP, at)]
    if step.name in (NODES, NODES_ON_MAP):
        others = [split for split in record.splits if split != record.split]
        pieces += [
            _Piece(NODES, split_name(split), LSTM, _ONE_RUN)
            for split in others
            if not record.finding(NODES, split_name(split))
        ]
    return pieces


def _is_there(record: ArticleRecord, runs: RunStore, label: str) -> bool:
    run = kept_run(runs, record.runs.get(label, ""))
    return run is not None and run.status == FINISHED
