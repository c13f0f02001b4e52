"""What a start removes of what killed programs left: temporary things, and checkpoints that nobody goes on from.

A rating run keeps the checkpoint that it ended with. A list run drops its own once its record says that it is finished;
a program killed in between has left it behind.
"""

from __future__ import annotations

import logging
from pathlib import Path

from movierec_gui.atomic_files import sweep_leftovers

_RUNS, _LISTS = "runs", "lists"
_LIST_FILE, _WEIGHTS_FILE, _CHECKPOINT_FILE = "list.json", "weights.safetensors", "checkpoint.safetensors"
_FINISHED = "finished"
"""What the stores call folders, files and the status: they bring torch, and every start is short of time."""
_LOG = logging.getLogger(__name__)


def sweep_home(home: Path) -> int:
    """Remove what killed programs left below the program's home; returns how many things. For every start."""
    return sweep_leftovers(home) + _sweep_lists(home / _RUNS / _LISTS)


def sweep_runs(runs: Path) -> int:
    """The same for a folder of runs that lies elsewhere."""
    return sweep_leftovers(runs) + _sweep_lists(runs / _LISTS)


def _sweep_lists(lists: Path) -> int:
    try:
        checkpoints = list(lists.glob(f"[!.]*/{_CHECKPOINT_FILE}"))
    except OSError:
        return 0
    return sum(_removed(checkpoint) for checkpoint in checkpoints)


def _removed(checkpoint: Path) -> bool:
    """Whether the checkpoint was of a finished run that nobody works on, and is gone."""
    # Seldom needed, and a start is short of time.
    from filelock import FileLock, Timeout

    run = checkpoint.parent
    try:
        with FileLock(run / "lock", timeout=0, mode=0o600):
            if not (run / _WEIGHTS_FILE).is_file() or not _is_finished(run / _LIST_FILE):
                return False
            checkpoint.unlink()
    except Timeout:
        return False
    except OSError as error:
        _LOG.info("%s was left behind and cannot be removed: %s", checkpoint, error)
        return False
    return True


def _is_finished(record: Path) -> bool:
    """Whether a record is whole and says so."""
    from movierec_gui import records

    try:
        values, is_sealed = records.unseal(records.read_bytes(record))
    except (FileNotFoundError, records.DamagedError):
        return False
    return is_sealed and values.get("status") == _FINISHED
