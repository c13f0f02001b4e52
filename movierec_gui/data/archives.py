"""A folder, a zip, a tar archive or a single file seen alike: named files that can be opened."""

from __future__ import annotations

import errno
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from movierec_gui.data.databases import is_database, table_as_csv, tables_of
from movierec_gui.data.json_list import objects_by_line
from movierec_gui.data.labelled_blocks import blocks_by_line
from movierec_gui.data.sniffing import HEAD
from movierec_gui.data.tars import damaged_tar, is_tar, open_member, open_tar
from movierec_gui.data.unpacked import (
    PACKED_ENDINGS,
    as_utf8,
    has_doubtful_letters,
    older_encoding,
    unpacked_name,
    unpacked_stream,
)
from movierec_gui.data.workbook import is_workbook, sheet_as_csv, sheets_of
from movierec_gui.data.zip_in_zip import inner_zip, only_zip
from movierec_gui.errors import UserError

_USUAL_PACKING = 4
MOST_FILES = 10_000
"""Files looked at in one search: somebody may choose a home folder or a disk."""


@dataclass(frozen=True)
class FileTree:
    """The files of one folder (on disk or inside an archive) that may make up a dataset."""

    name: str
    """Name of a dataset made from it."""
    origin: Path
    """The path that the user chose, for messages."""
    sizes: Mapping[str, int]
    """File name (no folders) to its bytes, unpacked."""
    opener: Callable[[str], IO[bytes]]
    stored_in: Callable[[str], Path]
    """The file on the disk whose bytes hold the named file: itself, or the archive around it."""
    chosen: str | None = None
    """The file that the user chose out of its folder: no other is taken for the ratings."""
    encoding: str = ""
    """The codec that the user names for files that are no UTF-8; empty to find it."""

    def find(self, *names: str) -> str | None:
        """The first of these file names that is there, in any case of letters."""
        present = {name.lower(): name for name in self.sizes}
        return next((present[name.lower()] for name in names if name.lower() in present), None)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """One file's bytes, UTF-16 as UTF-8, a JSON list or labelled reviews by line.

        Raises UserError where it cannot be read.
        """
        try:
            with self._open(name) as stream:
                yield blocks_by_line(objects_by_line(as_utf8(stream, self.encoding)))
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError) as error:
            raise self._damaged(name, error) from error
        except NotImplementedError as error:
            raise _unsupported(self.origin, name, error) from error
        except OSError as error:
            if error.errno is None:
                # What bz2 says of damaged data.
                raise self._damaged(name, error) from error
            raise unreadable(self.origin / name if self.origin.is_dir() else self.origin, error) from error

    def _damaged(self, name: str, error: Exception) -> UserError:
        stored = self.stored_in(name)
        if isinstance(error, tarfile.TarError):
            return damaged_tar(stored, f"{name}: {error}")
        if stored.suffix.lower() not in PACKED_ENDINGS:
            return damaged_zip(self.origin, f"{name}: {error}")
        return UserError(f"{stored.name} is damaged, or not packed as its name says", str(error), "Copy it again")

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self.opener(name)
        except (NotImplementedError, RuntimeError) as error:
            # zipfile's way of saying: encrypted, or packed by a method it does not know.
            raise _unsupported(self.origin, name, error) from error

    def older_encoding(self, name: str) -> tuple[str, bool]:
        """The codec that a file is read in where it is no UTF-8, else an empty text; and whether that is in doubt."""
        with self._open(name) as stream:
            first = stream.read(HEAD)
        return older_encoding(first, self.encoding), not self.encoding and has_doubtful_letters(first)

    def head(self, name: str, size: int = HEAD) -> bytes:
        """The first bytes of a file."""
        with self.open(name) as stream:
            return stream.read(size)


@contextmanager
def open_trees(path: Path, siblings: Callable[[str], bool]) -> Iterator[tuple[FileTree, ...]]:
    """The folders at ``path`` that hold files, outermost first; an archive stays open until the end.

    A folder gives itself and the folders right inside it, a workbook its sheets, a database its tables; a file gives
    itself, together with the files beside it where ``siblings(file name)`` says that it belongs to a release. Raises
    UserError where nothing can be read.
    """
    try:
        if path.is_dir():
            yield _folder_trees(path)
        elif not path.exists():
            raise UserError(
                f"There is no {path.name}", f"Looked for {path}", "Check the path, or choose another file or folder"
            )
        elif not path.is_file():
            raise UserError(f"{path.name} is no file", f"{path} is a pipe or a device", "Choose a file, zip or folder")
        elif zipfile.is_zipfile(path) or path.suffix.lower() == ".zip":
            with _open_zip(path) as archive:
                inside = only_zip(info.filename for info in archive.infolist() if not info.is_dir())
                if inside is None:
                    yield _trees_of_zip(path, archive)
                else:
                    with inner_zip(path, archive, inside) as inner:
                        yield _trees_of_zip(path, inner)
        elif is_tar(path):
            with open_tar(path) as (tar, members):
                yield _archive_trees(path, (_Member(m.name, m.size, partial(open_member, tar, m)) for m in members))
        elif is_database(path):
            yield (_database_tree(path),)
        elif siblings(path.name):
            yield (_one_folder(path.parent, path, only=None, chosen=path.name),)
        else:
            yield (_one_folder(path.parent, path, only=path.name),)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> UserError:
    """The error for a file that the system does not let us read."""
    remedy = (
        "Check that you may read it" if error.errno in (errno.EACCES, errno.EPERM) else "Check the disk and the path"
    )
    return UserError(f"{path.name or path} cannot be read", f"{path}: {error.strerror or error}", remedy)


