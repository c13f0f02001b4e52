"""Downloading a release: resumable, checked against the publisher's sum, cancelled by closing the generator."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import re
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from movierec_gui.data.releases import Release
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_PIECE = 1 << 18
_SILENCE = 20
"""Seconds without an answer after which a server counts as unreachable."""
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
    Raises UserError without a connection, for a refused or missing file, a full disk, or a wrong checksum.
    """
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
    request = _request(release.url)
    if have:
        request.add_header("Range", f"bytes={have}-")
        # A file that has changed meanwhile comes whole instead.
        request.add_header("If-Range", part.version)
    try:
        with urllib.request.urlopen(request, timeout=_SILENCE) as answer:  # noqa: S310 - as in _request
            resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT
            if not resumed:
                have = 0
                part.start(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
            length = int(answer.headers.get("Content-Length") or 0)
            total = have + length if length else 0
            _check_space(part.path.parent, length)
            with part.path.open("ab") as file:
                while piece := _next_piece(answer):
                    file.write(piece)
                    have += len(piece)
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


def _request(url: str) -> urllib.request.Request:
    return urllib.request.Request(url, headers={"User-Agent": "MovieRec"})  # noqa: S310 - addresses of RELEASES only


def _next_piece(answer: http.client.HTTPResponse) -> bytes:
    """The next bytes, none at the end. Raises _BrokenOffError where the connection fails."""
    try:
        return answer.read(_PIECE)
    except (TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException) as error:
        raise _BrokenOffError(str(error)) from error


def _verify(release: Release, part: _Part) -> Generator[Progress, None, None]:
    """Compare with the publisher's MD5 sum; where there is none, the archive's own sums are checked when it is read."""
    stage = f"Checking {release.file_name}"
    yield Progress(stage)
    expected = _published_sum(release)
    if not expected:
        return
    digest, size = hashlib.md5(usedforsecurity=False), part.size
    with part.path.open("rb") as file:
        while piece := file.read(_PIECE * 16):
            digest.update(piece)
            yield Progress(stage, file.tell(), size)
    if digest.hexdigest() != expected:
        part.discard()
        raise UserError(
            f"{release.file_name} arrived damaged",
            f"Its MD5 sum is {digest.hexdigest()}, the publisher's is {expected}",
            "It was deleted: download it again",
        )


def _published_sum(release: Release) -> str:
    """The MD5 sum in hexadecimal; empty where the publisher gives none."""
    try:
        with urllib.request.urlopen(_request(release.checksum_url), timeout=_SILENCE) as answer:  # noqa: S310
            text = answer.read(4096).decode("ascii", "replace")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.FORBIDDEN):
            return ""
        raise _refused(release, error) from error
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _unreachable(release, error) from error
    found = re.search(r"\b[0-9a-f]{32}\b", text.lower())
    return found[0] if found else ""


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
