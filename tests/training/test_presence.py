"""Processes notice that one of them has gone, and take no stranger for one of them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from movierec_gui.training import presence
from movierec_gui.training.presence import Meeting, attended, hosted

PATIENCE = 30.0


@contextmanager
def guest(meeting: Meeting) -> Iterator[socket.socket]:
    """Another process, as the leader sees it."""
    with socket.create_connection((meeting.host, meeting.port), timeout=PATIENCE) as connection:
        connection.sendall(meeting.token.encode())
        yield connection


def ended(connection: socket.socket) -> bool:
    """Whether the other end closes it, with what it had not read or without."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("host", [presence.HERE, "localhost"])
def test_all_notice_that_one_has_gone(host: str) -> None:
    with hosted(host) as (meeting, lost), attended(meeting) as noticed:
        with guest(meeting):
            assert not lost.is_set()
        assert lost.wait(PATIENCE)
        assert noticed.wait(PATIENCE)


def test_the_others_notice_that_the_leader_has_gone() -> None:
    with ExitStack() as leader:
        meeting, lost = leader.enter_context(hosted())
        with attended(meeting) as first, attended(meeting) as second, guest(meeting) as third:
            leader.close()
            assert first.wait(PATIENCE)
            assert second.wait(PATIENCE)
            assert ended(third)
    assert not lost.is_set()


@pytest.mark.parametrize("said", ["", "GET / HTTP/1.1\r\n\r\n", "x" * 5000, "0" * 64, "nearly"])
def test_strangers_come_and_go(said: str) -> None:
    with hosted() as (meeting, lost):
        said = meeting.token[:-1] if said == "nearly" else said
        with socket.create_connection((meeting.host, meeting.port), timeout=PATIENCE) as stranger:
            stranger.sendall(said.encode())
            with suppress(OSError):  # who says too much is shown out before
                stranger.shutdown(socket.SHUT_WR)
            assert ended(stranger)
        assert not lost.is_set()
        with guest(meeting):
            pass
        assert lost.wait(PATIENCE)


def test_a_leader_that_lets_nobody_in_is_no_loss() -> None:
    with socket.socket() as unused:
        unused.bind((presence.HERE, 0))
        port = unused.getsockname()[1]
        with attended(Meeting(presence.HERE, port, "")) as lost:
            pass
    assert not lost.is_set()
