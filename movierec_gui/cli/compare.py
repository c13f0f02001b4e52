"""``movierec compare``: networks and recommenders on the same splits, and which differences are more than noise."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from movierec_gui.cli.inputs import check_writable, find_comparison, open_store, read_dataset
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    data_option,
    output_options,
    runs_option,
    training_options,
)
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.run_tables import list_columns
from movierec_gui.cli.text_table import Column, number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.wording import unique_names

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.comparing.record import ComparisonRecord
    from movierec_gui.training.comparing.table import Failure, Result
    from movierec_gui.training.config import RunSpec

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

TRAINING = training_options()
SEEDS = "0,1,2"
COLUMNS = {
    "model": text("Model", cut=True),
    "splits": number("Splits"),
    "mse": number("Test MSE", ".4f"),
    "mse_interval": number("+-", ".4f"),
    "mae": number("MAE", ".4f"),
    "epoch": number("Epoch", ".1f"),
    "optimistic_mse": number("Optimistic", ".4f"),
    "difference": number("To the best", "+.4f"),
    "difference_interval": number("+-", ".4f"),
    "beyond_noise": text("Beyond noise"),
    "interval_coverage": number("In 80 %", ".1%"),
    "fit_seconds": number("Fit s", ".1f"),
    "memory_mb": number("MB", ",.0f"),
}
RANKING_COLUMNS = {
    "model": text("Model", cut=True),
    **list_columns(
        ndcg=".4f", recall=".4f", average_precision=".4f", coverage=".1%", novelty=".2f", diversity=".2f",
        popularity=",.0f", gini=".3f",
    ),
}  # fmt: skip
WIN_COLUMNS = {
    "model": text("Model", cut=True),
    **list_columns(
        ndcg=".4f", recall_of_all=".4f", calibration=".3f", better=".0%", worse=".0%", gain="+.4f", gain_low="+.4f",
        gain_high="+.4f",
    ),
    "fit_seconds": number("Fit s", ".1f"),
}  # fmt: skip

_EPILOG = """\b
Examples:
  movierec compare lstm dot biases                  on the splits of seeds 0, 1 and 2
  movierec compare lstm gru --seeds 0,1,2,3,4 --epochs 20
  movierec compare dot biases --k-folds 5           every rating judges once
  movierec compare "lstm:article, 70 nodes" dense --folds all --data ml-100k.zip
  movierec compare lstm --recommenders for-you,ease,popularity    networks and recommenders, by their lists
  movierec compare --resume latest                  go on with a comparison that was stopped

On each split the epoch is chosen on a part of the training ratings; the model is then trained on all of them for that
many epochs and judged on ratings that chose nothing: these are its test ratings. "+-" is half of the 95 % interval of
the mean over the splits; differences are taken split by split. "Optimistic" is the test error of the best epoch on the
test ratings themselves, as the article counts: too good. Context-aware models, which are told when each rating was
given, have a table of their own.

