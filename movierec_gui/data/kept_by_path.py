"""What a person said of files and folders, kept in one JSON file by their paths."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from movierec_gui import records
from movierec_gui.atomic_files import make_own_folder, write_atomically
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError

_MOST_KEPT = 200
_LOG = logging.getLogger(__name__)


class KeptByPath:
    """Plain values by path, the latest ones; None as path stands for the data that come with the program."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, path: Path | None) -> Any:
        """The values kept for a path; None where there are none."""
        return self._read().get(_key(path))

    def put(self, path: Path | None, values: Mapping[str, Any] | None) -> None:
        """Keep values for a path, or forget those that were kept; where the disk refuses, a line in the log says so."""
        kept = self._read()
        kept.pop(_key(path), None)
        if values is not None:
            kept[_key(path)] = values
        kept = dict(list(kept.items())[-_MOST_KEPT:])
        try:
            make_own_folder(self._file.parent)
            write_atomically(self._file, records.seal(kept))
        except UserError as error:
            _LOG.warning("Nothing can be kept for %s: %s", path, error)

    def _read(self) -> dict[str, Any]:
        try:
            return records.unseal(records.read_bytes(self._file))[0]
        except FileNotFoundError:
            return {}
        except DamagedError as error:
            _LOG.warning("%s cannot be read: %s", self._file, error)
            return {}


def _key(path: Path | None) -> str:
    return "" if path is None else str(path.resolve())
