"""A report's place: a folder, or a zip where the name ends so; made apart and put there as a whole."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from movierec_gui.atomic_files import make_shared_folder, replacing, share, temporary_folder
from movierec_gui.errors import UserError

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def written(target: Path, what: str) -> Iterator[Path]:
    """A new folder to write ``what`` into; at the end it is at the target, where files of the same name are replaced.

    Raises UserError where it cannot be written.
    """
    try:
        with temporary_folder(Path(tempfile.gettempdir())) as folder:
            whole = folder / target.stem
            whole.mkdir()
            yield whole
            if target.suffix.lower() == ".zip":
                _pack(whole, target)
                share(target)
            else:
                share(whole)
                make_shared_folder(target)
                for path in sorted(whole.iterdir()):  # not the folder itself: one that is there keeps its rights
                    if path.is_dir():
                        shutil.copytree(path, target / path.name, dirs_exist_ok=True)
                    else:
                        shutil.copy2(path, target / path.name)
    except OSError as error:
        raise UserError(
            f"The {what} cannot be written to {target}", error.strerror or str(error), "Choose another place"
        ) from error


def _pack(folder: Path, target: Path) -> None:
    """Zip a folder, the same bytes for the same content; a broken write leaves no half file."""
    with replacing(target) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with path.open("rb") as source, archive.open(entry, "w") as packed:
                    shutil.copyfileobj(source, packed)
