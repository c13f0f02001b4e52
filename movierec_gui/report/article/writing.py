"""The article retold as a folder or zip: a page to read, the figures, the tables, and the settings."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from movierec_gui import __version__, records
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.table_export import write_frame
from movierec_gui.figures import STYLES, FigureStyle, new_figure, save_figure
from movierec_gui.progress import Progress, format_duration
from movierec_gui.report import page
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.maps import MAP, NODES_ON_MAP
from movierec_gui.report.article.nodes import NODES
from movierec_gui.report.article.pictures import picture
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, Step
from movierec_gui.report.article.store import Arrays
from movierec_gui.report.article.tables import (
    claims_table,
    findings_table,
    networks_table,
    node_titles,
    results_table,
)
from movierec_gui.report.article.verdicts import RULE
from movierec_gui.report.folder import written

PAGE = "article.html"
_CLAIMS = {
    "claim": ("Claim", ""),
    "article": ("The article", ""),
    "here": ("This split", ""),
    "over_splits": ("Mean over the splits ± half its 95 % interval", ""),
    "verdict": ("Verdict", ""),
}
_NETWORKS = {
    "model": ("Model", ""),
    "article": ("The article, lowest", ".3f"),
    "here_lowest": ("This split, lowest", ".4f"),
    "here": ("This split, epoch chosen apart", ".4f"),
    "here_epoch": ("Epoch", "d"),
    "mean_lowest": ("Splits, lowest", ".4f"),
    "mean": ("Splits, epoch chosen apart", ".4f"),
    "mean_interval": ("±", ".4f"),
}


def write_article(
    dataset: Dataset, record: ArticleRecord, arrays: Arrays, target: Path, theme: str = "light"
) -> Generator[Progress, None, Path]:
    """Write what was measured into a folder, or as a zip where the name ends so; returns the target.

    Steps that were not measured say so. Raises UserError where it cannot be written.
    """
    with written(target, "report") as folder:
        style = STYLES[theme]
        (folder / "figures").mkdir()
        (folder / "tables").mkdir()
        for number, step in enumerate(STEPS):
            yield Progress("Writing the article", number, len(STEPS))
            paint = picture(step, record, arrays, dataset) if step.is_done(record) else None
            if paint is not None:
                wide = step.name in (MAP, NODES_ON_MAP)
                figure, axes = new_figure(style, width=9.0, height=6.5) if wide else new_figure(style)
                paint(axes, style)
                save_figure(figure, folder / "figures" / f"{step.name}.png")
        for name, table in (
            ("claims", claims_table(record)),
            ("results", results_table(record)),
            ("findings", findings_table(record)),
        ):
            write_frame(table, folder / "tables" / f"{name}.csv")
        facts = {"program": {"name": "MovieRec", "version": __version__}, **asdict(record)}
        facts = {name: value for name, value in facts.items() if name != "runs"}  # ids of this machine's store
        (folder / "article.json").write_bytes(records.seal(facts))
        (folder / PAGE).write_text(_page(dataset, record, arrays, style), encoding="utf-8")
    yield Progress("Writing the article", len(STEPS), len(STEPS))
    return target


def _page(dataset: Dataset, record: ArticleRecord, arrays: Arrays, style: FigureStyle) -> str:
    colors = {"text": style.text, "background": style.background, "grid": style.grid, "muted": style.muted}
    parts = [
        page.paragraph(
            "“Clustering and Collaborative Filtering — Implementing Neural Networks”, retold: what it claims, and what "
            "comes out when its settings run again on several random splits."
        ),
        page.facts({
            "Dataset": f"{record.data.name}, {record.data.ratings:,} ratings",
            "This split": split_name(record.split),
            "Splits": ", ".join(split_name(split) for split in record.config.splits),
            **({"Cut short": f"at most {record.config.epochs} epochs"} if record.config.epochs else {}),
        }),
        page.paragraph(RULE, muted=True),
    ]  # fmt: skip
    for number, step in enumerate(STEPS, 1):
        parts += _step(number, step, dataset, record, arrays)
    return page.page("The article, step by step", parts, colors)


def _step(number: int, step: Step, dataset: Dataset, record: ArticleRecord, arrays: Arrays) -> list[str]:
    verdict = step.verdict(record)
    parts = [
        page.heading(f"{number}. {step.title}: {verdict}" if verdict else f"{number}. {step.title}"),
        page.paragraph(step.claim),
        page.paragraph(step.settings, muted=True),
    ]
    if verdict:
        parts.append(page.table(claims_table(record, [step]), _CLAIMS))
        if step.networks:
            parts.append(page.table(networks_table(record, step.networks), _NETWORKS))
        if picture(step, record, arrays, dataset) is not None:
            parts.append(page.figure(PurePosixPath("figures", f"{step.name}.png"), step.title))
        if step.name == NODES:
            for text, titles in zip(("best", "worst"), node_titles(dataset, arrays), strict=True):
                parts.append(page.paragraph(f"The node with the {text} movies: {'; '.join(titles)}."))
        parts.append(page.paragraph(f"Why: {step.why}"))
        seconds = record.seconds.get(step.name)
        if seconds:
            parts.append(page.paragraph(f"Measured in {format_duration(seconds)}.", muted=True))
    else:
        parts.append(page.paragraph("Not measured yet.", muted=True))
    if note := record.notes.get(step.name):
        parts.append(page.paragraph(f"Note: {note}"))
    return parts
