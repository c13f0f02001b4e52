"""``movierec evaluate``: the errors of stored runs, measured again on their validation and test ratings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.compare import check_protocol, judge, protocol_options, splits_of
from movierec_gui.cli.evaluate_depth import BY, parse_by, show_depth
from movierec_gui.cli.inputs import find_run, open_store, read_dataset, settings_of_run
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option, theme_option
from movierec_gui.cli.output import Output
from movierec_gui.cli.run_tables import RESULT_COLUMNS
from movierec_gui.cli.text_table import number, text
from movierec_gui.errors import UserError
from movierec_gui.training.list_names import LIST_NAMES
from movierec_gui.wording import unique_names

if TYPE_CHECKING:
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.runs import RunRecord
    from movierec_gui.training.trained import TrainedRun

BASELINE = "user + movie bias"

_EPILOG = """\b
Examples:
  movierec evaluate latest
  movierec evaluate latest --ranking 10    how good the top ten lists are, too
  movierec evaluate latest --by genre,year,support,activity,rating    where it errs, and for whom
  movierec evaluate latest --by all --output depth   everything about one run, as tables and pictures
  movierec evaluate RUN RUN --by activity        and who is better served by which, person by person
  movierec evaluate RUN RUN --json
  movierec evaluate RUN RUN --anew              their settings, trained anew on the splits of seeds 0, 1 and 2
  movierec evaluate RUN --folds all             the same on the release's own folds

The validation part chose the best epoch, so its error is optimistic; the test part chose nothing. With --anew, or an
option that names splits, settings are judged instead of networks, as movierec compare does it."""


@click.command(epilog=_EPILOG)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--ranking", type=click.IntRange(1, 1000), metavar="K", help="Judge every user's K best movies, too.")
@click.option(
    "--liked", type=float, metavar="X", help="Rating from which a movie counts as liked. Without it: 4 of 5, 8 of 10."
)
@click.option(
    "--by",
    callback=parse_by,
    metavar="NAME,...",
    help=f"One run in depth: errors by {', '.join(BY)}, or all, with counts and intervals; best and worst served "
    "people and films; how often intervals hold. Of two runs also who is better served by which.",
)
@click.option(
    "--part",
    type=click.Choice(["test", "validation"]),
    help="Ratings that --by looks at. Without it: the test part, or else the validation part.",
)
@click.option(
    "--served",
    type=click.IntRange(0, 1000),
    default=5,
    show_default=True,
    metavar="N",
    help="How many of the best and worst served --by lists.",
)
@click.option(
    "--output", "folder", type=FILE, metavar="FOLDER", help="Write the tables and pictures of --by to a folder."
)
@click.option("--anew", is_flag=True, help="Train the runs' settings anew on several splits and judge them there.")
@protocol_options
@theme_option
@data_option
@runs_option
@output_options
def evaluate(
    out: Output,
    runs: tuple[str, ...],
    ranking: int | None,
    liked: float | None,
    by: tuple[str, ...],
    part: str | None,
    served: int,
    folder: Path | None,
    anew: bool,
    seeds: str | None,
    k_folds: int | None,
    folds: str | None,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """Measure runs on their validation and test ratings.

    Beside each stand the errors of user and movie biases. A RUN is an id, the beginning of one, a name, or "latest".
    """
    check_protocol(seeds, k_folds, folds)
    anew = anew or seeds is not None or k_folds is not None or folds is not None
    if (folder or part) and not by:
        raise click.UsageError("--output and --part belong to --by")
    if anew and by:
        raise click.UsageError("--by looks at trained networks: leave out --anew and what names splits")
    store = open_store(runs_folder)
    records = [find_run(store, reference) for reference in runs]
    dataset = read_dataset(out, data_path, [record.preparation for record in records])
    if anew:
        from movierec_gui.training.comparing.running import run_comparison
        from movierec_gui.training.comparing.store import ComparisonStore

        splits = splits_of(dataset, seeds, k_folds, folds)
        judge(out, run_comparison(dataset, _contestants(out, records), splits, ComparisonStore.beside(store)))
        return
    from movierec_gui.training.trained import open_run

    opened = [open_run(store, record.id, dataset) for record in records]
    errors = [entry for run in opened for entry in _errors(run)]
    out.table(
        RESULT_COLUMNS,
        [(entry["model"], entry["part"], entry["ratings"], *entry["errors"].values()) for entry in errors],
    )
    ranked = [_ranking(run, ranking, liked) for run in opened] if ranking else []
    if ranked:
        _show_rankings(out, ranked)
    depth = {}
    if by:
        depth = show_depth(out, opened, ranked, by=by, part=part or "", served=served, folder=folder, theme=theme)
    out.json({"errors": errors} | ({"rankings": ranked} if ranking else {}) | depth)


def _contestants(out: Output, records: list[RunRecord]) -> list[Contestant]:
    """The runs' settings. Raises UserError at an average, which is not trained by itself."""
    from movierec_gui.models import architecture
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.run_labels import settings_label

    for record in records:
        if not architecture(record.spec.architecture).presets:
            raise UserError(f"“{record.name}” was made from other runs", "It cannot be trained anew", "Name those runs")
    labels = unique_names([settings_label(record) for record in records])
    return [Contestant(label, settings_of_run(out, record)) for label, record in zip(labels, records, strict=True)]


