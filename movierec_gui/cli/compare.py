"""``movierec compare``: architectures on the same splits, and whether their difference is more than noise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import check_writable, open_store, read_dataset
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    data_option,
    output_options,
    runs_option,
    training_options,
)
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.compare import Contestant

TRAINING = training_options()
COLUMNS = {
    "model": text("Model", cut=True),
    "splits": number("Splits"),
    "mse": number("Test MSE", ".4f"),
    "mse_interval": number("+-", ".4f"),
    "mae": number("MAE", ".4f"),
    "epoch": number("Epoch", ".1f"),
    "difference": number("To the best", "+.4f"),
    "difference_interval": number("+-", ".4f"),
    "beyond_noise": text("Beyond noise"),
    "fit_seconds": number("Fit s", ".1f"),
}
RANKING_COLUMNS = {
    "model": text("Model", cut=True),
    "ndcg": number("NDCG", ".4f"),
    "recall": number("Recall", ".4f"),
    "average_precision": number("MAP", ".4f"),
    "coverage": number("Coverage", ".1%"),
    "novelty": number("Novelty", ".2f"),
    "diversity": number("Diversity", ".2f"),
    "popularity": number("Popularity", ",.0f"),
}

_EPILOG = """\b
Examples:
  movierec compare lstm dot biases                  on the splits of seeds 0, 1 and 2
  movierec compare lstm gru --seeds 5 --epochs 20
  movierec compare "lstm:article, 70 nodes" dense --folds u1,u2,u3 --data ml-100k.zip

On each split the epoch is chosen on a part of the training ratings; the model is then trained on all of them for that
many epochs and judged on ratings that chose nothing. "+-" is half of the 95 % interval of the mean over the splits;
differences are taken split by split."""


@click.command(cls=ConfigCommand, configs=(TRAINING,), epilog=_EPILOG)
@click.argument("architectures", nargs=-1, required=True, metavar="ARCHITECTURE[:PRESET]...")
@click.option(
    "--seeds",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    metavar="K",
    help="How many random splits: those of seeds 0 to K - 1.",
)
@click.option("--folds", default="", metavar="NAMES", help="The release's own folds instead, with commas between.")
@click.option("--ranking/--no-ranking", default=True, show_default=True, help="Judge everybody's ten best movies, too.")
@click.option("--csv", "csv_path", type=FILE, metavar="FILE", help="Write the whole table to a file.")
@data_option
@runs_option
@output_options
def compare(
    out: Output,
    architectures: tuple[str, ...],
    seeds: int,
    folds: str,
    ranking: bool,
    csv_path: Path | None,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Compare architectures on the same splits."""
    if csv_path:
        check_writable(csv_path)
    contestants = [_contestant(name, TRAINING.given(settings)) for name in dict.fromkeys(architectures)]
    store = open_store(runs_folder)
    dataset = read_dataset(out, data_path)
    from movierec_gui.training import compare as comparisons

    names = [name.strip() for name in folds.split(",") if name.strip()]
    splits = comparisons.official_splits(dataset, names) if names else comparisons.article_splits(range(seeds))
    comparison = follow(out, comparisons.compare(dataset, contestants, splits, store, ranking), _describe)
    table = comparison.whole_table()
    if csv_path:
        table.to_csv(csv_path, index=False, lineterminator="\n")
        out.note(f"Written to {csv_path}")
    plain, timed = comparison.by_moment()
    for title, part in (("", plain), ("Told when each rating was given; not comparable with the others", timed)):
        if part.results:
            _show(out, part.table(), title)
    everything = tuple(table.columns)
    out.json({
        "dataset": {"name": dataset.name, "hash": dataset.content_hash},
        "splits": [vars(split) for split in splits],
        "models": [dict(zip(everything, row, strict=True)) for row in rows_of(table, everything)],
        "failures": [
            {"model": failure.label, "split": vars(failure.split), "reason": failure.reason}
            for failure in comparison.failures
        ],
    })  # fmt: skip


def _show(out: Output, table: pd.DataFrame, title: str) -> None:
    """Errors, and where there are any the figures of the lists."""
    out.table(tuple(COLUMNS.values()), rows_of(table, tuple(COLUMNS)), title)
    if "ndcg" in table.columns:
        out.line()
        out.table(tuple(RANKING_COLUMNS.values()), rows_of(table, tuple(RANKING_COLUMNS)))


def _contestant(name: str, training: dict[str, Any]) -> Contestant:
    """A preset of an architecture, with training settings of one's own. Raises UserError at an unknown name."""
    from movierec_gui.training.compare import Contestant
    from movierec_gui.training.config import preset_spec

    architecture, _, preset = name.partition(":")
    spec = preset_spec(architecture.strip(), preset.strip())
    return Contestant(name, replace(spec, training=replace(spec.training, **training)))


def _describe(event: Any) -> str | None:
    """A line for each model that is done on a split."""
    from movierec_gui.training.compare import CellFailed, CellFinished

    if isinstance(event, CellFailed):
        return f"{event.failure.label}, {_place(event.failure.split)}: failed. {event.failure.reason}"
    if not isinstance(event, CellFinished):
        return None
    result = event.result
    where = _place(result.split)
    return f"{result.label}, {where}: test MSE {result.test['mse']:.4f} after {result.epoch} epochs"


def _place(split: SplitConfig) -> str:
    return f"fold {split.fold}" if split.fold else f"seed {split.seed}"
