"""Tar archives, packed or not, as named files that can be opened; none of them is written to the disk."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from movierec_gui.errors import UserError

TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
MOST_UNPACKED = 256 << 20
"""Bytes to which a packed archive is unpacked before its files can be listed; that takes about a second."""
MOST_MEMBERS = 10_000
_MAGIC, _AT = b"ustar", 257
"""What stands in an unpacked archive's first block, and where."""
_PIECE = 1 << 20
_PACKERS: tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]]], ...] = (
    (b"\x1f\x8b", lambda stream: cast(IO[bytes], gzip.GzipFile(fileobj=stream))),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ", lzma.LZMAFile),
)
"""First bytes of what is packed, and what unpacks it."""
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)


def is_tar(path: Path) -> bool:
    """Whether a file is called as a tar archive is, or begins like one that is not packed."""
    if path.name.lower().endswith(TAR_ENDINGS):
        return True
    with path.open("rb") as stream:
        return stream.read(_AT + len(_MAGIC))[_AT:] == _MAGIC


@contextmanager
def open_tar(path: Path) -> Generator[tuple[tarfile.TarFile, tuple[tarfile.TarInfo, ...]]]:
    """The archive and its plain files. Links, devices and files with holes are none and are left out.

    Raises UserError where it is damaged, holds too many files, or is too large to be unpacked in passing.
    """
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(path.open("rb"))
            unpacked = _unpacked(path, stream, stack)
            archive = stack.enter_context(tarfile.open(fileobj=unpacked, mode="r:"))
            members = []
            for count, member in enumerate(archive, 1):
                if count > MOST_MEMBERS:
                    where = f"At most {MOST_MEMBERS:,} are looked at"
                    raise UserError(f"{path.name} holds more files than that", where, "Unpack it and open the folder")
                if member.isreg() and not member.issparse():
                    members.append(member)
            unpacked.seek(archive.offset)
            if unpacked.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                # The library takes an end between two files for the end of the archive.
                raise tarfile.ReadError("it ends before its last block")
        except _DAMAGED as error:
            raise damaged_tar(path, str(error)) from error
        except OSError as error:
            if error.errno is None:
                # What bz2 says of damaged data.
                raise damaged_tar(path, str(error)) from error
            raise
        yield archive, tuple(members)


def open_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """The bytes of one of the plain files of an archive."""
    stream = archive.extractfile(member)
    if stream is None:
        raise tarfile.ReadError(f"{member.name} is no plain file")
    return stream


def damaged_tar(path: Path, detail: str) -> UserError:
    """The error for an archive that is truncated, corrupt or no tar archive at all."""
    return UserError(f"{path.name} is damaged or not a readable tar archive", detail, "Download or copy it again")


def _unpacked(path: Path, stream: IO[bytes], stack: ExitStack) -> IO[bytes]:
    """The archive as it is where it is not packed, else a nameless file with its bytes, which goes with the stack."""
    first = stream.read(6)
    stream.seek(0)
    packer = next((packer for magic, packer in _PACKERS if first.startswith(magic)), None)
    if packer is None:
        return stream
    target = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    with packer(stream) as unpack:
        while piece := unpack.read(_PIECE):
            if target.tell() + len(piece) > MOST_UNPACKED:
                where = f"Packed tar archives are read up to {MOST_UNPACKED >> 20} MiB of content"
                raise UserError(f"{path.name} is too large to be read packed", where, "Unpack it and open the folder")
            target.write(piece)
    target.seek(0)
    return cast(IO[bytes], target)
