"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from movierec_gui.errors import UserError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; at the end it takes the place of ``path``, and after an error it is gone.

    Raises UserError where the file cannot be written; what was at ``path`` before is still there then.
    """
    partial = path.with_name(path.name + ".part")
    try:
        yield partial
        os.replace(partial, path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written", error.strerror or "", "Choose another folder or make room"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
