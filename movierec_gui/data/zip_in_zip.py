"""A zip that holds one other zip, as mail programs and web sites make them: the inner one is read, one level deep."""

from __future__ import annotations

import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from movierec_gui.errors import UserError

MOST_COPIED = 512 << 20
"""Bytes of an inner zip, which is copied beside before it is read."""
MOST_UNPACKED, MOST_TIMES = 256 << 20, 50
"""Bytes to which an inner zip may unpack, or so many times its own size where that is more."""
_PIECE = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What the library says of what is damaged, encrypted or packed by a method that it does not know."""
_PROSE = (".md", ".pdf", ".html", ".htm", ".rst", ".docx", ".png", ".jpg", ".url", ".sha256", ".md5", "")
_PROSE_NAMES = ("readme", "license", "licence", "about", "notice", "changelog", "citation", "terms")


def only_zip(names: Iterable[str]) -> str | None:
    """The one zip among the files of an archive, where all others are texts about it; None for anything else."""
    inside = [PurePosixPath(name.replace("\\", "/")) for name in names]
    files = [path for path in inside if "__MACOSX" not in path.parts and not path.name.startswith(".")]
    zips = [path for path in files if path.suffix.lower() == ".zip"]
    others = [path for path in files if path not in zips]
    return str(zips[0]) if len(zips) == 1 and all(map(_is_prose, others)) else None


@contextmanager
def inner_zip(path: Path, archive: zipfile.ZipFile, name: str) -> Generator[zipfile.ZipFile]:
    """The zip of that name inside a zip, copied to a nameless file that goes at the end.

    Raises UserError where it is no zip, too large, unpacks to far more than it is, or holds nothing but a zip again.
    """
    info = next(info for info in archive.infolist() if info.filename.replace("\\", "/") == name)
    with tempfile.TemporaryFile() as target:
        try:
            with archive.open(info) as source:
                _copy(path, name, source, cast(IO[bytes], target))
            inner = zipfile.ZipFile(target)
        except _UNREADABLE as error:
            remedy = f"Unpack {path.name} and open {name}, or get it again from where it came"
            raise UserError(f"{name} in {path.name} cannot be read", str(error), remedy) from error
        with inner:
            _check(path, name, target.tell(), inner)
            yield inner


def _copy(path: Path, name: str, source: IO[bytes], target: IO[bytes]) -> None:
    while piece := source.read(_PIECE):
        if target.tell() + len(piece) > MOST_COPIED:
            where = f"A zip inside a zip is read up to {MOST_COPIED >> 20} MiB"
            raise UserError(f"{name} in {path.name} is too large to be read there", where, f"Unpack it and open {name}")
        target.write(piece)


def _check(path: Path, name: str, size: int, inner: zipfile.ZipFile) -> None:
    """Sizes that an archive states bind: no more is unpacked of a file."""
    unpacked = sum(info.file_size for info in inner.infolist())
    if unpacked > max(MOST_UNPACKED, MOST_TIMES * size):
        where = f"It unpacks to {unpacked >> 20:,} MiB, more than {MOST_TIMES} times its size"
        raise UserError(f"{name} in {path.name} is not read", where, f"If you trust it, unpack it and open {name}")
    if only_zip(info.filename for info in inner.infolist() if not info.is_dir()) is not None:
        where = f"{name} in it holds a zip again"
        raise UserError(f"{path.name} has zips in zips in zips", where, f"Unpack it and open what is in {name}")


def _is_prose(path: PurePosixPath) -> bool:
    return path.suffix.lower() in _PROSE or path.stem.lower().startswith(_PROSE_NAMES)
