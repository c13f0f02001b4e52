"""The report's long work."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import import_alone
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.projections import MapFrame
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.training.runs import RunStore


def write_runs_report(
    dataset: Dataset, store: RunStore, run_ids: Sequence[str], sections: Sequence[str], target: Path
) -> Generator[Progress | MapFrame, None, Path]:
    """Work out a report on some runs and write it into a folder; returns the page to read."""
    yield Progress("Opening the runs")
    import_alone("movierec_gui.report.bundle")
    from movierec_gui.analysis.projections import MapConfig
    from movierec_gui.report.bundle import PAGE, write_report
    from movierec_gui.report.config import ReportConfig
    from movierec_gui.report.findings import fitting_map, study
    from movierec_gui.training.trained import open_run

    runs = [open_run(store, run_id, dataset) for run_id in run_ids]
    config = ReportConfig(sections=",".join(sections))
    findings = yield from study(runs, store, config, fitting_map(dataset, MapConfig()))
    yield from write_report(findings, target)
    return target / PAGE
