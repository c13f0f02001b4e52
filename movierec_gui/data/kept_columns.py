"""A kept copy in the making: columns are written as soon as they are final, while others are still being read."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from movierec_gui.atomic_files import make_own_folder, temporary_folder
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

KEEPING = "Keeping a copy for the next start"
_WRITTEN_PIECE = 16 << 20

Column = npt.NDArray[Any]
Keep = Callable[[str, Column], Generator[Progress, None, None]]
"""Keeps the column of a name, which nobody changes any more."""


class FreshCopy:
    """A folder for the columns of one copy, made when the first of them comes and gone at the end of ``fresh_copy``."""

    def __init__(self, parent: Path, stack: ExitStack) -> None:
        self._parent, self._stack = parent, stack
        self._place: Path | None = None
        self._written: dict[str, tuple[Column, str]] = {}
        self.refusal: OSError | UserError | None = None
        """Why the disk takes no more."""

    def folder(self) -> Path:
        """The folder with the columns. Raises OSError and UserError where it cannot be made."""
        if self._place is None:
            make_own_folder(self._parent)
            self._place = self._stack.enter_context(temporary_folder(self._parent)) / "copy"
            self._place.mkdir()
        return self._place

    def keep(self, name: str, column: Column) -> Generator[Progress, None, None]:
        """Write a column ahead. Where the disk refuses, ``refusal`` says why, and later columns are left out."""
        if self.refusal is None:
            try:
                self._written[name] = column, (yield from write_column(self.folder() / f"{name}.npy", column))
            except (OSError, UserError) as error:
                self.refusal = error

    def checksum(self, name: str, column: Column) -> str | None:
        """The CRC-32 of the file of this very column; None where it is not written, or was another then."""
        written, checksum = self._written.get(name, (None, None))
        return checksum if written is column else None


@contextmanager
def fresh_copy(parent: Path) -> Iterator[FreshCopy]:
    """A copy in the making, whose folder is in ``parent``; what is still there at the end is removed."""
    with ExitStack() as stack:
        yield FreshCopy(parent, stack)


def write_column(path: Path, column: Column) -> Generator[Progress, None, str]:
    """Write a column as ``np.save`` does. Returns its CRC-32, made from memory, which is quicker than from the file."""
    column = np.ascontiguousarray(column)
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(column))
    value = zlib.crc32(head.getvalue())
    content = column.reshape(-1).view(np.uint8)
    with path.open("wb") as file:
        file.write(head.getvalue())
        for start in range(0, len(content), _WRITTEN_PIECE):
            yield Progress(KEEPING, start, len(content))
            piece = content[start : start + _WRITTEN_PIECE].data
            value = zlib.crc32(piece, value)
            file.write(piece)
    return f"{value:08x}"
