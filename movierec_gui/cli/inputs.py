"""Inputs of commands: a dataset, a run by whatever name the user knows it, and a folder to write into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from movierec_gui.atomic_files import make_shared_folder
from movierec_gui.cli.options import said_of_table, said_preparation
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.training.comparing.record import ComparisonRecord
    from movierec_gui.training.comparing.store import ComparisonStore
    from movierec_gui.training.config import RunSpec
    from movierec_gui.training.every_run import AnyRecord, EveryRun
    from movierec_gui.training.record_store import RecordStore, Stored
    from movierec_gui.training.runs import RunRecord, RunStore
    from movierec_gui.training.trained import TrainedRun

RecordT = TypeVar("RecordT", bound="Stored")
LATEST = "latest"


def read_dataset(out: Output, path: Path | None, prepared: Iterable[PreparationConfig | None] = ()) -> Dataset:
    """The dataset at a path, or the bundled one, prepared as the command line says.

    Where it does not say, as stored runs were prepared: ``prepared`` holds their settings. What reading skipped and
    preparing left out is said on standard error. What the command line says of the table is kept for the next time; a
    choice of an earlier time is used again. Raises UserError where the runs were prepared differently.
    """
    from movierec_gui.data.preparation import shared_preparation
    from movierec_gui.data.prepare import prepare

    config = said_preparation() or shared_preparation(prepared)
    dataset = follow(out, prepare(_read(out, path), config))
    if dataset.preparation is not None:
        for sentence in dataset.preparation.account:
            out.note(sentence)
    return dataset


def _read(out: Output, path: Path | None) -> Dataset:
    """The dataset as its files have it."""
    from movierec_gui.data.choices import describe, kept_choices
    from movierec_gui.data.sources import load_bundled, load_dataset

    said = said_of_table()
    if path is None:
        if said is not None:
            remedy = "Leave out --columns, --scale, --not-rated, --time-unit and --table, or name a file"
            raise UserError("The bundled data are read as they are", "", remedy)
        return _told(out, follow(out, load_bundled()), None)
    kept = kept_choices()
    choice = kept.get(path) if said is None else said
    if said is None and choice.says_something:
        out.note(f"{path.name} is read as last time: {describe(choice)}; --as-found forgets that")
    dataset = follow(out, load_dataset(path, data_home() / "cache", choice))
    if said is not None:
        kept.put(path, said)
    return _told(out, dataset, choice)


def _told(out: Output, dataset: Dataset, choice: TableChoice | None) -> Dataset:
    """The dataset; what reading skipped, and what may be meant otherwise, is said on standard error."""
    from movierec_gui.data.table_reading import doubts_about

    report = dataset.report
    if report is not None and not report.clean:
        out.note(f"{dataset.name}: {report.summary()}")
    if report is None or choice is None:
        return dataset
    for reading in report.readings:
        for doubt in doubts_about(reading, choice):
            option = f"--{doubt.field.replace('_', '-')}"
            out.note(f"{reading.file}: {doubt.words}; {option} says otherwise")
    return dataset


def open_store(folder: Path | None) -> RunStore:
    """The run store in a folder, or the user's own, which is swept at the start of every command."""
    from movierec_gui.training.leftovers import sweep_runs
    from movierec_gui.training.runs import RunStore, default_store

    if folder is None:
        return default_store()
    sweep_runs(folder)
    return RunStore(folder)


def find_run(store: RunStore, reference: str) -> RunRecord:
    """A rating run by its id, the beginning of its id, its name, or ``latest``.

    Raises UserError where none or several fit, and where it is a list run, which predicts no ratings.
    """
    from movierec_gui.training.every_run import EveryRun

    records = store.list()
    lists = EveryRun(store).lists
    if not records and not lists.list():
        raise _no_runs(store)
    if reference != LATEST and not _fitting(records, reference):
        for found in _fitting(lists.list(), reference):
            remedy = f"Make lists with it: movierec recommend --run {found.id}"
            raise UserError(f"The run {found.name!r} makes lists and predicts no ratings", "", remedy)
    return _one_of(store, records, reference)


def find_any_run(every: EveryRun, reference: str) -> AnyRecord:
    """The same among runs of both kinds."""
    records = every.listing().records
    if not records:
        raise _no_runs(every.runs)
    return _one_of(every.store_of(reference), records, reference)


def _no_runs(store: RunStore) -> UserError:
    return UserError(
        "There are no runs yet",
        f"Looked in {store.folder}",
        "Train one with: movierec train lstm. To predict on the bundled data there is the run: starter",
    )


def _fitting(records: Sequence[RecordT], reference: str) -> list[RecordT]:
    exact = [record for record in records if reference in (record.id, record.name)]
    return exact or [record for record in records if record.id.startswith(reference)]


def _one_of(store: RecordStore[Any], records: Sequence[RecordT], reference: str) -> RecordT:
    if reference == LATEST and records:
        return records[0]
    fitting = _fitting(records, reference)
    if len(fitting) > 1:
        raise UserError(
            f"{reference!r} fits {len(fitting)} runs", ", ".join(record.id for record in fitting), "Give the whole id"
        )
    if fitting:
        return fitting[0]
    # Reading what is not there gives the store's own error, which tells a damaged run from a missing one.
    found: RecordT = store.read(reference)
    return found


def settings_of_run(out: Output, record: RunRecord) -> RunSpec:
    """A run's settings; the person that it was trained with is not among them, which is said."""
    if record.person is not None:
        out.note(f"{record.name} was trained with ratings of {record.person.name}; its settings are used without them")
    return record.spec


def find_comparison(store: ComparisonStore, reference: str) -> ComparisonRecord:
    """A comparison by its id, or ``latest``. Raises UserError where there is none such."""
    records = store.list()
    if not records:
        raise UserError(
            "There are no comparisons yet", f"Looked in {store.folder}", "Make one with: movierec compare lstm dot"
        )
    return records[0] if reference == LATEST else store.read(reference)


def open_trained(out: Output, reference: str, data_path: Path | None, runs_folder: Path | None) -> TrainedRun:
    """A stored run with its network, or the program's own ``starter``, on the dataset it was trained on."""
    from movierec_gui.training.starter import STARTER
    from movierec_gui.training.trained import open_run

    store = open_store(runs_folder)
    if reference == STARTER:
        return open_run(store, STARTER, read_dataset(out, data_path))
    record = find_run(store, reference)
    return open_run(store, record.id, read_dataset(out, data_path, [record.preparation]))


def make_folder(path: Path) -> Path:
    """The folder, made where it does not exist. Raises UserError where that is not possible."""
    try:
        make_shared_folder(path)
    except OSError as error:
        raise UserError(f"The folder {path} cannot be made", error.strerror or "", "Choose another one") from error
    return path


def check_writable(path: Path) -> Path:
    """The path of a file to write. Raises UserError where its folder is missing, before the work that would fill it."""
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}", f"{path.name} would be written there", "Make it first")
    return path
