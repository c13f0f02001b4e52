"""Downloading a release: resumable, checked against the sum in this program, cancelled by closing the generator."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from movierec_gui.data.releases import Release
from movierec_gui.data.web import ask
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_PIECE = 1 << 18
_ATTEMPTS = 3
"""Connections tried, each of which goes on where the last one broke."""


class _BrokenOffError(Exception):
    """The connection ended before the file did."""


@dataclass(frozen=True)
class _Part:
    """A download in progress: the bytes so far, and the server's mark of the version that they belong to."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def version(self) -> str:
        return self._version_path.read_text(encoding="utf-8") if self._version_path.exists() else ""

    def start(self, version: str) -> None:
        """Begin from nothing."""
        self.path.write_bytes(b"")
        self._version_path.write_text(version, encoding="utf-8")

    def finish(self, target: Path) -> None:
        """Give the complete file its name."""
        os.replace(self.path, target)
        self._version_path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget everything."""
        self.path.unlink(missing_ok=True)
        self._version_path.unlink(missing_ok=True)

    @property
    def _version_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.version")


def download_release(release: Release, folder: Path) -> Generator[Progress, None, Path]:
    """The release's archive in ``folder``; one that is there already is used as it is.

    Closing the generator keeps what has arrived, in a file that ends in ``.part``: the next call goes on from there.
    Raises UserError without a connection, for a refused or missing file, a full disk, a wrong checksum, a size that no
    release has, and before anything is asked for a release whose sum is not known.
    """
    if not release.md5:
        raise UserError(
            f"{release.title} cannot be checked, so it is not downloaded",
            "GroupLens changes this release: no sum of it stays true",
            f"Download {release.url} with a browser if you trust it, and open the file",
        )
    target = folder / release.file_name
    if target.exists():
        return target
    part = _Part(folder / f"{release.file_name}.part")
    stage = f"Downloading {release.title}"
    yield Progress(stage)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                yield from _fetch(release, part, stage)
                break
            except _BrokenOffError as error:
                if attempt == _ATTEMPTS:
                    raise _broken_off(release, part, error) from error
        yield from _verify(release, part)
        part.finish(target)
    except OSError as error:
        raise _not_written(folder, error) from error
    return target


def _fetch(release: Release, part: _Part, stage: str) -> Generator[Progress, None, None]:
    """Downloads the missing bytes of the archive."""
    have = part.size if part.version else 0
    # A file that has changed meanwhile comes whole instead.
    headers = {"Range": f"bytes={have}-", "If-Range": part.version} if have else {}
    try:
        with ask(release.url, headers) as answer:
            resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT
            if not resumed:
                have = 0
                part.start(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
            length = int(answer.headers.get("Content-Length") or 0)
            total = have + length if length else 0
            _check_size(release, part, max(total, have))
            _check_space(part.path.parent, length)
            with part.path.open("ab") as file:
                while piece := _next_piece(answer):
                    file.write(piece)
                    have += len(piece)
                    _check_size(release, part, have)
                    yield Progress(stage, have, total)
            if total and have < total:
                raise _BrokenOffError(f"{have:,} of {total:,} bytes arrived")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            # Everything has arrived already, or the file has become shorter: the checksum tells.
            return
        raise _refused(release, error) from error
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        if part.size > 0 and not isinstance(error, urllib.error.URLError):
            raise _BrokenOffError(str(error)) from error
        raise _unreachable(release, error) from error


def _next_piece(answer: http.client.HTTPResponse) -> bytes:
    """The next bytes, none at the end. Raises _BrokenOffError where the connection fails."""
    try:
        return answer.read(_PIECE)
    except (TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException) as error:
        raise _BrokenOffError(str(error)) from error


def _verify(release: Release, part: _Part) -> Generator[Progress, None, None]:
    """Compare with the sum that this program knows."""
    stage = f"Checking {release.file_name}"
    yield Progress(stage)
    digest, size = hashlib.md5(usedforsecurity=False), part.size
    with part.path.open("rb") as file:
        while piece := file.read(_PIECE * 16):
            digest.update(piece)
            yield Progress(stage, file.tell(), size)
    if digest.hexdigest() != release.md5:
        part.discard()
        raise UserError(
            f"{release.file_name} did not arrive as it was published",
            f"Its MD5 sum is {digest.hexdigest()}, that of the release is {release.md5}",
            "It was deleted: download it again",
        )


def _check_size(release: Release, part: _Part, size: int) -> None:
    """Raise UserError where more arrives, or is announced, than the release can have."""
    if size > release.most_bytes:
        part.discard()
        raise UserError(
            f"{release.file_name} is too large to be the release",
            f"At least {size:,} bytes, where about {release.size} are expected",
            "What had arrived was deleted: try again later",
        )


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{needed:,} bytes are missing, {free:,} are free")


def _broken_off(release: Release, part: _Part, error: Exception) -> UserError:
    what = f"The download of {release.title} broke off"
    return UserError(what, f"{part.size:,} bytes are kept; {error}", "Start it again: it goes on from there")


def _refused(release: Release, error: urllib.error.HTTPError) -> UserError:
    if error.code in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE):
        return UserError(
            f"{release.title} is not on the server any more",
            f"{error.url} answers {error.code}",
            "Look for it at grouplens.org/datasets/movielens and open the file you get",
        )
    return UserError(
        f"The server refused {release.title}", f"{error.url} answers {error.code} {error.reason}", "Try later"
    )


def _unreachable(release: Release, error: Exception) -> UserError:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return UserError(
        f"{release.title} cannot be downloaded: the server is out of reach",
        f"{release.url}: {reason or type(error).__name__}",
        "Check the connection to the internet, or download the file elsewhere and open it here",
    )


def _not_written(folder: Path, error: OSError) -> UserError:
    if error.errno == errno.ENOSPC:
        return UserError("The disk is full", f"{folder}: {error.strerror}", "Free some space and start again")
    return UserError(f"Nothing can be written to {folder}", error.strerror or str(error), "Choose another folder")