def _errors(run: TrainedRun) -> Iterator[dict[str, Any]]:
    from movierec_gui.analysis.predictions import bias_baseline
    from movierec_gui.training import metrics
    from movierec_gui.training.run_labels import run_label

    baseline = bias_baseline(run)
    for part, rows in (("validation", run.split.validation), ("test", run.split.test)):
        if len(rows) == 0:
            continue
        ratings = run.dataset.ratings.take(rows)
        for name, model in ((run_label(run.record), run.model), (BASELINE, baseline)):
            yield {
                "run": run.record.id,
                "model": name,
                "part": part,
                "ratings": len(rows),
                "errors": metrics.evaluate(model, ratings),
            }


def _ranking(run: TrainedRun, length: int, liked: float | None) -> dict[str, Any]:
    from movierec_gui.data.scales import liked_from
    from movierec_gui.training.list_tests import of_split
    from movierec_gui.training.ranking import list_figures
    from movierec_gui.training.run_labels import run_label

    # The validation ratings chose the epoch: they are no answer, and no mistake either.
    part = "test" if len(run.split.test) else "validation"
    threshold = liked_from(run.dataset.nominal_scale) if liked is None else liked
    figures = list_figures(run.model, of_split(run.dataset, run.split, part, threshold), length)
    return {
        "run": run.record.id,
        "model": run_label(run.record),
        "part": part,
        "liked_from": threshold,
        **asdict(figures),
    }


_RANKINGS = (
    (
        "ndcg", "ndcg_interval", "recall", "recall_of_all", "average_precision", "better", "worse", "gain", "gain_low",
        "gain_high",
    ),
    ("coverage", "novelty", "diversity", "calibration", "popularity", "gini"),
)  # fmt: skip
"""Figures of lists in two tables: how good they are, and what kind of movies they hold."""


def _show_rankings(out: Output, rankings: list[dict[str, Any]]) -> None:
    length, people, liked = (rankings[0][name] for name in ("length", "users", "liked_from"))
    titles = (
        f"Top {length} of every user's unrated movies, {people:,} people; liked are those rated {liked:g} or more; "
        "better, worse, gain: NDCG beside popularity",
        "Kinds of movies",
    )
    for title, names in zip(titles, _RANKINGS, strict=True):
        columns = [number(LIST_NAMES[name].heading, ".4g") for name in names]
        out.table(
            [text("Run", cut=True), text("Part"), *columns],
            [(entry["model"], entry["part"], *(entry[name] for name in names)) for entry in rankings],
            title,
        )
