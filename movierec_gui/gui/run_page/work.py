"""The window's requests to the engine, each a piece of long work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.atomic_files import make_shared_folder
from movierec_gui.data.table_export import write_frame
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from movierec_gui.analysis.run_depth.depth import RunDepth
    from movierec_gui.analysis.run_depth.duel import Duel
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.figures import FigureStyle
    from movierec_gui.training.ranking import ListFigures
    from movierec_gui.training.run_differences import Difference
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import TrainedRun

    Paint = Callable[[Axes, FigureStyle], None]


@dataclass(frozen=True, eq=False)
class RunStudy:
    """A run and what was found about it."""

    run: TrainedRun
    depth: RunDepth


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What a page shows, for a file: a table, and what paints its picture, if there are any."""

    name: str
    """Of the file, without an ending."""
    title: str
    """Which ratings it is about."""
    frame: pd.DataFrame | None = None
    paint: Paint | None = None


def study_run(store: RunStore, dataset: Dataset, run_id: str, part: str) -> Generator[Progress, None, RunStudy]:
    """Open a run and look into it."""
    yield Progress("Opening the run")
    import movierec_gui.report.run_depth  # noqa: F401 - what the pictures need in a moment
    from movierec_gui.analysis.run_depth.depth import look_into
    from movierec_gui.training.trained import open_run

    run = open_run(store, run_id, dataset)
    return RunStudy(run, (yield from look_into(run, part)))


def study_lists(study: RunStudy) -> Generator[Progress, None, tuple[ListFigures, str]]:
    """Judge the lists that the run makes."""
    from movierec_gui.analysis.run_depth.depth import look_at_lists

    return (yield from look_at_lists(study.run, study.depth.judged.part))


def study_duel(
    store: RunStore, study: RunStudy, other_id: str
) -> Generator[Progress, None, tuple[Duel, tuple[Difference, ...]]]:
    """Compare the run with another one, on the same part of its split; returns what differs in their settings, too."""
    yield Progress("Opening the other run")
    from movierec_gui.analysis.run_depth.duel import duel
    from movierec_gui.analysis.run_depth.judged import judge_run
    from movierec_gui.training.run_differences import run_differences
    from movierec_gui.training.trained import open_run

    judged = study.depth.judged
    other = open_run(store, other_id, judged.dataset)
    compared = duel(judged, (yield from judge_run(other, judged.part)))
    return compared, run_differences(study.run.record, other.record)


def write_exhibit(exhibit: Exhibit, style: FigureStyle, path: Path) -> Generator[Progress, None, Path]:
    """Write a page's table (.csv) or picture (.png, .svg, .pdf). Raises UserError where it has none or cannot be."""
    yield Progress(f"Writing {path.name}")
    if path.suffix.lower() == ".csv":
        if exhibit.frame is None:
            raise UserError("This page has no table", "", "Export it as a picture")
        write_frame(exhibit.frame, path)
        return path
    from movierec_gui.figures import new_figure, save_figure

    if exhibit.paint is None:
        raise UserError("This page has no picture", "", "Export it as a table: a name that ends in .csv")
    figure, axes = new_figure(style)
    exhibit.paint(axes, style)
    axes.set_title(exhibit.title, color=style.text, fontsize=9.5)
    return save_figure(figure, path)


def write_all(
    exhibits: Mapping[str, Exhibit], style: FigureStyle, folder: Path
) -> Generator[Progress, None, tuple[Path, int]]:
    """Write every table and picture into a folder; returns it and the number of files."""
    try:
        make_shared_folder(folder)
    except OSError as error:
        raise UserError(f"{folder} cannot be made", error.strerror or "", "Choose another folder") from error
    files = [
        (exhibit, folder / f"{exhibit.name}{ending}")
        for exhibit in exhibits.values()
        for ending, there in ((".csv", exhibit.frame is not None), (".png", exhibit.paint is not None))
        if there
    ]
    for exhibit, path in files:
        yield from write_exhibit(exhibit, style, path)
    return folder, len(files)