def _unsupported(path: Path, name: str, error: Exception) -> UserError:
    """The error for what is encrypted or packed by a method that cannot be unpacked."""
    return UserError(f"{path.name} cannot be unpacked", f"{name}: {error}", "Unpack it, or pack it anew with Deflate")


def damaged_zip(path: Path, detail: str) -> UserError:
    """The error for an archive that is truncated, corrupt or made in a way that cannot be read."""
    return UserError(f"{path.name} is damaged or not a readable zip", detail, "Download or copy it again")


def _folder_trees(path: Path) -> tuple[FileTree, ...]:
    inner = sorted(folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith("."))
    trees: list[FileTree] = []
    for folder in (path, *inner):
        if sum(len(tree.sizes) for tree in trees) >= MOST_FILES:
            break
        tree = _one_folder(folder, path, only=None)
        if tree.sizes:
            trees.append(tree)
    return tuple(trees)


def _one_folder(folder: Path, origin: Path, only: str | None, chosen: str | None = None) -> FileTree:
    stored: dict[str, Path] = {}
    first = [folder / name for name in (only, chosen) if name]
    for entry in (*first, *(() if only else sorted(folder.iterdir()))):
        if len(stored) >= MOST_FILES:
            break
        if entry.is_file():
            stored.setdefault(_name_in(entry.name, stored), entry)
    sizes = {name: _size(entry.name, entry.stat().st_size) for name, entry in stored.items()}
    own = only or chosen
    shown = None if own is None else _name_in(own, {})
    name = folder.resolve().name if only is None else Path(shown or only).stem
    return FileTree(
        name,
        origin,
        dict(sorted(sizes.items())),
        lambda file: unpacked_stream(stored[file].name, stored[file].open("rb")),
        lambda file: stored[file],
        shown if chosen else None,
    )


def _name_in(name: str, others: Mapping[str, object]) -> str:
    """A file's name without the ending of its packing, unless the unpacked file lies beside it."""
    plain = unpacked_name(name)
    return name if plain in others else plain


def _size(name: str, size: int) -> int:
    """Bytes of the unpacked text, roughly where they are not known before it is unpacked."""
    return size * _USUAL_PACKING if name.lower().endswith(PACKED_ENDINGS) else size


@contextmanager
def _open_zip(path: Path) -> Generator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise damaged_zip(path, str(error)) from error
    with archive:
        yield archive


def _database_tree(path: Path) -> FileTree:
    """The tables of a database as those of a folder."""
    return FileTree(path.stem, path, tables_of(path), lambda table: table_as_csv(path, table), lambda _table: path)


def _workbook_tree(path: Path, archive: zipfile.ZipFile) -> FileTree:
    """The sheets of a workbook as the tables of a folder."""
    sizes = sheets_of(archive)
    return FileTree(path.stem, path, sizes, lambda sheet: sheet_as_csv(archive, sheet), lambda _sheet: path)


class _Member(NamedTuple):
    """A file in an archive."""

    name: str
    """With its folders, as the archive has it."""
    size: int
    open: Callable[[], IO[bytes]]


def _trees_of_zip(path: Path, archive: zipfile.ZipFile) -> tuple[FileTree, ...]:
    return (_workbook_tree(path, archive),) if is_workbook(archive) else _zip_trees(path, archive)


def _zip_trees(path: Path, archive: zipfile.ZipFile) -> tuple[FileTree, ...]:
    files = (info for info in archive.infolist() if not info.is_dir())
    members = [_Member(info.filename, info.file_size, partial(archive.open, info)) for info in files]
    return _archive_trees(path, members)


def _archive_trees(path: Path, members: Iterable[_Member]) -> tuple[FileTree, ...]:
    """The folders of an archive, outermost first. Raises UserError where a file points outside it."""
    folders: dict[PurePosixPath, dict[str, _Member]] = {}
    for member in members:
        # Names that are no UTF-8 come with characters that cannot be written.
        inside = PurePosixPath(member.name.encode("utf-8", "replace").decode().replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or (inside.parts and ":" in inside.parts[0]):
            raise UserError(
                f"{path.name} holds a file that points outside the archive",
                str(inside),
                "Get the archive from its publisher",
            )
        if "__MACOSX" not in inside.parts and not inside.name.startswith("."):
            folders.setdefault(inside.parent, {})[inside.name] = member
    return tuple(
        _archive_tree(path, folder, found)
        for folder, found in sorted(folders.items(), key=lambda item: (len(item[0].parts), item[0]))
    )


def _archive_tree(path: Path, folder: PurePosixPath, members: dict[str, _Member]) -> FileTree:
    stored: dict[str, str] = {}
    for name in members:
        stored.setdefault(_name_in(name, members), name)

    def opener(file: str) -> IO[bytes]:
        return unpacked_stream(stored[file], members[stored[file]].open())

    sizes = {name: _size(own, members[own].size) for name, own in stored.items()}
    return FileTree(folder.name or plain_stem(path), path, sizes, opener, lambda _file: path)


def plain_stem(path: Path) -> str:
    """``ml`` for ``ml.zip`` and ``ml.tar.gz``."""
    return path.name[: -len(path.suffix)].removesuffix(".tar") if path.suffix else path.name
