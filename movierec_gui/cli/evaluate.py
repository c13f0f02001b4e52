"""``movierec evaluate``: the errors of stored runs, measured again on their validation and test ratings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import find_run, open_store, read_dataset
from movierec_gui.cli.options import data_option, output_options, runs_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.run_tables import RESULT_COLUMNS
from movierec_gui.cli.text_table import number, text

if TYPE_CHECKING:
    from movierec_gui.training.trained import TrainedRun

BASELINE = "user + movie bias"

_EPILOG = """\b
Examples:
  movierec evaluate latest
  movierec evaluate latest --ranking 10    how good the top ten lists are, too
  movierec evaluate RUN RUN --json

The validation part chose the best epoch, so its error is optimistic; the test part chose nothing."""


@click.command(epilog=_EPILOG)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--ranking", type=click.IntRange(1, 1000), metavar="K", help="Judge every user's K best movies, too.")
@data_option
@runs_option
@output_options
def evaluate(
    out: Output, runs: tuple[str, ...], ranking: int | None, data_path: Path | None, runs_folder: Path | None
) -> None:
    """Measure runs on their validation and test ratings.

    Beside each stand the errors of user and movie biases. A RUN is an id, the beginning of one, a name, or "latest".
    """
    store = open_store(runs_folder)
    records = [find_run(store, reference) for reference in runs]
    dataset = read_dataset(out, data_path)
    from movierec_gui.training.trained import open_run

    opened = [open_run(store, record.id, dataset) for record in records]
    errors = [entry for run in opened for entry in _errors(run)]
    out.table(
        RESULT_COLUMNS,
        [(entry["model"], entry["part"], entry["ratings"], *entry["errors"].values()) for entry in errors],
    )
    ranked = [_ranking(run, ranking) for run in opened] if ranking else []
    if ranked:
        _show_rankings(out, ranked)
    out.json({"errors": errors, "rankings": ranked} if ranking else {"errors": errors})


def _errors(run: TrainedRun) -> Iterator[dict[str, Any]]:
    from movierec_gui.analysis.predictions import bias_baseline
    from movierec_gui.training import metrics

    baseline = bias_baseline(run)
    for part, rows in (("validation", run.split.validation), ("test", run.split.test)):
        if len(rows) == 0:
            continue
        ratings = run.dataset.ratings.take(rows)
        for name, model in ((run.record.name, run.model), (BASELINE, baseline)):
            yield {
                "run": run.record.id,
                "model": name,
                "part": part,
                "ratings": len(rows),
                "errors": metrics.evaluate(model, ratings),
            }


def _ranking(run: TrainedRun, length: int) -> dict[str, Any]:
    from movierec_gui.training.ranking import ranking_metrics

    part, held_out = ("test", run.split.test) if len(run.split.test) else ("validation", run.split.validation)
    figures = ranking_metrics(run.model, run.dataset, run.split.train, held_out, length)
    return {"run": run.record.id, "model": run.record.name, "part": part, **asdict(figures)}


def _show_rankings(out: Output, rankings: list[dict[str, Any]]) -> None:
    names = [name for name in rankings[0] if name not in ("run", "model", "part", "length", "users")]
    out.table(
        [text("Run", cut=True), text("Part"), *(number(name.replace("_", " ").capitalize(), ".4g") for name in names)],
        [(entry["model"], entry["part"], *(entry[name] for name in names)) for entry in rankings],
        f"Top {rankings[0]['length']} of every user's unrated movies",
    )
