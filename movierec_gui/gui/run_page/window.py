"""The window about one run in depth: errors by group, predictions, intervals, people, films, lists, another run."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.run_page.exhibits import exhibit_of_duel, exhibit_of_lists, exhibits_of
from movierec_gui.gui.run_page.pages import (
    FILM_COLUMNS,
    PEOPLE_COLUMNS,
    DuelPage,
    ExhibitPage,
    FigurePage,
    GroupsPage,
    ListsPage,
    ServedPage,
)
from movierec_gui.gui.run_page.texts import (
    CHOOSE_OTHER,
    DENSITY_NOTE,
    GROUPINGS,
    LISTS_NOTE,
    NO_INTERVALS,
    NO_TIMES,
    PARTS,
    TIME_NOTE,
    coverage_note,
    differences_text,
    duel_summary,
    error_facts,
)
from movierec_gui.gui.run_page.work import (
    Exhibit,
    RunStudy,
    study_duel,
    study_lists,
    study_run,
    write_all,
    write_exhibit,
)
from movierec_gui.gui.style import set_icon, text_label
from movierec_gui.gui.widgets.figure_view import figure_style
from movierec_gui.gui.widgets.page_window import PageWindow, card
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.analysis.run_depth.duel import Duel
    from movierec_gui.training.ranking import ListFigures
    from movierec_gui.training.run_differences import Difference

_FILTERS = ("PNG picture (*.png)", "SVG drawing (*.svg)", "PDF document (*.pdf)", "Table as CSV (*.csv)")
_ENDINGS = (".png", ".svg", ".pdf", ".csv")
_WORKING = "Working…"


class RunWindow(PageWindow):
    """Shows one run; what takes long happens behind it and can be cancelled in the status bar."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("About the run", parent)
        self._workspace = workspace
        self._run_id = ""
        self._study: RunStudy | None = None
        self._exhibits: dict[str, Exhibit] = {}
        self._job, self._list_job, self._duel_job = LatestJob(), LatestJob(), LatestJob()
        self.part = QComboBox()
        self.errors = text_label("", wrap=True)
        self.export_button, self.export_all_button = QPushButton("Export page…"), QPushButton("Export all…")
        start = workspace.start_job
        self.groups = GroupsPage(GROUPINGS)
        self.density = FigurePage("Predictions against ratings")
        self.coverage = FigurePage("How often intervals hold")
        self.over_time = FigurePage("Residuals over time")
        self.people = ServedPage(PEOPLE_COLUMNS, ("name", "Search users"), "people", start)
        self.films = ServedPage(FILM_COLUMNS, ("title", "Search titles"), "films", start)
        self.films.table.follow_selection(workspace)
        self.lists, self.duel = ListsPage(), DuelPage(start)
        self._set_up()

    def _set_up(self) -> None:
        self.part.setAccessibleName("Part of the split")
        self.part.setToolTip("Which held-out ratings all the figures are about")
        for name, title in PARTS:
            self.part.addItem(title, name)
        for button, hint in (
            (self.export_button, "Save the page's picture or table (Ctrl+E)"),
            (self.export_all_button, "Save every table and picture of this run into a folder"),
        ):
            set_icon(button, "export")
            button.setToolTip(hint)
            button.setEnabled(False)
        self.export_button.setShortcut("Ctrl+E")
        self.back_button.hide()
        for title, page in (
            ("Errors", self.groups),
            ("Predictions", self.density),
            ("Intervals", self.coverage),
            ("Over time", self.over_time),
            ("People", self.people),
            ("Films", self.films),
            ("Lists", self.lists),
            ("Another run", self.duel),
        ):
            self.pages.addTab(page, title)
        self.lay_out(
            [self.export_button, self.export_all_button], [card("Measured on", self.part), card("Errors", self.errors)]
        )
        self.part.activated.connect(self._start)
        self.export_button.clicked.connect(self.export)
        self.export_all_button.clicked.connect(self.export_all)
        self.lists.judge_requested.connect(self._judge_lists)
        self.duel.other_chosen.connect(self._compare)
        self.pages.currentChanged.connect(self._enable_export)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)
        self._workspace.catalogue.changed.connect(self._on_runs_changed)

    @Slot(str)
    def show_run(self, run_id: str) -> None:
        """Show a run, on its test part if it has one."""
        self._run_id = run_id
        self.part.setCurrentIndex(0)
        self._start()
        self.bring_up()

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the page that is shown (Ctrl+E)."""
        exhibit = self._shown()
        if exhibit is not None:
            offered = [
                entry for entry, ending in zip(_FILTERS, _ENDINGS, strict=True) if _can_be_written(exhibit, ending)
            ]
            name = f"{exhibit.name}{_ENDINGS[_FILTERS.index(offered[0])]}"
            text, chosen = QFileDialog.getSaveFileName(self, "Export the page", name, ";;".join(offered))
            if text:
                ending = _ENDINGS[_FILTERS.index(chosen)] if chosen in _FILTERS else _ENDINGS[0]
                path = Path(text)
                self.export_to(path if path.suffix.lower() in _ENDINGS else path.with_name(path.name + ending))

    def export_to(self, path: Path) -> None:
        """Write the page that is shown as the ending says: a picture or a table."""
        exhibit = self._shown()
        if exhibit is not None:
            work = partial(write_exhibit, exhibit, figure_style(), path)
            self._workspace.start_job("Exporting", work, self._on_exported, self.messages.show_error)

    @Slot()
    def export_all(self) -> None:
        """Ask for a folder and write every table and picture there."""
        folder = QFileDialog.getExistingDirectory(self, "Export everything about the run")
        if folder:
            self.export_all_to(Path(folder))

    def export_all_to(self, folder: Path) -> None:
        """Write every table and picture into a folder."""
        found = dict(self._exhibits)
        for page in (self.lists, self.duel):
            if page.exhibit is not None:
                found[page.exhibit.name] = page.exhibit
        work = partial(write_all, found, figure_style(), folder)
        self._workspace.start_job("Exporting", work, self._on_all_exported, self.messages.show_error)

    @Slot()
    def _start(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None or not self._run_id:
            return
        self._list_job.drop()
        self._duel_job.drop()
        self._study, self._exhibits = None, {}
        self.messages.clear()
        self.title.setText(self._name_of(self._run_id))
        self.setWindowTitle(f"{self.title.text()} – MovieRec")
        self.facts.setText("Predicting its held-out ratings…")
        self.errors.setText("–")
        self._say(_WORKING)
        work = partial(study_run, self._workspace.store, dataset, self._run_id, str(self.part.currentData()))
        start = self._workspace.start_job
        self._job.take(start("Looking into a run", work, self._on_study, self._on_failed, None, self._on_cancelled))

    def _say(self, text: str) -> None:
        for page in (self.groups, self.density, self.coverage, self.over_time, self.people, self.films, self.duel):
            page.say(text)
        self.lists.say("")
        self.lists.button.setEnabled(False)
        self.duel.other.setEnabled(False)
        self._enable_export()

    @Slot(object)
    def _on_study(self, study: RunStudy) -> None:
        from movierec_gui.analysis.run_depth.served import FEWEST

        self._study, self._exhibits = study, exhibits_of(study)
        judged = study.depth.judged
        self.facts.setText(f"Measured on {judged.where}")
        self.errors.setText(error_facts(judged))
        found = self._exhibits
        self.groups.show_exhibits(found)
        self.density.show_exhibit(found.get("predicted-against-actual"), DENSITY_NOTE, "")
        self.coverage.show_exhibit(found.get("coverage"), coverage_note(judged.part), NO_INTERVALS)
        self.over_time.show_exhibit(found.get("residuals-over-time"), TIME_NOTE, NO_TIMES)
        self.people.show_exhibit(found["people"], FEWEST)
        self.films.show_exhibit(found["films"], FEWEST)
        self.films.table.column_origin = f"of {self.title.text()}"
        self.lists.say(LISTS_NOTE)
        self.lists.button.setEnabled(True)
        self._offer_others()
        self._enable_export()

    def _offer_others(self) -> None:
        choices = [entry.id for entry in self._workspace.catalogue.choices if entry.id != self._run_id]
        self.duel.show_choices([(run_id, self._name_of(run_id)) for run_id in choices])
        if choices:
            self.duel.say(CHOOSE_OTHER)

    def _name_of(self, run_id: str) -> str:
        record = next((entry for entry in self._workspace.catalogue.choices if entry.id == run_id), None)
        if record is None:
            return run_id
        from movierec_gui.training.run_labels import run_label  # imported since the record was read

        return run_label(record)

    @Slot()
    def _judge_lists(self) -> None:
        if self._study is not None:
            self.lists.button.setEnabled(False)
            self.lists.say("Judging the lists… Cancel in the status bar.")
            start, work = self._workspace.start_job, partial(study_lists, self._study)
            job = start(
                "Judging a run's lists", work, self._on_lists, self._on_lists_failed, None, self._on_lists_ended
            )
            self._list_job.take(job)

    @Slot(object)
    def _on_lists(self, found: tuple[ListFigures, str]) -> None:
        self.lists.button.setEnabled(True)
        self.lists.show_exhibit(exhibit_of_lists(*found))
        self._enable_export()

    @Slot(object)
    def _on_lists_failed(self, error: Exception) -> None:
        self._on_lists_ended()
        self.messages.show_error(error)

    @Slot()
    def _on_lists_ended(self) -> None:
        self.lists.button.setEnabled(True)
        self.lists.say(LISTS_NOTE)

    @Slot(str)
    def _compare(self, other_id: str) -> None:
        if self._study is not None:
            self.messages.clear()
            self.duel.say(_WORKING)
            start = self._workspace.start_job
            work = partial(study_duel, self._workspace.store, self._study, other_id)
            job = start("Comparing two runs", work, self._on_duel, self._on_duel_failed, None, self._on_duel_cancelled)
            self._duel_job.take(job)

    @Slot(object)
    def _on_duel(self, found: tuple[Duel, tuple[Difference, ...]]) -> None:
        duel, differences = found
        self.duel.show_exhibit(exhibit_of_duel(duel), f"{duel_summary(duel)}\n{differences_text(differences)}")
        self._enable_export()

    @Slot(object)
    def _on_duel_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.duel.say(str(error))
        else:
            self.duel.say(CHOOSE_OTHER)
            self.messages.show_error(error)

    @Slot()
    def _on_duel_cancelled(self) -> None:
        self.duel.say(CHOOSE_OTHER)

    @Slot()
    def _on_cancelled(self) -> None:
        self.facts.setText("Cancelled: choose the part of the split again to go on.")
        self._say("")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.facts.setText("")
        self._say("")
        if isinstance(error, UserError):
            self.groups.say(str(error))
        else:
            self.messages.show_error(error)

    def _shown(self) -> Exhibit | None:
        page = self.pages.currentWidget()
        return page.exhibit if isinstance(page, ExhibitPage) else None

    @Slot()
    def _enable_export(self) -> None:
        self.export_button.setEnabled(self._shown() is not None)
        self.export_all_button.setEnabled(bool(self._exhibits))

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.messages.show_info(f"The page was written to {path}")

    @Slot(object)
    def _on_all_exported(self, written: tuple[Path, int]) -> None:
        folder, files = written
        self.messages.show_info(f"{files} files were written to {folder}")

    @Slot()
    def _on_runs_changed(self) -> None:
        if self._study is not None and self.duel.exhibit is None:
            self._offer_others()

    @Slot()
    def _on_dataset_changed(self) -> None:
        """The run is of the dataset before."""
        for job in (self._job, self._list_job, self._duel_job):
            job.drop()
        self._run_id, self._study, self._exhibits = "", None, {}
        self.close()


def _can_be_written(exhibit: Exhibit, ending: str) -> bool:
    return exhibit.frame is not None if ending == ".csv" else exhibit.paint is not None