Recommenders predict no ratings: they stand in the tables of lists alone, judged on the same splits, people, candidates
and held-out ratings as the networks. "Better", "worse" and "gain" hold everybody's NDCG against the most rated movies,
the line to beat; the interval of the gain is of people, the mean of its ends over the splits."""


_CONTEXT_AWARE = "Context-aware: told when each rating was given; not to be compared with plain models"


def protocol_options(command: FunctionT) -> FunctionT:
    """Returns the splits that judge the models: ``--seeds``, ``--k-folds`` or ``--folds``."""
    options = (
        click.option("--seeds", metavar="LIST", help=f"Seeds of the article's split, with commas.  [default: {SEEDS}]"),
        click.option(
            "--k-folds", type=click.IntRange(2, 1000), metavar="K", help="Or K random parts, each of which judges once."
        ),
        click.option("--folds", metavar="NAMES", help="Or the release's own folds, with commas; all: every one."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=ConfigCommand, configs=(TRAINING,), epilog=_EPILOG)
@click.argument("architectures", nargs=-1, metavar="ARCHITECTURE[:PRESET]...")
@click.option(
    "--recommenders", "recommender_names", default="", metavar="LIST",
    help="Recommenders to compare, too: NAME or NAME:PRESET with commas, or all; movierec train --list names them.",
)  # fmt: skip
@protocol_options
@click.option(
    "--ranking/--no-ranking", default=None, help="Judge everybody's ten best movies, too.  [default: ranking]"
)
@click.option(
    "--resume",
    default="",
    metavar="ID",
    help="Go on with this interrupted comparison (latest: the newest one), with its own models, splits and settings: "
    "fit what is missing, and again what failed.",
)
@click.option("--csv", "csv_path", type=FILE, metavar="FILE", help="Write the whole table to a file.")
@data_option
@runs_option
@output_options
def compare(
    out: Output,
    architectures: tuple[str, ...],
    recommender_names: str,
    seeds: str | None,
    k_folds: int | None,
    folds: str | None,
    ranking: bool | None,
    resume: str,
    csv_path: Path | None,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Compare architectures and recommenders on the same splits."""
    training = TRAINING.given(settings)
    if bool(architectures or recommender_names) == bool(resume):
        raise click.UsageError("Give ARCHITECTURES (movierec train --list names them), --recommenders or --resume.")
    if recommender_names and ranking is False:
        raise click.UsageError("Recommenders are judged by their lists: leave out --no-ranking.")
    if resume and (training or any(value is not None for value in (seeds, k_folds, folds, ranking))):
        raise click.UsageError("A resumed comparison keeps its own splits and settings.")
    check_protocol(seeds, k_folds, folds)
    if csv_path:
        check_writable(csv_path)
    from movierec_gui.training.comparing.running import continue_comparison, run_comparison
    from movierec_gui.training.comparing.store import ComparisonStore

    contestants = _networks(dict.fromkeys(architectures), training)
    contestants += _recommenders(recommender_names, training.get("seed", 0))
    store = ComparisonStore.beside(open_store(runs_folder))
    earlier = find_comparison(store, resume) if resume else None
    dataset = read_dataset(out, data_path, [earlier.preparation if earlier else None])
    if earlier:
        work = continue_comparison(dataset, earlier.id, store)
    else:
        splits = splits_of(dataset, seeds, k_folds, folds)
        work = run_comparison(dataset, contestants, splits, store, ranking is not False)
    judge(out, work, csv_path)


def check_protocol(seeds: str | None, k_folds: int | None, folds: str | None) -> None:
    """Raise before anything is read where the options exclude each other or a seed is none."""
    from movierec_gui.data.splits import parse_seeds

    if sum(value is not None for value in (seeds, k_folds, folds)) > 1:
        raise click.UsageError("Give one of --seeds, --k-folds and --folds.")
    parse_seeds(SEEDS if seeds is None else seeds)


def splits_of(dataset: Dataset, seeds: str | None, k_folds: int | None, folds: str | None) -> tuple[SplitConfig, ...]:
    """The splits that the options ask for. Raises UserError where the data ship no folds of their own."""
    from movierec_gui.data.splits import parse_seeds
    from movierec_gui.training.comparing.contestants import article_splits, k_fold_splits, official_splits

    if k_folds is not None:
        return k_fold_splits(dataset, k_folds)
    if folds is None:
        return article_splits(parse_seeds(SEEDS if seeds is None else seeds))
    named = [name.strip() for name in folds.split(",") if name.strip()]
    return official_splits(dataset, [fold.name for fold in dataset.folds] if named in ([], ["all"]) else named)


def judge(out: Output, work: Generator[Any, None, ComparisonRecord], csv_path: Path | None = None) -> None:
    """Play a comparison, and print what came out: the context-aware models apart from the others."""
    record = _played(out, work)
    comparison = record.comparison
    table = comparison.whole_table()
    if csv_path:
        write_frame(table, csv_path)
        out.note(f"Written to {csv_path}")
    plain, timed = comparison.by_moment()
    for title, part in (("", plain), (_CONTEXT_AWARE, timed)):
        if part.results:
            if title and plain.results:
                out.line()
            _show(out, part.table(), title)
    everything = tuple(table.columns)
    out.json({
        "dataset": {"name": comparison.dataset_name, "hash": comparison.dataset_hash},
        "preparation": record.preparation.to_mapping() if record.preparation else None,
        "splits": [vars(split) for split in record.splits],
        "models": [dict(zip(everything, row, strict=True)) for row in rows_of(table, everything)],
        "failures": [
            {"model": failure.label, "split": vars(failure.split), "reason": failure.reason}
            for failure in comparison.failures
        ],
    })  # fmt: skip


