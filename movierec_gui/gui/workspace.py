"""The only state that the tabs share; one signal per change, emitted after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from movierec_gui.gui.background_job import BackgroundJob, Work
from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.set_book import SetBook
from movierec_gui.gui.turns import Turns

if TYPE_CHECKING:
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.movie_column import MovieColumn
    from movierec_gui.data.splits import Split, SplitConfig
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import TrainedRun


@dataclass(frozen=True)
class MovieSelection:
    """Movies that a person picked somewhere, shown in every tab."""

    movies: tuple[int, ...] = ()
    """Movie indices of the dataset, ascending, each once."""
    label: str = ""
    """Where it comes from, as in ``rectangle on the map`` or ``node 7 of LSTM``."""


class Workspace(QObject):
    """Dataset, split, runs and selection of one window, and the jobs that run for it."""

    dataset_changed = Signal()
    split_changed = Signal()
    runs_changed = Signal()
    """Runs were added, removed, renamed or finished."""
    current_run_changed = Signal()
    selection_changed = Signal()
    theme_changed = Signal()
    person_switched = Signal(str)
    """Id of the person whose ratings the window shows from now on; empty where nobody is kept."""
    film_requested = Signal(int)
    """Index of the movie whose page somebody wants."""
    user_requested = Signal(int)
    """Index of the user whose page somebody wants."""
    person_requested = Signal(str)
    """Id of the kept person whose page somebody wants."""
    run_requested = Signal(str)
    """Id of the run that somebody wants to look into."""
    report_requested = Signal()
    """Somebody wants a report on some runs."""
    project_save_requested = Signal()
    """Somebody wants all that was made of the open data in one file."""
    project_open_requested = Signal()
    """Somebody wants to open such a file."""
    article_requested = Signal()
    """Somebody wants to walk through the article."""
    place_requested = Signal(int)
    """Index of the movie that somebody wants to see on the map."""
    column_requested = Signal(object)
    """MovieColumn that somebody wants the map coloured by."""
    coloring_requested = Signal(str)
    """Name of what somebody wants the map's colours to show, as in the map's list (``mean``, ``node``, …)."""
    node_requested = Signal(int)
    """Number of the node of the current run that somebody wants described."""
    sets_requested = Signal()
    """Somebody wants the window of the kept sets."""
    map_changed = Signal()
    """Another map was finished, or the map's dataset is gone."""
    tab_requested = Signal(str)
    """Title of the tab that a person wants to go to (``Data``, ``Train``, …)."""
    open_dataset_requested = Signal()
    """An empty state's button asks for the dialog that opens a dataset."""
    load_requested = Signal(object)
    """Something to open in place of the dataset: the Path of a folder, zip or file, or None for the bundled data."""
    paths_requested = Signal(object)
    """Paths of files and folders, each to be opened as what it is: a dataset, a run, a person's history."""
    import_requested = Signal(object)
    """A person's history to import: the Path of a file or folder, or None to ask for one."""
    unmatched_requested = Signal()
    """A person wants to decide what films of the current one are that were not matched."""
    guide_requested = Signal()
    """A person wants to rate a few films, one after the other, in the Predict tab."""
    download_requested = Signal()
    """A person wants to choose a release to download."""
    resume_requested = Signal(str)
    """Id of an interrupted run that a person wants to go on with."""
    job_started = Signal(object)
    error_raised = Signal(object)
    """An exception that no tab shows beside its cause."""
    problem_raised = Signal(object, str, object)
    """Why a dataset could not be opened, with the text and the function of a button (or None) for what can be done.

    Whichever tab is open shows it.
    """
    loading_changed = Signal()
    """A dataset begins to be read, or no longer is."""
    training_defaults_changed = Signal()
    """New runs start from other threads or another device."""
    training_changed = Signal()
    """A network begins to be trained, or no longer is."""

    def __init__(self, store: RunStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._catalogue: RunCatalogue | None = None
        self._people: PeopleBook | None = None
        self._sets: SetBook | None = None
        self.preferred_person = ""
        """Id of the person to begin with; for whoever sets it before ``people`` is asked for."""
        self._dataset: Dataset | None = None
        self._original: Dataset | None = None
        self._source: Path | None = None
        self._split_config: SplitConfig | None = None
        self._split: Split | None = None
        self._current_run_id = ""
        self._opened: TrainedRun | None = None
        self._map: MovieMap | None = None
        self.current_user: int | None = None
        """Index of the user that predictions were asked for last; None for somebody new."""
        self._selection = MovieSelection()
        self._jobs: list[BackgroundJob] = []
        self._turns = Turns(self)
        self._closed = False
        self._loading = self._training = ""
        self.training_defaults: Mapping[str, Any] = {}
        """Training settings that new runs start from; ``set_training_defaults`` changes them."""

    @property
    def loading(self) -> str:
        """Name of what is being opened; empty while nothing is."""
        return self._loading

    def set_loading(self, name: str) -> None:
        """Say that something is being opened, or with an empty name that it no longer is."""
        if name != self._loading:
            self._loading = name
            self.loading_changed.emit()

    @property
    def training(self) -> str:
        """Name of the run that is being trained; empty while none is."""
        return self._training

    def set_training(self, name: str) -> None:
        """Say that a run is being trained, or with an empty name that none is."""
        if name != self._training:
            self._training = name
            self.training_changed.emit()

    def set_training_defaults(self, values: Mapping[str, Any]) -> None:
        """Start new runs from these settings, by name; all others are the preset's."""
        self.training_defaults = dict(values)
        self.training_defaults_changed.emit()

    @property
    def store(self) -> RunStore:
        """Where the runs lie: the user's own store unless another was given."""
        if self._store is None:
            from movierec_gui.training.runs import default_store  # imports torch: not before it is needed

            self._store = default_store()
        return self._store

    @property
    def dataset(self) -> Dataset | None:
        return self._dataset

    @property
    def original_dataset(self) -> Dataset | None:
        """The dataset as its files have it, before it was prepared; ``dataset`` itself where it was not."""
        return self._original

    @property
    def source(self) -> Path | None:
        """The folder, zip or file that the dataset was read from; None for the bundled data."""
        return self._source

    def set_dataset(
        self,
        dataset: Dataset,
        source: Path | None = None,
        split: Split | None = None,
        original: Dataset | None = None,
    ) -> None:
        """Replace the dataset; split, current run and selection belong to the old one and are reset.

        ``split`` is the dataset's split with the default settings, if a job computed it already; ``original`` what a
        prepared dataset was made from.
        """
        self._dataset, self._source, self._split = dataset, source, split
        self._original = original or dataset
        self._split_config = split.config if split is not None else None
        self._current_run_id, self._opened = "", None
        self._selection = MovieSelection()
        self._map, self.current_user = None, None
        self.dataset_changed.emit()
        self.split_changed.emit()
        self.runs_changed.emit()
        self.current_run_changed.emit()
        self.selection_changed.emit()
        self.map_changed.emit()

    @property
    def movie_map(self) -> MovieMap | None:
        """The map that was finished last; None where none was yet."""
        return self._map

    def set_movie_map(self, movie_map: MovieMap) -> None:
        """Keep a finished map, for whatever shows a movie's place."""
        self._map = movie_map
        self.map_changed.emit()

    @property
    def split_config(self) -> SplitConfig:
        """How new runs divide the ratings."""
        from movierec_gui.data.splits import SplitConfig

        return self._split_config or SplitConfig()

    def set_split_config(self, config: SplitConfig, split: Split | None = None) -> None:
        """Change the split of new runs. Raises UserError, and changes nothing, where a part would be empty.

        ``split`` is what the settings lead to, if a job computed it already.
        """
        if self._dataset is not None:
            from movierec_gui.data.splits import split_ratings

            self._split = split or split_ratings(self._dataset, config)
        self._split_config = config
        self.split_changed.emit()

    @property
    def split(self) -> Split | None:
        """The split that new runs get; None without a dataset."""
        if self._split is None and self._dataset is not None:
            from movierec_gui.data.splits import split_ratings

            self._split = split_ratings(self._dataset, self.split_config)
        return self._split

    @property
    def catalogue(self) -> RunCatalogue:
        """The stored runs on the open dataset; they are read, and followed, once somebody has asked for them."""
        if self._catalogue is None:
            self._catalogue = RunCatalogue(self)
        return self._catalogue

    @property
    def people(self) -> PeopleBook:
        """The people that are kept; they are read once somebody has asked for them."""
        if self._people is None:
            self._people = PeopleBook(self, self.preferred_person)
        return self._people

    @property
    def sets(self) -> SetBook:
        """The sets of films that are kept; they are read once somebody has asked for them."""
        if self._sets is None:
            self._sets = SetBook(self)
            self._sets.failed.connect(self.error_raised)
        return self._sets

    def color_map_by(self, column: MovieColumn) -> None:
        """Go to the map and colour it by a number of every movie."""
        self.tab_requested.emit("Map")  # which builds the tab, if it is not there yet
        self.column_requested.emit(column)

    def look_at_node(self, node: int) -> None:
        """Go to a node of the current run, in the layer that is sliced."""
        self.tab_requested.emit("Activations")  # which builds the tab, if it is not there yet
        self.node_requested.emit(node)

    @property
    def current_run_id(self) -> str:
        """The run that Predict, Activations and Map look at; empty for none."""
        return self._current_run_id

    def set_current_run(self, run_id: str) -> None:
        if run_id != self._current_run_id:
            self._current_run_id, self._opened = run_id, None
            self.current_run_changed.emit()

    def open_current_run(self) -> TrainedRun | None:
        """The current run with its network, read once; None where none is chosen.

        Raises UserError where it cannot be read.
        It rebuilds the split and the network, so call it in a job.
        """
        if not self._current_run_id or self._dataset is None:
            return None
        if self._opened is None or self._opened.record.id != self._current_run_id:
            from movierec_gui.training.trained import open_run

            self._opened = open_run(self.store, self._current_run_id, self._dataset)
        return self._opened

    @property
    def selection(self) -> MovieSelection:
        return self._selection

    def select_movies(self, movies: Any, label: str) -> None:
        """Select movies (any iterable of movie indices) in every tab."""
        selection = MovieSelection(tuple(sorted({int(movie) for movie in movies})), label)
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()

    def clear_selection(self) -> None:
        self.select_movies((), "")

    @property
    def jobs(self) -> tuple[BackgroundJob, ...]:
        """The jobs that have not ended, oldest first."""
        return tuple(self._jobs)

    def start_job(
        self,
        title: str,
        work: Work,
        on_success: Callable[[Any], None] | SignalInstance,
        on_failure: Callable[[Exception], None] | SignalInstance,
        on_event: Callable[[Any], None] | None = None,
        on_cancel: Callable[[], None] | None = None,
        ask_before_close: bool = False,
    ) -> BackgroundJob:
        """Run an engine generator in the background, shown in the status bar; callbacks run in the GUI thread.

        A callback is a slot, or a signal itself: its ``emit`` would be held after its object has gone.
        After ``stop_jobs`` nothing begins any more: nobody would wait for its thread, and Qt aborts where one is left.
        """
        job = BackgroundJob(title, work, self._turns)
        job.ask_before_close = ask_before_close
        job.succeeded.connect(on_success)
        job.failed.connect(on_failure)
        if on_event is not None:
            job.progressed.connect(on_event)
        if on_cancel is not None:
            job.cancelled.connect(on_cancel)
        if self._closed:
            return job
        job.ended.connect(self._on_job_ended)
        self._jobs.append(job)
        job.start()
        self.job_started.emit(job)
        return job

    def stop_jobs(self) -> bool:
        """Keep what waits to be kept, cancel every job and wait for it; False where one did not end in time.

        For closing the window.
        """
        if self._people is not None:
            self._people.finish()
        self._closed = True
        jobs = self.jobs
        for job in jobs:
            job.supersede()
        return all(job.wait() for job in jobs)

    @Slot()
    def _on_job_ended(self) -> None:
        self._jobs.remove(self.sender())  # type: ignore[arg-type]
