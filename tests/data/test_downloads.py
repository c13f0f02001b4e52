"""Downloads against a server of the test's own."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data import downloads, web
from movierec_gui.data.downloads import download_release
from movierec_gui.data.releases import RELEASES, Release, release_named
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

CONTENT = bytes(range(256)) * 5000
SUM = hashlib.md5(CONTENT).hexdigest()  # noqa: S324


@dataclass
class Server:
    """What the server says, and what it was asked."""

    release: Release
    content: bytes = CONTENT
    version: str = '"one"'
    ranges: bool = True
    status: int = 200
    tells_length: bool = True
    break_after: list[int] = field(default_factory=list)
    """Bytes after which the connection ends, for the first requests."""
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(downloads, "_PIECE", 1 << 16)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: Any) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            told.asked.append(self.headers["Range"])
            if told.status != 200:
                self.send_error(told.status)
                return
            start = 0
            if told.ranges and self.headers["Range"] and self.headers["If-Range"] == told.version:
                start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
                if start >= len(told.content):
                    self.send_error(416)
                    return
            self.send_response(206 if start else 200)
            if told.tells_length:
                self.send_header("Content-Length", str(len(told.content) - start))
            self.send_header("ETag", told.version)
            self.end_headers()
            body = told.content[start:]
            self.wfile.write(body[: told.break_after.pop(0)] if told.break_after else body)

    class Listener(ThreadingHTTPServer):
        def handle_error(self, *_arguments: Any) -> None:
            """A client that leaves early is no news."""

    with Listener(("127.0.0.1", 0), Handler) as listening:
        url = f"http://127.0.0.1:{listening.server_port}/data.zip"
        told = Server(Release("data", "Data", url, 1, "for tests", SUM))
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield told
        listening.shutdown()
        thread.join()


def test_a_download_arrives_checked_and_whole(server: Server, tmp_path: Path) -> None:
    work = download_release(server.release, tmp_path / "new" / "folder")
    fractions = []
    try:
        while True:
            event = next(work)
            if event.stage == "Downloading Data" and event.fraction is not None:
                fractions.append(event.fraction)
    except StopIteration as end:
        path = end.value
    assert path == tmp_path / "new" / "folder" / "data.zip"
    assert path.read_bytes() == CONTENT
    assert [file.name for file in path.parent.iterdir()] == ["data.zip"]
    assert fractions == sorted(fractions)
    assert len(fractions) > 10
    assert fractions[-1] == 1


def test_what_is_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    finish(download_release(server.release, tmp_path))
    finish(download_release(server.release, tmp_path))
    assert server.asked == [None]


def test_cancelling_keeps_the_part_and_the_next_call_goes_on(server: Server, tmp_path: Path) -> None:
    work = download_release(server.release, tmp_path)
    for _ in range(4):
        next(work)
    work.close()
    kept = (tmp_path / "data.zip.part").stat().st_size
    assert 0 < kept < len(CONTENT)
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={kept}-"]


def test_a_broken_connection_is_taken_up_again(server: Server, tmp_path: Path) -> None:
    server.break_after = [300_000, 400_000]
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-", "bytes=700000-"]


def test_a_connection_that_keeps_breaking_is_told_and_keeps_the_part(server: Server, tmp_path: Path) -> None:
    server.break_after = [1000, 1000, 1000]
    with pytest.raises(UserError, match=r"broke off.*3,000 bytes are kept.*goes on from there"):
        finish(download_release(server.release, tmp_path))
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=3000-"


def test_a_file_that_changed_meanwhile_comes_whole(server: Server, tmp_path: Path) -> None:
    server.break_after = [1000] * 3
    with pytest.raises(UserError):
        finish(download_release(server.release, tmp_path))
    server.content, server.version = b"new" * 9000, '"two"'
    newer = replace(server.release, md5=hashlib.md5(server.content).hexdigest())  # noqa: S324
    assert finish(download_release(newer, tmp_path)).read_bytes() == b"new" * 9000


def test_a_server_without_ranges_starts_over(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    server.break_after = [1000]
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT


def test_a_part_that_is_already_complete(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.zip.part").write_bytes(CONTENT)
    (tmp_path / "data.zip.part.version").write_text(server.version)
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT


def test_a_part_of_unknown_version_is_not_trusted(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.zip.part").write_bytes(b"something else")
    assert finish(download_release(server.release, tmp_path)).read_bytes() == CONTENT
    assert server.asked == [None]


def test_a_wrong_checksum_deletes_the_file(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did not arrive as it was published"):
        finish(download_release(replace(server.release, md5="0" * 32), tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_without_a_checksum_nothing_is_asked(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be checked.*with a browser"):
        finish(download_release(replace(server.release, md5=""), tmp_path))
    assert server.asked == []


@pytest.mark.parametrize("told", [True, False])
def test_more_than_a_release_can_have_is_not_taken(server: Server, tmp_path: Path, told: bool) -> None:
    server.content, server.tells_length = bytes(3_000_000), told
    with pytest.raises(UserError, match="too large to be the release"):
        finish(download_release(server.release, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_connection_is_not_left() -> None:
    request = urllib.request.Request("https://example.org/a.zip")
    with pytest.raises(urllib.error.URLError, match="not encrypted"):
        web._StaysEncrypted().redirect_request(request, None, 302, "", {}, "http://example.org/a.zip")
    assert web._StaysEncrypted().redirect_request(request, None, 302, "", {}, "https://example.org/b.zip")


@pytest.mark.parametrize(("status", "what"), [(404, "not on the server any more"), (410, "any more"), (503, "refused")])
def test_a_refusal_is_told(server: Server, tmp_path: Path, status: int, what: str) -> None:
    server.status = status
    with pytest.raises(UserError, match=what) as caught:
        finish(download_release(server.release, tmp_path))
    assert str(status) in caught.value.where


def test_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    nobody = Release("x", "X", "http://127.0.0.1:9/x.zip", 1, "", SUM)
    with pytest.raises(UserError, match=r"out of reach.*Check the connection"):
        finish(download_release(nobody, tmp_path))


def test_a_disk_without_room(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_check_space", no_room)
    with pytest.raises(UserError, match="The disk is full"):
        finish(download_release(server.release, tmp_path))


def no_room(_folder: Path, _needed: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_room_is_checked_before_the_first_byte(tmp_path: Path) -> None:
    downloads._check_space(tmp_path, 1)
    with pytest.raises(OSError, match="are free"):
        downloads._check_space(tmp_path, shutil.disk_usage(tmp_path).total * 2)


def test_a_folder_that_cannot_be_made(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="Nothing can be written"):
        finish(download_release(server.release, tmp_path / "file" / "folder"))


def test_every_release_is_offered_once() -> None:
    assert len({release.name for release in RELEASES}) == len(RELEASES) == 8
    for release in RELEASES:
        assert release.url == f"https://files.grouplens.org/datasets/movielens/{release.name}.zip"
        assert release.file_name == f"{release.name}.zip"
    assert [release.name for release in RELEASES if not release.md5] == ["ml-latest-small", "ml-latest"]
    assert all(re.fullmatch("[0-9a-f]{32}", release.md5) for release in RELEASES if release.md5)
    with pytest.raises(UserError, match="Did you mean 'ml-25m'"):
        release_named("ml-25")
