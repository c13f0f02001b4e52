"""Writes the map as a picture or as a table."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from movierec_gui.data.table_export import write_frame
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_quality import MapQuality
    from movierec_gui.analysis.maps.contours import Contour
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.figures import FigureStyle
    from movierec_gui.gui.tabs.map_tab.coloring import MapColors
    from movierec_gui.gui.widgets.movie_map import PointGroup

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


@dataclass(frozen=True, eq=False)
class Shown:
    """What the Map tab shows."""

    dataset: Dataset
    map: MovieMap
    colors: MapColors
    clusters: NamedClusters | None = None
    quality: MapQuality | None = None
    contours: tuple[Contour, ...] = ()
    beside: MovieMap | None = None
    """The earlier map beside it, turned alike."""
    beside_groups: tuple[PointGroup, ...] = ()


def write_map(shown: Shown, style: FigureStyle, path: Path) -> Generator[Progress, None, Path]:
    """Write the map; a CSV file has the coordinates and the clusters, every other ending is a picture.

    An earlier map beside it is in the picture, and its coordinates in the table. Beside a CSV file lie the figures of
    trust, once they are measured, as ``NAME-trust.csv``. Raises UserError where a file cannot be written.
    """
    yield Progress(f"Writing {path.name}")
    if path.suffix.lower() == ".csv":
        _write_tables(shown, path)
        return path
    from movierec_gui.figures import (
        MapGroup,
        draw_contours,
        draw_legend,
        draw_map,
        new_figure,
        new_figure_row,
        save_figure,
    )
    from movierec_gui.report.movie_map import map_note, name_regions, regions_of

    if shown.beside is None:
        figure, axes = new_figure(style, width=9.0, height=6.5)
    else:
        figure, (left, axes) = new_figure_row(style, 2, width=14.0, height=6.5)
        groups = [MapGroup(group.label, group.rows, group.color) for group in shown.beside_groups]
        draw_map(left, shown.beside.coordinates, groups, style, note=shown.beside.description)
    draw_map(axes, shown.map.coordinates, shown.colors.groups, style, note=map_note(shown.map, shown.quality))
    draw_contours(axes, [contour.lines for contour in shown.contours], style)
    draw_legend(axes, style, shown.colors.title)
    if shown.colors.named:
        name_regions(axes, regions_of(shown.colors.groups, shown.map.coordinates, style), style)
    save_figure(figure, path)
    return path


def _write_tables(shown: Shown, path: Path) -> None:
    from movierec_gui.report.movie_map import map_table, trust_table

    clusters, quality = shown.clusters, shown.quality
    table = map_table(shown.dataset, shown.map, None if clusters is None else clusters.found)
    if shown.beside is not None:
        beside = map_table(shown.dataset, shown.beside)[["id", "x", "y"]]
        table = table.merge(beside.rename(columns={"x": "earlier_x", "y": "earlier_y"}), on="id", how="left")
    tables = {path: table}
    if quality is not None:
        tables[path.with_name(f"{path.stem}-trust.csv")] = trust_table(shown.map, quality)
    for target, rows in tables.items():
        write_frame(rows, target)
