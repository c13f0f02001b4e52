"""``movierec quickstart``: the whole job in the terminal, from the ratings to a map, in a minute or two."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import make_folder, open_store, read_dataset
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option, theme_option
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text
from movierec_gui.cli.train import event_line

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.report.findings import Findings
    from movierec_gui.report.nodes import NodeFindings
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import TrainedRun

MODELS: dict[str, dict[str, Any]] = {
    "lstm": {"patience": 3},
    # Steps this large cost it little accuracy and take a tenth of the time.
    "dot": {"patience": 2, "batch_size": 512},
}
"""Architectures to train, the one to look into first, and how their training differs from their first preset."""
RESULT_COLUMNS = (
    text("Model"),
    number("Best epoch"),
    number("Validation MSE", ".4f"),
    number("Test MSE", ".4f"),
    number("Test MAE", ".4f"),
)
MOVIE_COLUMNS = (
    text("Title", cut=True),
    number("Year", ""),
    number("Predicted", ".2f"),
    number("Mean", ".2f"),
    number("Ratings"),
    text("Genres", cut=True),
)
MOVIE_KEYS = ("title", "year", "predicted", "mean", "count", "genres")
NODE_COLUMNS = (
    number("Node"),
    number("r rating", "+.2f"),
    number("Mean year", ".0f"),
    number("Mean rating", ".2f"),
    text("Movies", cut=True),
)
_TITLES_PER_NODE = 3
_NODES = 6

_EPILOG = """\b
Examples:
  movierec quickstart
  movierec quickstart --data ml-1m.zip --output first-look --epochs 3

It trains the article's best network, for fewer epochs than the article, and a matrix factorisation, and lists simple
baselines on the same ratings. The runs are kept: movierec runs lists them."""


@click.command(epilog=_EPILOG)
@click.option(
    "--output",
    "folder",
    type=FILE,
    default=Path("movierec-quickstart"),
    show_default=True,
    metavar="FOLDER",
    help="Where figures, tables and the report go.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1, 100),
    default=20,
    show_default=True,
    metavar="N",
    help="Passes over the training ratings at most.",
)
@click.option(
    "--iterations",
    type=click.IntRange(10, 5000),
    default=500,
    show_default=True,
    metavar="N",
    help="Steps of the map's layout at most.",
)
@theme_option
@data_option
@runs_option
@output_options
def quickstart(
    out: Output,
    folder: Path,
    epochs: int,
    iterations: int,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Run through the whole job on the bundled data."""
    started = time.monotonic()
    make_folder(folder)
    out.note("Loading the ratings and the libraries ...")
    dataset = read_dataset(out, data_path)
    from movierec_gui.analysis.projections import MapConfig
    from movierec_gui.report.bundle import write_report
    from movierec_gui.report.config import ReportConfig
    from movierec_gui.report.findings import fitting_map, study

    store = open_store(runs_folder)
    runs = [_train(out, dataset, store, name, {"epochs": epochs, **changes}) for name, changes in MODELS.items()]
    map_config = fitting_map(dataset, MapConfig(iterations=iterations))
    findings = follow(out, study(runs, store, ReportConfig(recommendations=10), map_config))
    follow(out, write_report(findings, folder, theme))
    _show(out, findings, _lister(dataset, runs, store), time.monotonic() - started, folder)


def _train(out: Output, dataset: Dataset, store: RunStore, name: str, changes: dict[str, Any]) -> TrainedRun:
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.trained import open_run
    from movierec_gui.training.trainer import train

    spec = preset_spec(name)
    spec = replace(spec, training=replace(spec.training, **changes))
    record = follow(out, train(dataset, spec, store), event_line)
    return open_run(store, record.id, dataset)


def _lister(dataset: Dataset, runs: list[TrainedRun], store: RunStore) -> TrainedRun:
    """The run that lists are made by: the most accurate one, the program's own among them."""
    from movierec_gui.training.preferred import most_accurate
    from movierec_gui.training.starter import starter_for
    from movierec_gui.training.trained import open_run

    starter = starter_for(dataset)
    best = most_accurate([*(run.record for run in runs), *([starter] if starter else [])])
    if starter is not None and best == starter:
        return open_run(store, starter.id, dataset)
    return next((run for run in runs if run.record == best), runs[0])


def _show(out: Output, findings: Findings, lister: TrainedRun, seconds: float, folder: Path) -> None:
    """Prints the findings, a page or two."""
    from movierec_gui.progress import format_duration
    from movierec_gui.report.findings import describe_split

    found, nodes = findings.recommendations, findings.nodes
    name = findings.runs[0].name
    keys = ("model", "epoch", "validation_mse", "test_mse", "test_mae")
    results = rows_of(findings.results.sort_values("test_mse"), keys)
    out.table(RESULT_COLUMNS, results, f"Errors on {findings.dataset.name}. Split: {describe_split(findings.split)}")
    movies = _list_rows(lister, found.user_id)
    out.line()
    out.table(MOVIE_COLUMNS, movies, f"{lister.record.name}: what user {found.user_id} has not rated and may like best")
    out.line()
    out.table(NODE_COLUMNS, _telling_nodes(nodes), f"{name}: movies of the nodes that go most with the rating")
    if findings.movie_map is not None:
        out.line()
        out.line(f"Map: {findings.movie_map.description}")
        if findings.map_quality is not None:
            out.line(f"{findings.map_quality.kept_in_words}.")
    out.line(f"Figures, tables and a report are in {folder.resolve()}: open {folder / 'report.html'}")
    out.line("A list for yourself: movierec people ask")
    out.line(f"More: movierec predict {findings.runs[0].id} {found.user_id}; movierec --help")
    out.note(f"Done in {format_duration(seconds)}")
    out.json({
        "dataset": {"name": findings.dataset.name, "hash": findings.dataset.content_hash},
        "split": describe_split(findings.split),
        "results": [dict(zip(keys, row, strict=True)) for row in results],
        "user": found.user_id,
        "recommendations": [dict(zip(MOVIE_KEYS, row, strict=True)) for row in movies],
        "runs": [record.id for record in findings.runs],
        "folder": folder.resolve(),
        "seconds": seconds,
    })  # fmt: skip


def _list_rows(run: TrainedRun, user_id: int) -> list[tuple[Any, ...]]:
    """A user's list as rows of MOVIE_COLUMNS."""
    from movierec_gui.analysis.movie_lists import list_for_user

    listed = list_for_user(run, run.dataset.user_index(user_id))
    table = run.dataset.movie_table().iloc[[one.movie for one in listed]]
    return rows_of(table.assign(predicted=[one.predicted for one in listed]), MOVIE_KEYS)


def _telling_nodes(nodes: NodeFindings) -> list[tuple[Any, ...]]:
    """The nodes whose activation goes most with or against the rating, with their first titles."""
    table = nodes.table[nodes.table["size"] > 0].sort_values("rating_correlation", ascending=False)
    rows = rows_of(table, ("node", "rating_correlation", "mean_year", "mean_rating"))
    half = _NODES // 2
    chosen = rows if len(rows) <= _NODES else [*rows[:half], *rows[-half:]]
    return [
        (*row, "; ".join(nodes.dataset.movies.label(int(m)) for m in nodes.groups[row[0]].movies[:_TITLES_PER_NODE]))
        for row in chosen
    ]
