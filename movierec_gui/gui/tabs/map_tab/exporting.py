"""Writes the map as a picture or as a table."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_quality import MapQuality
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.figures import FigureStyle
    from movierec_gui.gui.tabs.map_tab.coloring import MapColors

FILTERS = (
    "PNG picture (*.png)",
    "SVG drawing (*.svg)",
    "PDF document (*.pdf)",
    "Coordinates and clusters as CSV (*.csv)",
)
_ENDINGS = (".png", ".svg", ".pdf", ".csv")


def ask_for_file(parent: QWidget, name: str) -> Path | None:
    """Where a person wants the map, the ending telling the kind; None if they would rather not."""
    path, chosen = ask_to_save(parent, "Export the map", f"{name}.png", ";;".join(FILTERS))
    if path is None:
        return None
    ending = _ENDINGS[FILTERS.index(chosen)] if chosen in FILTERS else ".png"
    return path if path.suffix.lower() in _ENDINGS else path.with_name(path.name + ending)


def write_map(
    dataset: Dataset,
    movie_map: MovieMap,
    colors: MapColors,
    clusters: NamedClusters | None,
    quality: MapQuality | None,
    style: FigureStyle,
    path: Path,
) -> Generator[Progress, None, Path]:
    """Write the map; a CSV file has the coordinates and the clusters, every other ending is a picture.

    Beside a CSV file lie the figures of trust, once they are measured, as ``NAME-trust.csv``. Raises UserError where a
    file cannot be written.
    """
    yield Progress(f"Writing {path.name}")
    if path.suffix.lower() == ".csv":
        _write_tables(dataset, movie_map, clusters, quality, path)
        return path
    from movierec_gui.figures import draw_legend, draw_map, new_figure, save_figure
    from movierec_gui.report.movie_map import map_note

    figure, axes = new_figure(style, width=9.0, height=6.5)
    draw_map(axes, movie_map.coordinates, colors.groups, style, note=map_note(movie_map, quality))
    draw_legend(axes, style, colors.title)
    save_figure(figure, path)
    return path


def _write_tables(
    dataset: Dataset, movie_map: MovieMap, clusters: NamedClusters | None, quality: MapQuality | None, path: Path
) -> None:
    from movierec_gui.report.movie_map import map_table, trust_table

    tables = {path: map_table(dataset, movie_map, None if clusters is None else clusters.found)}
    if quality is not None:
        tables[path.with_name(f"{path.stem}-trust.csv")] = trust_table(movie_map, quality)
    for target, table in tables.items():
        try:
            table.to_csv(target, index=False, lineterminator="\n")
        except OSError as error:
            raise UserError(f"{target} cannot be written", error.strerror or "", "Choose another folder") from error
