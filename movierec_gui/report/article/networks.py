"""The article's networks with its own settings, by the names that the steps call them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from movierec_gui.data.splits import SplitConfig
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.training.comparing.contestants import Contestant
from movierec_gui.training.config import RunSpec, preset_spec

MEAN, BIASES = "mean of all ratings", "user and movie biases"
DENSE, LSTM, GRU, WIDE_DEEP = "dense 70", "LSTM 50", "GRU 70", "wide & deep"


@dataclass(frozen=True)
class Network:
    """A network of the article: its architecture and preset here, and its best error there."""

    label: str
    architecture: str
    preset: str
    article_mse: float | None
    """The article's lowest validation MSE of any epoch; None for what it has no figure of."""


NETWORKS = (
    Network(MEAN, "global-mean", "", None),
    Network(BIASES, "biases", "", None),
    Network(DENSE, "dense", "article", 0.783),
    Network(LSTM, "lstm", "article", 0.769),
    Network(GRU, "gru", "article", 0.766),
    Network(WIDE_DEEP, "wide-deep", "article, ids scaled", 0.789),
)


def network(label: str) -> Network:
    """The network of that label."""
    return next(entry for entry in NETWORKS if entry.label == label)


def spec_of(label: str, split: SplitConfig, config: ArticleConfig) -> RunSpec:
    """The article's settings of a network, on a split."""
    entry = network(label)
    spec = preset_spec(entry.architecture, entry.preset, split)
    if config.epochs:
        spec = replace(spec, training=replace(spec.training, epochs=min(config.epochs, spec.training.epochs)))
    return spec


def contestant(label: str, config: ArticleConfig) -> Contestant:
    """The same for a comparison, which sets the split."""
    return Contestant(label, spec_of(label, SplitConfig(), config))


def run_name(label: str) -> str:
    """What a run of the article's network is called in the table of runs."""
    return f"Article: {label}"
