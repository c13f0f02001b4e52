"""The Activations tab: a layer is sliced, and its nodes are described by their movies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.gui.tabs.activations_tab.node_list import NodeList
from movierec_gui.gui.tabs.activations_tab.node_movies import NodeMovieTable
from movierec_gui.gui.tabs.activations_tab.node_panel import NodePanel, PinnedNode
from movierec_gui.gui.tabs.activations_tab.settings_bar import SettingsBar
from movierec_gui.gui.tabs.activations_tab.study import Study, answer, describe, node_values
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.run_gate import RunGate
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.node_details import MovieProfile, NodeDetails, NodePair

_PAUSE_MS = 120
"""How long the cursor rests on a node before it is described."""
_STRETCH = (4, 4, 3)


class ActivationsTab(QWidget):
    """Every change of a field starts a job; choosing a node starts another that describes it."""

    title = "Activations"
    icon_name = "activations"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._study: Study | None = None
        self._details: NodeDetails | None = None
        self._pinned: PinnedNode | None = None
        self._job, self._node_job, self._profile_job, self._color_job = (LatestJob() for _ in range(4))
        self._stale = True
        self._wanted_node: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.runs = workspace.catalogue
        self.settings = SettingsBar(RunChooser(workspace, self.runs))
        self.summary = text_label("", "muted", wrap=True)
        self.messages = MessageBar()
        self.nodes = NodeList(workspace.start_job)
        self.movies = NodeMovieTable(workspace.start_job)
        self.movies.follow_selection(workspace)
        self.panel = NodePanel()
        page = QWidget()
        self.gate = RunGate(workspace, self.runs, page, self.icon_name, "to look inside it")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.addWidget(self.gate)
        self._fill(page)
        self._connect()
        self._on_dataset_changed()

    def _fill(self, page: QWidget) -> None:
        # From the outside in: whatever is put into another widget is styled anew, with all that it holds by then.
        splitter = QSplitter(Qt.Orientation.Horizontal)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.settings, self.messages, self.summary):
            layout.addWidget(widget)
        layout.addWidget(splitter, 1)
        panels: tuple[QWidget, ...] = (self.nodes, self.movies, self.panel)
        for number, (panel, stretch) in enumerate(zip(panels, _STRETCH, strict=True)):
            splitter.addWidget(panel)
            splitter.setStretchFactor(number, stretch)
            splitter.setCollapsible(number, False)
        self.panel.setMinimumWidth(320)
        menu = QMenu(self)
        menu.addAction("All nodes…", self.export)
        menu.addAction("The movies of this node…", self.export_movies)
        menu.addAction("The movies of every node…", self.export_all_movies)
        self.settings.export_button.setMenu(menu)
        self.settings.export_button.setProperty("hasMenu", True)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self._on_run_changed)
        workspace.node_requested.connect(self.show_node)
        self.runs.failed.connect(self.messages.show_error)
        self.settings.changed.connect(self.refresh)
        self.settings.slice_button.clicked.connect(self.start)
        self.settings.search.chosen.connect(self.show_movie)
        self.nodes.node_changed.connect(self._on_node_changed)
        self.movies.movies_selected.connect(self._on_movies_selected)
        self.panel.pin_requested.connect(self._on_pin_requested)
        self.panel.map_requested.connect(self._on_map_requested)
        self.panel.colors_requested.connect(self._on_colors_requested)
        self._pause.timeout.connect(self._describe_node)

    def start(self) -> None:
        """Slice again (F5)."""
        self._study = None
        self.refresh()

    def focus_search(self) -> None:
        """Put the cursor into the field that searches a movie."""
        self.settings.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Take messages, the searched movie and the selection away."""
        self.messages.clear()
        self.nodes.show_profile(None)
        self._summarise()
        self._workspace.clear_selection()

    def form_state(self) -> dict[str, Any]:
        """Returns the slice and its grouping, for the next start."""
        return self.settings.form_state()

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave."""
        self.settings.restore_form(values)

    @Slot()
    def refresh(self) -> None:
        """Answer what the fields ask now; later, while the tab is hidden."""
        self._stale = True
        self._drop_jobs()
        run_id = self._workspace.current_run_id
        if self.isVisible() and self._workspace.dataset is not None and run_id:
            self._stale = False
            self.messages.clear()
            work = partial(answer, self._workspace, self.settings.question(run_id), self._study)
            start = self._workspace.start_job
            self._job.take(start("Slicing", work, self._show, self.messages.show_error, on_cancel=self._on_cancelled))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the tab was hidden."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    @Slot(int)
    def show_movie(self, movie: int) -> None:
        """Show one movie's activation of every node, and go to the node that it activates most."""
        if self._study is not None:
            from movierec_gui.analysis.node_details import profile_movie

            work, start = partial(profile_movie, self._study.activations, movie), self._workspace.start_job
            self._profile_job.take(start("Searching nodes", work, self._show_profile, self.messages.show_error))

    @Slot(int)
    def show_node(self, node: int) -> None:
        """Go to a node of the layer; where it is not sliced yet, once it is."""
        if self._study is None or self._stale:
            self._wanted_node = node
        elif node < len(self._study.table):
            self.nodes.go_to(node)
        else:
            last = len(self._study.table) - 1
            self.messages.show_info(f"There is no node {node} here: this layer has 0 to {last}.")

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the node table to it."""
        if self._study is None:
            problem = UserError("There are no nodes to export", "", "Slice a network first")
            self._workspace.error_raised.emit(problem)
        else:
            self._export(self._study.table.drop(columns=["note"]), f"nodes of {self._study.run.record.name}")

    @Slot()
    def export_movies(self) -> None:
        """Ask for a file and write the chosen node's movies to it."""
        if self._details is not None:
            self._export(self._details.movies.drop(columns=["movie"]), f"movies of node {self._details.node}")

    @Slot()
    def export_all_movies(self) -> None:
        """Ask for a file and write the movies of every node to it."""
        if self._study is not None:
            self._export(self._study.movies_of_all(), f"movies of the nodes of {self._study.run.record.name}")

    def _export(self, frame: pd.DataFrame, name: str) -> None:
        path = ask_for_csv(self, name)
        if path is not None:
            self.export_to(frame, path)

    def export_to(self, frame: pd.DataFrame, path: Path) -> None:
        """Write a table as CSV."""
        save_csv(self._workspace, self.messages, frame, path)

    def _drop_jobs(self) -> None:
        self._pause.stop()
        for job in (self._job, self._node_job, self._profile_job, self._color_job):
            job.drop()

    @Slot(object)
    def _show(self, study: Study) -> None:
        self._drop_jobs()  # a node of the study before may have been asked for while this one was made
        same = self._study is not None and self._study.question.same_slice(study.question)
        self._study, self._details, self._pinned = study, None, None
        question = study.question
        self.settings.show_layers(question.run_id, study.layers, question.layer)
        if not same:
            self.nodes.show_profile(None)
        self._summarise()
        self.nodes.show_nodes(study.table)
        wanted, self._wanted_node = self._wanted_node, None
        if wanted is not None:
            self.show_node(wanted)
        if self.nodes.node is not None:
            self._on_node_changed(self.nodes.node)

    def _summarise(self, extra: str = "") -> None:
        study = self._study
        if study is None:
            self.summary.clear()
            return
        self.summary.setText(" ".join(part for part in (study.summary(), extra) if part))

    @Slot()
    def _on_cancelled(self) -> None:
        self.messages.show_info("Slicing was cancelled.", action_text="Slice", action=self.start)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.settings.search.set_dataset(self._workspace.dataset)
        self._on_run_changed()

    @Slot()
    def _on_run_changed(self) -> None:
        self._study = self._details = self._pinned = None
        self._summarise()
        self.panel.clear()
        self.nodes.reset()
        self.movies.reset()
        self.refresh()

    @Slot(int)
    def _on_node_changed(self, _node: int) -> None:
        self._pause.start()

    @Slot()
    def _describe_node(self) -> None:
        if self._study is None or self.nodes.node is None:
            return
        self._node_job.drop()
        pinned = self._pinned.details.node if self._pinned is not None else None
        work = partial(describe, self._study, self.nodes.node, pinned)
        start = self._workspace.start_job
        self._node_job.take(start("Describing a node", work, self._show_node, self.messages.show_error))

    @Slot(object)
    def _show_node(self, result: tuple[NodeDetails, NodePair | None]) -> None:
        self._details, pair = result
        self.movies.column_origin = f"of node {self._details.node}"
        self.movies.show_movies(self._details.movies)
        self._show_panel(pair)

    def _show_panel(self, pair: NodePair | None = None) -> None:
        if self._study is not None and self._details is not None:
            row = self._study.table.iloc[self._details.node]
            self.panel.show_node(self._details, row, self._pinned, pair)

    @Slot()
    def _on_pin_requested(self) -> None:
        if self._pinned is None and self._study is not None and self._details is not None:
            self._pinned = PinnedNode(self._details, self._study.table.iloc[self._details.node])
        else:
            self._pinned = None
        self._show_panel()

    @Slot()
    def _on_map_requested(self) -> None:
        if self._study is not None and self._details is not None:
            label = f"node {self._details.node} of {self._study.run.record.name}"
            self._workspace.select_movies(self._details.group.movies, label)
            self._workspace.tab_requested.emit("Map")

    @Slot()
    def _on_colors_requested(self) -> None:
        if self._study is not None and self._details is not None:
            work, start = partial(node_values, self._study, self._details.node), self._workspace.start_job
            color = self._workspace.color_map_by
            self._color_job.take(start("Colouring the map", work, color, self.messages.show_error))

    @Slot(object)
    def _on_movies_selected(self, movies: tuple[int, ...]) -> None:
        if self._details is not None and self._study is not None:
            label = f"node {self._details.node} of {self._study.run.record.name}"
            self._workspace.select_movies(movies, label)

    @Slot(object)
    def _show_profile(self, profile: MovieProfile) -> None:
        if self._study is None:
            return
        self.nodes.show_profile(profile)
        strongest = ", ".join(f"{node} ({profile.means[node]:+.3f})" for node in profile.strongest(5))
        label = self._study.run.dataset.movies.label(profile.movie)
        self._summarise(
            f"{label} activates these nodes most: {strongest}; "
            f"its node is {profile.node} ({profile.share:.0%} of its ratings)."
        )
        self.nodes.go_to(profile.strongest(1)[0])
