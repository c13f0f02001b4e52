"""The report as a folder or a zip: a page to read, tables, figures, and the settings that reproduce it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Generator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from movierec_gui import __version__, records
from movierec_gui.data.overview import overview
from movierec_gui.data.table_export import write_frame
from movierec_gui.figures import (
    STYLES,
    FigureStyle,
    draw_comparison,
    draw_histogram,
    draw_history,
    draw_long_tail,
    new_figure,
    save_figure,
)
from movierec_gui.progress import Progress
from movierec_gui.report.config import DATA, ERRORS, MAP, NODES, RECOMMENDATIONS
from movierec_gui.report.contents import report_page
from movierec_gui.report.findings import Findings, describe_split
from movierec_gui.report.folder import written
from movierec_gui.report.movie_map import map_figure, map_table, trust_table
from movierec_gui.report.nodes import node_figure, write_node_tables
from movierec_gui.settings import to_mapping
from movierec_gui.training.curve_series import history_series
from movierec_gui.training.curves import curves_table
from movierec_gui.training.run_labels import run_label

PAGE, FACTS, TABLES, FIGURES, RUNS = "report.html", "report.json", "tables", "figures", "runs"
_LIBRARIES = ("numpy", "pandas", "scipy", "torch", "matplotlib")


def write_report(findings: Findings, target: Path, theme: str = "light") -> Generator[Progress, None, Path]:
    """Write the report into a folder, which is made, or as a zip where the name ends so; returns the target.

    Files of an earlier report in the folder are replaced. Raises UserError where it cannot be written.
    """
    with written(target, "report") as folder:
        yield from _write_folder(findings, folder, STYLES[theme])
    return target


def _write_folder(findings: Findings, folder: Path, style: FigureStyle) -> Generator[Progress, None, None]:
    for name in (TABLES, FIGURES, RUNS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    sections = [write for name, write in _SECTIONS.items() if findings.config.shows(name)]
    steps = (*sections, _write_runs, _write_facts)
    for number, step in enumerate(steps):
        yield Progress("Writing the report", number, len(steps))
        step(findings, folder, style)
    (folder / PAGE).write_text(report_page(findings, style), encoding="utf-8")
    yield Progress("Writing the report", len(steps), len(steps))


def _write_data(findings: Findings, folder: Path, style: FigureStyle) -> None:
    figures = overview(findings.dataset)
    histogram = figures.rating_histogram
    figure, axes = new_figure(style)
    draw_histogram(axes, histogram.labels, histogram.counts, style, label="Rating")
    save_figure(figure, folder / FIGURES / "ratings.png")
    figure, axes = new_figure(style)
    draw_long_tail(axes, {"per movie": figures.movie_tail.counts, "per user": figures.user_tail.counts}, style)
    save_figure(figure, folder / FIGURES / "long-tail.png")


def _write_training(findings: Findings, folder: Path, style: FigureStyle) -> None:
    pairs = list(zip(findings.runs, findings.histories, strict=True))
    write_frame(findings.results, folder / TABLES / "results.csv")
    write_frame(curves_table(pairs), folder / TABLES / "history.csv")
    figure, axes = new_figure(style)
    draw_history(axes, [history_series(run_label(record), history) for record, history in pairs], style)
    save_figure(figure, folder / FIGURES / "history.png")
    part = "test_mse" if findings.results["test_mse"].notna().all() else "validation_mse"
    ordered = findings.results.sort_values(part, kind="stable")
    figure, axes = new_figure(style, height=1.4 + 0.45 * len(ordered))
    models = ordered["model"].tolist()
    draw_comparison(
        axes, models, ordered[part].tolist(), style,
        highlight=models.index(run_label(findings.runs[0])), metric=f"{part.partition('_')[0].capitalize()} MSE",
    )  # fmt: skip
    save_figure(figure, folder / FIGURES / "comparison.png")


def _write_runs(findings: Findings, folder: Path, _style: FigureStyle) -> None:
    for record in findings.runs:
        values = asdict(record) | {"spec": record.spec.to_mapping()}
        (folder / RUNS / f"{record.id}.json").write_bytes(records.seal(values))


def _write_people(findings: Findings, folder: Path, _style: FigureStyle) -> None:
    movies = findings.recommendations.movies.drop(columns=["movie", "is_rated", "unrated"])
    write_frame(movies, folder / TABLES / "recommendations.csv")


def _write_nodes(findings: Findings, folder: Path, style: FigureStyle) -> None:
    write_node_tables(findings.nodes, folder / TABLES)
    save_figure(node_figure(findings.nodes, style), folder / FIGURES / "nodes.png")


def _write_map(findings: Findings, folder: Path, style: FigureStyle) -> None:
    if findings.movie_map is None:
        return
    table = map_table(findings.dataset, findings.movie_map)
    write_frame(table, folder / TABLES / "map.csv")
    if findings.map_quality is not None:
        trust = trust_table(findings.movie_map, findings.map_quality)
        write_frame(trust, folder / TABLES / "map-trust.csv")
    figure = map_figure(
        findings.dataset, findings.movie_map, style, findings.config.map_color, quality=findings.map_quality
    )
    save_figure(figure, folder / FIGURES / "map.png")


_SECTIONS: dict[str, Callable[[Findings, Path, FigureStyle], None]] = {
    DATA: _write_data,
    ERRORS: _write_training,
    RECOMMENDATIONS: _write_people,
    NODES: _write_nodes,
    MAP: _write_map,
}


def _write_facts(findings: Findings, folder: Path, _style: FigureStyle) -> None:
    """Writes the facts to reproduce the report and to check its files."""
    dataset = findings.dataset
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in (FACTS, PAGE))
    facts = {
        "program": {"name": "MovieRec", "version": __version__},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "dataset": {
            "name": dataset.name,
            "content_hash": dataset.content_hash,
            "ratings": len(dataset.ratings),
            "users": dataset.n_users,
            "movies": dataset.n_movies,
            "preparation": asdict(dataset.preparation) if dataset.preparation else None,
        },
        "split": asdict(findings.split.config) | {"description": describe_split(findings.split)},
        "runs": [record.id for record in findings.runs],
        "user": findings.recommendations.user_id,
        "layer": findings.nodes.activations.layer,
        "map": to_mapping(findings.movie_map.config) if findings.movie_map else None,
        "files": {path.relative_to(folder).as_posix(): _digest(path) for path in files},
    }
    _write_json(folder / FACTS, facts)


def _write_json(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
