"""``movierec article``: the article's claims measured again, step by step, and written as a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import check_writable, open_store, read_dataset
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    article_options,
    data_option,
    output_options,
    runs_option,
    split_options,
    theme_option,
)
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.text_table import text
from movierec_gui.progress import format_duration

if TYPE_CHECKING:
    from movierec_gui.report.article.record import ArticleRecord
    from movierec_gui.report.article.steps import Step

ARTICLE, SPLIT = article_options(), split_options()
_QUICK = {"seeds": 2, "epochs": 2, "iterations": 250}
_COLUMNS = {
    "claim": text("Claim", cut=True),
    "article": text("Article"),
    "here": text("This split"),
    "over_splits": text("Mean over the splits"),
    "verdict": text("Verdict"),
}

_EPILOG = """\b
Examples:
  movierec article --list                     the steps, what is measured, and how long the rest takes
  movierec article --steps baseline,over-fitting
  movierec article --output article.zip       all of it, as a page with figures and tables
  movierec article --open class.article.zip   a page that was handed on, with its notes

Every finished piece is kept beside the runs: Ctrl+C loses at most one, and the same command goes on. On each split the
epoch is chosen on a tenth of the training ratings and the network judged on ratings that chose nothing; "lowest" is the
best epoch on those very ratings, as the article counts. A claim holds where its mean over the splits is on its side by
more than half its 95 % interval."""


@click.command(cls=ConfigCommand, configs=(ARTICLE, SPLIT), epilog=_EPILOG)
@click.option("--steps", default="", metavar="LIST", help="Steps to measure, with commas.  [default: all]")
@click.option("--list", "only_list", is_flag=True, help="Name the steps and what they would take; measure nothing.")
@click.option(
    "--output", "--out", "target", type=FILE, metavar="PATH",
    help="Write a report: a folder, or a zip where the name ends so.",
)  # fmt: skip
@click.option(
    "--quick", is_flag=True, help="Two splits, two epochs, a short map: a look at how it goes, no measurement."
)
@click.option("--anew", is_flag=True, help="Measure again what is there; notes stay.")
@click.option(
    "--open", "handed_on", type=FILE, metavar="FILE", help="Take over a page that was handed on, with its notes."
)
@click.option("--hand-on", "target_page", type=FILE, metavar="FILE", help="Write the page with its notes as one file.")
@theme_option
@data_option
@runs_option
@output_options
def article(
    out: Output,
    steps: str,
    only_list: bool,
    target: Path | None,
    quick: bool,
    anew: bool,
    handed_on: Path | None,
    target_page: Path | None,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Measure the article's claims again, step by step."""
    for path in (target, target_page):
        if path is not None:
            check_writable(path.absolute())
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.report.article.arrays import arrays_for
    from movierec_gui.report.article.config import ArticleConfig
    from movierec_gui.report.article.cost import estimate_costs
    from movierec_gui.report.article.handout import hand_on, take
    from movierec_gui.report.article.running import open_article, run_steps
    from movierec_gui.report.article.steps import steps_named
    from movierec_gui.report.article.store import ArticleStore
    from movierec_gui.report.article.writing import write_article

    chosen = steps_named([name.strip() for name in steps.split(",") if name.strip()])
    config = ArticleConfig(**(_QUICK if quick else {}) | ARTICLE.given(settings))
    runs = open_store(runs_folder)
    store = ArticleStore.beside(runs)
    if handed_on is not None:
        opened = follow(out, take(store, handed_on))
        out.note(
            f"{handed_on.name} is kept now; it has notes to {opened.notes} steps and is of {opened.record.data.name}"
        )
    dataset = read_dataset(out, data_path)
    record = open_article(dataset, runs, SplitConfig(**SPLIT.given(settings)), config)
    if anew:
        record = store.forget(record)
    costs = follow(out, estimate_costs(dataset, runs, record, chosen)).in_turn
    if only_list:
        _list(out, record, chosen, costs)
        return
    if sum(costs.values()) >= 1.0:
        out.note(f"About {format_duration(sum(costs.values()))}; what is there already is not measured again")
    try:
        record = follow(out, run_steps(dataset, runs, record, chosen))
    except Interrupted:
        out.note("What is finished is kept. The same command goes on from there.")
        raise
    _show(out, record, chosen)
    arrays = arrays_for(dataset, store, record.id)
    if target is not None:
        follow(out, write_article(dataset, record, arrays, target, theme))
        out.line(f"Report written to {target}" if target.suffix == ".zip" else f"Read {target / 'article.html'}")
    if target_page is not None:
        follow(out, hand_on(store, record, target_page))
        out.line(f"Page written to {target_page}")


def _list(out: Output, record: ArticleRecord, steps: tuple[Step, ...], costs: dict[str, float]) -> None:
    rows = [
        (
            step.name,
            step.title,
            step.verdict(record) or "not measured",
            format_duration(costs[step.name]) if costs[step.name] else "–",
        )
        for step in steps
    ]
    columns = (text("Step"), text("Title", cut=True), text("Verdict"), text("Takes"))
    out.table(columns, rows)
    names = ("step", "title", "verdict")
    out.json({"steps": [dict(zip(names, row, strict=False)) | {"seconds": costs[row[0]]} for row in rows]})


def _show(out: Output, record: ArticleRecord, steps: tuple[Step, ...]) -> None:
    from movierec_gui.report.article.config import split_name
    from movierec_gui.report.article.tables import claims_table, networks_table

    for step in steps:
        table = claims_table(record, [step])
        out.table(tuple(_COLUMNS.values()), rows_of(table, tuple(_COLUMNS)), f"{step.title}: {step.verdict(record)}")
        out.line(step.why)
        out.line()
    out.json({
        "dataset": {"name": record.data.name, "hash": record.data.content_hash},
        "split": split_name(record.split),
        "steps": [
            {
                "step": step.name,
                "verdict": step.verdict(record),
                "claims": claims_table(record, [step]).drop(columns="step").to_dict("records"),
                "networks": networks_table(record, step.networks).astype(object).to_dict("records"),
            }
            for step in steps
        ],
    })  # fmt: skip
