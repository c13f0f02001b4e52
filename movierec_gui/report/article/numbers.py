"""Claims about the networks' errors: what the article says, and what came out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from movierec_gui.report.article.networks import BIASES, DENSE, GRU, LSTM, MEAN, WIDE_DEEP
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.verdicts import Check, in_digits, mean_and_half
from movierec_gui.training.comparing.table import Result

CLAIMED_EPOCH = 6
_NEAR = 0.01
"""Errors that differ by less are called the same level: about twice what one split differs from the next."""
_EPOCHS_NEAR = 2
Of = Callable[..., float]
"""A figure out of the results of some networks on one split."""


def _check(
    record: ArticleRecord,
    labels: Sequence[str],
    statement: str,
    claimed: str,
    figures: Sequence[Of],
    margin: Of,
    form: str = ".4f",
) -> Check:
    """A claim on networks: each of ``figures`` and the ``margin`` takes their results on one split, in that order."""
    here = [record.result(label, record.split) for label in labels]
    columns = [record.over_splits(label) for label in labels]
    rows = list(zip(*columns, strict=False))
    known = [result for result in here if result is not None]
    shown = [in_digits(figure(*known), form) for figure in figures] if len(known) == len(labels) else ["–"]
    means = [mean_and_half([figure(*row) for row in rows], form) for figure in figures] if rows else ["–"]
    margins = tuple(margin(*row) for row in rows)
    return Check(statement, claimed, " → ".join(shown), " → ".join(means), margins)


def mse(result: Result) -> float:
    """Test MSE of the epoch that ratings of neither part's error chose: the honest figure."""
    return result.test["mse"]


def last(result: Result) -> float:
    """Test MSE after the last epoch."""
    return result.test_curve[-1] if result.test_curve else math.nan


def overfitting(result: Result) -> float:
    """How far the error rises from its lowest epoch to the last one."""
    return last(result) - result.optimistic_mse


def baseline(record: ArticleRecord) -> tuple[Check, ...]:
    """The dense network's error."""
    return (
        _check(
            record, [DENSE], "The dense network's lowest error is 0.78 (within 0.01 of 0.783)", "0.783",
            [_best], lambda dense: _NEAR - abs(_best(dense) - 0.783),
        ),
        _check(
            record, [DENSE], "The square root of it is about 0.9 (within 0.05)", "0.9",
            [lambda dense: dense.test["rmse"]], lambda dense: 0.05 - abs(dense.test["rmse"] - 0.9),
        ),
        _check(
            record, [DENSE], "So a prediction is off by 0.9 on average (within 0.05)", "0.9",
            [lambda dense: dense.test["mae"]], lambda dense: 0.05 - abs(dense.test["mae"] - 0.9),
        ),
    )  # fmt: skip


def embeddings(record: ArticleRecord) -> tuple[Check, ...]:
    """What is lost without embeddings."""
    return (
        _check(
            record, [MEAN, DENSE], "With embeddings the error is lower than without", "1.4 → 0.79",
            [_first(mse), _second(mse)], lambda mean, dense: mse(mean) - mse(dense),
        ),
        _check(
            record, [MEAN], "Without them it is 1.4 (within 0.05)", "1.4",
            [mse], lambda mean: 0.05 - abs(mse(mean) - 1.4),
        ),
        _check(
            record, [MEAN, BIASES, DENSE],
            "They act as a bias of each user and movie: biases alone give more than half of the gain", "",
            [lambda mean, biases, dense: (mse(mean) - mse(biases)) / (mse(mean) - mse(dense))],
            lambda mean, biases, dense: (mse(mean) - mse(biases)) / (mse(mean) - mse(dense)) - 0.5, ".2f",
        ),
    )  # fmt: skip


def over_fitting(record: ArticleRecord) -> tuple[Check, ...]:
    """How the dense network's error goes on after its best epoch."""
    return (
        _check(
            record, [DENSE], f"The error rises after epoch {CLAIMED_EPOCH}", "0.783 → 0.7873",
            [_at_claimed, last], lambda dense: last(dense) - _at_claimed(dense),
        ),
        _check(
            record, [DENSE], f"It is lowest at epoch {CLAIMED_EPOCH}, give or take {_EPOCHS_NEAR}", str(CLAIMED_EPOCH),
            [lambda dense: float(dense.optimistic_epoch)],
            lambda dense: _EPOCHS_NEAR + 0.5 - abs(dense.optimistic_epoch - CLAIMED_EPOCH), ".1f",
        ),
    )  # fmt: skip


def recurrent(record: ArticleRecord) -> tuple[Check, ...]:
    """LSTM and GRU in the place of the dense layer."""
    return (
        _check(
            record, [DENSE, LSTM], "The LSTM's error is lower than the dense network's", "0.7873 → 0.7699",
            [_first(mse), _second(mse)], lambda dense, lstm: mse(dense) - mse(lstm),
        ),
        _check(
            record, [DENSE, GRU], "The GRU's error is lower than the dense network's", "0.783 → 0.766",
            [_first(mse), _second(mse)], lambda dense, gru: mse(dense) - mse(gru),
        ),
        _check(
            record, [DENSE, LSTM], "At the end of training the LSTM is ahead by 0.0174", "0.0174",
            [lambda dense, lstm: last(dense) - last(lstm)],
            lambda dense, lstm: last(dense) - last(lstm) - 0.0174,
        ),
        _check(
            record, [LSTM], "The LSTM's lowest error rounds to 0.77 or less", "0.769",
            [_best], lambda lstm: 0.775 - _best(lstm),
        ),
    )  # fmt: skip


def wide_and_deep(record: ArticleRecord) -> tuple[Check, ...]:
    """The wide & deep network beside the LSTM."""
    return (
        _check(
            record, [LSTM, WIDE_DEEP], "Its error is higher than the LSTM's", "0.7699 → 0.7890",
            [_first(mse), _second(mse)], lambda lstm, wide: mse(wide) - mse(lstm),
        ),
        _check(
            record, [LSTM, WIDE_DEEP], "It over-fits less: its error rises less after the lowest epoch", "",
            [_first(overfitting), _second(overfitting)], lambda lstm, wide: overfitting(lstm) - overfitting(wide),
        ),
        _check(
            record, [WIDE_DEEP], "Its lowest error is 0.79 (within 0.01 of 0.789)", "0.789",
            [_best], lambda wide: _NEAR - abs(_best(wide) - 0.789),
        ),
        _check(
            record, [LSTM, WIDE_DEEP], "It suggests less popular movies: its lists of ten are more novel (bits)", "",
            [_first(_novelty), _second(_novelty)], lambda lstm, wide: _novelty(wide) - _novelty(lstm), ".2f",
        ),
    )  # fmt: skip


def _best(result: Result) -> float:
    """The lowest error of any epoch, as the article counts."""
    return result.optimistic_mse


def _at_claimed(result: Result) -> float:
    return result.test_curve[CLAIMED_EPOCH - 1] if len(result.test_curve) >= CLAIMED_EPOCH else math.nan


def _novelty(result: Result) -> float:
    return result.ranking.novelty if result.ranking is not None else math.nan


def _first(figure: Callable[[Result], float]) -> Of:
    return lambda one, _other: figure(one)


def _second(figure: Callable[[Result], float]) -> Of:
    return lambda _one, other: figure(other)
