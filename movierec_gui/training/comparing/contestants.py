"""Contestants of a comparison, and the splits on which they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig, fold_names
from movierec_gui.errors import UserError
from movierec_gui.training.config import RunSpec
from movierec_gui.training.list_runs import ListSpec

AnySpec = RunSpec | ListSpec


@dataclass(frozen=True)
class Contestant:
    """A rating model or a recommender: its label in the table and its settings; the comparison sets the split."""

    label: str
    spec: AnySpec

    @property
    def runs(self) -> int:
        """Fits on each split: one to choose the epoch, where there is one to choose, and one more."""
        return 2 if isinstance(self.spec, RunSpec) and self.spec.training.keep_best else 1


def article_splits(seeds: Sequence[int]) -> tuple[SplitConfig, ...]:
    """The article's split for each seed: its validation ratings become the test part."""
    return tuple(SplitConfig(method="random", test=0.2, validation=0.1, seed=seed) for seed in seeds)


def k_fold_splits(dataset: Dataset, folds: int, seed: int = 0) -> tuple[SplitConfig, ...]:
    """Every rating is in the test part of exactly one of the splits. Raises UserError at fewer than two folds."""
    if folds < 2:
        raise UserError(f"{folds} folds leave nothing to train on", "", "Choose 2 or more")
    names = fold_names(dataset, "k_fold", 1 / folds)
    return tuple(SplitConfig(method="k_fold", test=1 / folds, validation=0.1, seed=seed, fold=name) for name in names)


def official_splits(dataset: Dataset, names: Sequence[str]) -> tuple[SplitConfig, ...]:
    """The release's own folds of those names. Raises UserError where it ships none."""
    if not dataset.folds:
        raise UserError(f"{dataset.name} ships no folds of its own", "", "Judge by seeds or k folds instead")
    return tuple(SplitConfig(method="official", fold=name, validation=0.1) for name in names)
