"""Settings of the article retold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from movierec_gui.data.splits import SplitConfig
from movierec_gui.settings import check_settings, from_mapping, setting


@dataclass(frozen=True)
class ArticleConfig:
    """How the article is measured again; its own settings are the defaults."""

    seeds: int = setting(
        3, "Splits", "Random splits that every claim is measured on: seeds 0, 1, 2, ...", low=1, high=20
    )
    epochs: int = setting(
        0, "Epochs at most", "Cuts every training short, to look around; 0: the article's numbers", low=0, high=1000
    )
    iterations: int = setting(
        1000, "Steps of the map", "Steps of t-SNE at most; the article took 5,000", low=10, high=5000
    )

    def __post_init__(self) -> None:
        check_settings(self)

    @classmethod
    def from_mapping(cls, values: dict[str, Any]) -> ArticleConfig:
        """From stored values. Raises UserError where one does not fit."""
        return from_mapping(cls, values)

    @property
    def splits(self) -> tuple[SplitConfig, ...]:
        """The article's split for each seed: its validation ratings are the test part here."""
        from movierec_gui.training.comparing.contestants import article_splits

        return article_splits(range(self.seeds))


def judging_split(config: SplitConfig) -> SplitConfig:
    """The split that a person works on, with a test part: where it has none, its validation ratings become that.

    A tenth of what is left then chooses the epoch, so that no figure chooses what it judges.
    """
    if config.test > 0 or config.method == "official":
        return replace(config, validation=config.validation or 0.1, refit=False)
    return replace(config, test=config.validation, validation=0.1, refit=False)


def split_name(config: SplitConfig) -> str:
    """A split in a few words, as in ``random split, seed 0``."""
    return f"{config.method.replace('_', ' ')} split, {config.name}"
