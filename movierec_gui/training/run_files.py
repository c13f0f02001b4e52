"""A run as one zip file, to keep or to hand on: text and safetensors, nothing that could run."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from movierec_gui.atomic_files import replacing
from movierec_gui.errors import UserError
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    FINISHED,
    HISTORY_FILE,
    RUN_FILE,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RunRecord,
    RunStore,
)

_LARGEST_TEXT = 16 * 2**20
_LARGEST_TENSORS = 16 * 2**30
_ALLOWED = {
    RUN_FILE: _LARGEST_TEXT,
    HISTORY_FILE: _LARGEST_TEXT,
    WEIGHTS_FILE: _LARGEST_TENSORS,
    CHECKPOINT_FILE: _LARGEST_TENSORS,
}
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_REMEDY = "Choose a zip that MovieRec exported"


def export_run(store: RunStore, run_id: str, target: Path) -> Path:
    """Write a run as a zip file; an unfinished one takes its checkpoint along, so that it can go on elsewhere.

    Raises UserError where the run is damaged or training, or where the file cannot be written.
    """
    record = store.read(run_id)
    if store.is_training(run_id):
        raise UserError(f"The run {record.name!r} is still training", "", "Stop it first, or wait until it ends")
    names = [RUN_FILE, HISTORY_FILE, WEIGHTS_FILE, *([] if record.status == FINISHED else [CHECKPOINT_FILE])]
    with replacing(target) as partial, zipfile.ZipFile(partial, "w") as archive:
        for name in filter(lambda name: store.has(run_id, name), names):
            # Weights do not shrink; text does.
            packed = zipfile.ZIP_STORED if name.endswith(".safetensors") else zipfile.ZIP_DEFLATED
            archive.write(store.path(run_id) / name, name, packed)
    return target


def import_run(store: RunStore, source: Path) -> RunRecord:
    """Add a run from the zip file of ``export_run``; where its id is taken it gets a new one.

    Every file is read back before the store sees any of them. Raises UserError at anything but a whole, plain run.
    """
    store.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=store.folder) as folder:
        waiting = RunStore(Path(folder))
        _unpack(source, waiting.path("run"))
        record = _checked(waiting, source)
        run_id = record.id
        if not _PLAIN_ID.fullmatch(run_id) or store.path(run_id).exists():
            run_id = store.new_id(record.spec.architecture)
        record = replace(record, id=run_id)
        waiting.write(record)
        for name in (HISTORY_FILE, WEIGHTS_FILE, CHECKPOINT_FILE):
            if waiting.has("run", name):
                (waiting.path("run") / name).replace(waiting.path(run_id) / name)
        waiting.path(run_id).replace(store.path(run_id))
    return record


def _unpack(source: Path, folder: Path) -> None:
    """The allowed files of the archive, by name alone: a path inside the archive is never followed."""
    folder.mkdir()
    try:
        with zipfile.ZipFile(source) as archive:
            for member in archive.infolist():
                limit = _ALLOWED.get(member.filename)
                if limit is None:
                    raise UserError(f"{source.name} is not an exported run", f"It holds {member.filename!r}", _REMEDY)
                if member.file_size > limit:
                    raise UserError(
                        f"{member.filename} in {source.name} is too large", f"{member.file_size:,} bytes", ""
                    )
                with archive.open(member) as packed, (folder / member.filename).open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UserError(f"{source.name} is not a readable zip file", str(error), _REMEDY) from error
    except OSError as error:
        raise UserError(f"{source} cannot be read", error.strerror or str(error), "") from error
    if not (folder / RUN_FILE).exists():
        raise UserError(f"{source.name} is not an exported run", f"It holds no {RUN_FILE}", _REMEDY)


def _checked(store: RunStore, source: Path) -> RunRecord:
    """The unpacked run's record, after every file of it was read."""
    record = store.read("run")
    try:
        _check_values(record)
    except (TypeError, ValueError, AttributeError) as error:
        raise UserError(f"The run in {source.name} is damaged", f"{RUN_FILE}: {error}", _REMEDY) from error
    store.read_history("run")
    for name in (WEIGHTS_FILE, CHECKPOINT_FILE):
        if store.has("run", name):
            store.read_tensors("run", name)
    if record.status == RUNNING and not store.has("run", CHECKPOINT_FILE):
        return replace(record, status=STOPPED)
    return record


def _check_values(record: RunRecord) -> None:
    texts = (
        record.id,
        record.name,
        record.dataset_name,
        record.dataset_hash,
        record.created,
        record.status,
        record.note,
    )
    for text in (*texts, *record.versions.values()):
        if not isinstance(text, str):
            raise TypeError(f"{text!r} should be text")
    numbers = (*record.validation.values(), *record.test.values(), *record.parts.values())
    for number in (record.best_epoch, record.parameters, record.seconds, *numbers):
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise TypeError(f"{number!r} should be a number")