def _played(out: Output, work: Generator[Any, None, ComparisonRecord]) -> ComparisonRecord:
    """Compare to the end; at Ctrl+C say what was kept and how to go on."""
    from movierec_gui.training.comparing.running import ComparisonChanged

    latest: list[ComparisonRecord] = []

    def describe(event: Any) -> str | None:
        if not isinstance(event, ComparisonChanged):
            return None
        latest[:] = [event.record]
        return _news_line(event.news) if event.news else None

    try:
        return follow(out, work, describe)
    except Interrupted:
        for record in latest:
            out.note(
                f"Comparison {record.id} stopped with {record.cells_done} of {record.cells} fits done. "
                f"Go on with: movierec compare --resume {record.id}"
            )
        raise


def _show(out: Output, table: pd.DataFrame, title: str) -> None:
    """Errors of those that predict ratings, and where there are any the figures of everybody's lists."""
    predicting = table[table["mse"].notna()]
    if len(predicting):
        _show_columns(out, predicting, COLUMNS, title)
    if "ndcg" not in table.columns:
        return
    if len(predicting):
        out.line()
    ranked = table[table["ndcg"].notna()].sort_values("ndcg", ascending=False)
    beat = f"the most rated movies have {(ranked['ndcg'] - ranked['gain']).mean():.4f}" if "gain" in ranked else ""
    _show_columns(out, ranked, RANKING_COLUMNS, f"Everybody's ten movies; {beat}" if beat else "")
    if beat:
        out.line()
        _show_columns(out, ranked, WIN_COLUMNS, "Beside the most rated movies")


def _show_columns(out: Output, table: pd.DataFrame, columns: Mapping[str, Column], title: str) -> None:
    """Those of some columns that the table has: data without genres have no figures of them."""
    there = {name: column for name, column in columns.items() if name in table.columns}
    out.table(tuple(there.values()), rows_of(table, tuple(there)), title)


def _networks(names: Iterable[str], training: dict[str, Any]) -> list[Contestant]:
    """Presets of architectures, with training settings of one's own. Raises UserError at an unknown name.

    They are called as in the window, which shows the same comparison.
    """
    from movierec_gui.models import trainable
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.config import preset_spec

    found: dict[RunSpec, str] = {}
    for name in names:
        architecture, _, preset = (part.strip() for part in name.partition(":"))
        spec, entry = preset_spec(architecture, preset), trainable(architecture)
        spec = replace(spec, training=replace(spec.training, **training))
        found.setdefault(spec, entry.label(entry.preset(preset) if preset else entry.presets[0]))
    return [Contestant(label, spec) for label, spec in zip(unique_names(found.values()), found, strict=True)]


def _recommenders(names: str, seed: int) -> list[Contestant]:
    """Recommenders with the settings of their presets. Raises UserError at an unknown name."""
    from movierec_gui.recommenders import RECOMMENDERS
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.list_runs import default_spec, label_of

    named = [name.strip() for name in names.split(",") if name.strip()]
    references = [kind.name for kind in RECOMMENDERS] if named == ["all"] else named
    specs = dict.fromkeys(default_spec(reference, seed=seed) for reference in references)
    return [Contestant(label_of(spec), spec) for spec in specs]


def _news_line(news: Result | Failure) -> str:
    """A line for a model that is done on a split."""
    from movierec_gui.training.comparing.table import Failure

    if isinstance(news, Failure):
        return f"{news.label}, {news.split.name}: failed. {news.reason}"
    if not news.test:
        lists = news.ranking
        return f"{news.label}, {news.split.name}: NDCG@10 {lists.ndcg if lists else math.nan:.4f}"
    epochs = "1 epoch" if news.epoch == 1 else f"{news.epoch} epochs"
    return f"{news.label}, {news.split.name}: test MSE {news.test['mse']:.4f} after {epochs}"
