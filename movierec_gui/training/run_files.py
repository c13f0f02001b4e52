"""A run as one zip file, to keep or to hand on: text and safetensors, nothing that could run."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, cast

from movierec_gui import records
from movierec_gui.atomic_files import replacing, temporary_folder
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.training import guarded_zip
from movierec_gui.training.guarded_zip import LARGEST_TENSORS, LARGEST_TEXT, Rules
from movierec_gui.training.list_runs import LIST_FILE, ListRecord, ListStore
from movierec_gui.training.record_store import RecordStore, StoredT, damaged
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    FINISHED,
    HISTORY_FILE,
    PERSON_FILE,
    RUN_FILE,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RunRecord,
    RunStore,
)
from movierec_gui.training.starter import STARTER

_ALLOWED = {
    RUN_FILE: LARGEST_TEXT,
    LIST_FILE: LARGEST_TEXT,
    HISTORY_FILE: LARGEST_TEXT,
    WEIGHTS_FILE: LARGEST_TENSORS,
    CHECKPOINT_FILE: LARGEST_TENSORS,
    PERSON_FILE: LARGEST_TEXT,
}
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_UNPACKED = "unpacked"
_REMEDY = "Choose a zip that MovieRec exported"
_RULES = Rules("exported run", _ALLOWED, _REMEDY)


def export_run(store: RecordStore[StoredT], run_id: str, target: Path, with_ratings: bool = False) -> Path:
    """Write a run as a zip file; an unfinished one takes its checkpoint along, so that it can go on elsewhere.

    A run that was trained with a person cannot be opened without their ratings, so the file holds them: it is written
    ``with_ratings`` only. No folder of this machine goes into it. Raises UserError where that is not said, where the
    run is damaged or training, or where the file cannot be written.
    """
    record = store.read(run_id)
    if record.person is not None and not with_ratings:
        raise UserError(
            f"The file would hold {record.person.summary}",
            f"The run {record.name!r} was trained with them, and its weights have learned from them",
            "Say that they may be handed on (--with-ratings), or train its settings without anybody",
        )
    if store.is_training(run_id):
        raise UserError(f"The run {record.name!r} is still training", "", "Stop it first, or wait until it ends")
    with replacing(target) as partial, zipfile.ZipFile(partial, "w") as archive:
        for name, content in files_of(store, record):
            guarded_zip.pack(archive, name, content)
    return target


def files_of(store: RecordStore[StoredT], record: StoredT) -> Iterator[tuple[str, bytes | Path]]:
    """The files of a run that go into a zip, by name: a person's ratings too where it was trained with them.

    An unfinished run takes its checkpoint along. No folder of this machine goes with it. Raises UserError where the run
    is damaged.
    """
    names = [*store.text_files, WEIGHTS_FILE, *([] if record.status == FINISHED else [CHECKPOINT_FILE])]
    if isinstance(store, RunStore) and isinstance(record, RunRecord) and record.person is not None:
        store.read_person(record)  # raises where it is damaged
        names.append(PERSON_FILE)
    for name in filter(lambda name: store.has(record.id, name), names):
        if name == store.text_files[0]:
            yield name, records.seal(store.encoded(_without_folders(record)))
        else:
            yield name, store.path(record.id) / name


def _without_folders(record: StoredT) -> StoredT:
    """The record with a movie list's name alone: in which folder it lay here is nobody's business elsewhere."""
    prepared = record.preparation
    if prepared is None or not prepared.movies:
        return record
    return cast(
        StoredT, replace(cast(Any, record), preparation=replace(prepared, movies=PurePath(prepared.movies).name))
    )


def import_run(store: RunStore, source: Path) -> RunRecord | ListRecord:
    """Add a run from the zip file of ``export_run``; where its id is taken it gets a new one.

    A list run goes into the store of list runs beside. Every file is read back before a store sees any of them. Raises
    UserError at anything but a whole, plain run.
    """
    store.make()
    with temporary_folder(store.folder) as folder:
        run_id, record_file = _unpack(source, folder)
        if record_file == RUN_FILE:
            return adopt_run(store, RunStore(folder), run_id)
        return adopt_list(ListStore.beside(store), ListStore(folder), run_id)


def adopt_run(store: RunStore, waiting: RunStore, run_id: str) -> RunRecord:
    """Move an unpacked run into the store; every file is read back first. Raises UserError where it is damaged."""
    store.make()
    return store.adopt(waiting.path(run_id), check_run(waiting, run_id))


def adopt_list(store: ListStore, waiting: ListStore, run_id: str) -> ListRecord:
    """The same of a list run."""
    store.make()
    return store.adopt(waiting.path(run_id), check_list(waiting, run_id))


def is_exported_run(path: Path) -> bool:
    """Whether a file is a zip that ``export_run`` wrote, as far as the names in it tell."""
    names = guarded_zip.names_in(path)
    return bool(names & {RUN_FILE, LIST_FILE}) and names <= set(_ALLOWED)


def _unpack(source: Path, folder: Path) -> tuple[str, str]:
    """The allowed files of the archive, by name alone: a path inside the archive is never followed.

    They lie in a folder with the run's id, which is returned with the name of the record's file; a strange id becomes
    a plain one.
    """
    unpacked = folder / _UNPACKED
    unpacked.mkdir()
    guarded_zip.unpack(source, unpacked, _RULES)
    found = [name for name in (RUN_FILE, LIST_FILE) if (unpacked / name).exists()]
    if len(found) != 1:
        held = f"It holds both {RUN_FILE} and {LIST_FILE}" if found else f"It holds no {RUN_FILE}"
        raise guarded_zip.not_one(source, _RULES, held)
    run_id = _stored_id(unpacked / found[0], source)
    unpacked.rename(folder / run_id)
    return run_id, found[0]


def _stored_id(path: Path, source: Path) -> str:
    try:
        values, _ = records.unseal(records.read_bytes(path))
    except DamagedError as error:
        raise UserError(f"The run in {source.name} is damaged", f"{path.name}: {error}", _REMEDY) from error
    run_id = values.get("id")
    if not isinstance(run_id, str) or not _PLAIN_ID.fullmatch(run_id) or run_id == STARTER:
        return _UNPACKED
    return run_id


def check_run(store: RunStore, run_id: str) -> RunRecord:
    """An unpacked run's record, after every file of it was read. Raises UserError where one is damaged."""
    record = store.read(run_id)
    _check_name(record, RUN_FILE)
    store.read_history(run_id, record.best_epoch)
    store.read_person(record)
    for name in (WEIGHTS_FILE, CHECKPOINT_FILE):
        if store.has(run_id, name):
            store.read_tensors(run_id, name)
    if record.status == RUNNING and not store.has(run_id, CHECKPOINT_FILE):
        record = replace(record, status=STOPPED)
        store.write(record)
    return replace(record, id="") if run_id == _UNPACKED else record


def _check_name(record: RunRecord | ListRecord, file: str) -> None:
    try:
        records.check_name(record.name)
    except DamagedError as error:
        raise damaged(record.id, file, error, "Have it exported again under another name") from error


def check_list(store: ListStore, run_id: str) -> ListRecord:
    """The same of a list run."""
    record = store.read(run_id)
    _check_name(record, LIST_FILE)
    for name in (WEIGHTS_FILE, CHECKPOINT_FILE):
        if store.has(run_id, name):
            store.read_tensors(run_id, name)
    if record.status == RUNNING:
        record = replace(record, status=STOPPED)
        store.write(record)
    return replace(record, id="") if run_id == _UNPACKED else record
