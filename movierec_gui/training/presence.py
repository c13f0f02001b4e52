"""Whether all processes of a training are still there: each holds a connection to the leader on which nothing is said.

The system closes a process's connections when it ends, however it ends. What torch's collectives make of that is not
enough: once in some tens of killed processes, gloo of torch 2.13 misses that the connection it sends on has gone. It
then waits until its timeout, which has to be longer than anything that a living process may take.
"""

from __future__ import annotations

import hmac
import secrets
import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread

HERE = "127.0.0.1"
_TOKEN_BYTES = 32
_PATIENCE = 10.0
"""Seconds in which the leader's machine has to answer."""


@dataclass(frozen=True)
class Meeting:
    """Where the leader waits for the others, and what they show there, since anybody may connect to a port."""

    host: str
    port: int
    token: str


@contextmanager
def hosted(host: str = HERE) -> Iterator[tuple[Meeting, Event]]:
    """As the leader, known to the others as ``host``: where to meet, and what is set once one of them has gone."""
    with _server(host) as server:
        meeting = Meeting(host, server.getsockname()[1], secrets.token_hex(_TOKEN_BYTES))
        with _watching(_Host(server, meeting.token.encode()).watch) as lost:
            yield meeting, lost


@contextmanager
def attended(meeting: Meeting) -> Iterator[Event]:
    """As another process: what is set once the leader, or any other that it knew of, has gone.

    Where the leader's machine lets no connection in, nothing is noticed here, and gloo's timeout is all there is.
    """
    with ExitStack() as ends:
        try:
            leader = ends.enter_context(socket.create_connection((meeting.host, meeting.port), timeout=_PATIENCE))
            leader.sendall(meeting.token.encode())
        except OSError:
            lost = Event()
        else:
            lost = ends.enter_context(_watching(partial(_watch_one, leader)))
        yield lost


def _server(host: str) -> socket.socket:
    if host == HERE:
        return socket.create_server((HERE, 0))
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", 0))


@contextmanager
def _watching(watch: Callable[[socket.socket, Event], None]) -> Iterator[Event]:
    """Let a thread watch until this ends: then there is something to read at the first argument."""
    lost, (ours, its) = Event(), socket.socketpair()
    thread = Thread(target=watch, args=(its, lost), name="presence", daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        ours.close()
        thread.join()
        its.close()


@dataclass(frozen=True)
class _Host:
    server: socket.socket
    token: bytes

    def watch(self, end: socket.socket, lost: Event) -> None:
        """Until one who knew the token goes; then all connections close, and so all others notice."""
        with selectors.DefaultSelector() as selector, ExitStack() as connections:
            said: dict[socket.socket, bytes] = {}
            self.server.setblocking(False)
            for one in (end, self.server):
                selector.register(one, selectors.EVENT_READ)
            while True:
                for one in _ready(selector):
                    if one is end:
                        return
                    if one is self.server:
                        for guest in _accepted(self.server):
                            said[connections.enter_context(guest)] = b""
                            selector.register(guest, selectors.EVENT_READ)
                        continue
                    heard = _heard(one)
                    if not heard and hmac.compare_digest(said[one], self.token):
                        lost.set()
                        return
                    said[one] += heard
                    if not heard or len(said[one]) > len(self.token):  # a stranger
                        selector.unregister(one)
                        one.close()


def _watch_one(leader: socket.socket, end: socket.socket, lost: Event) -> None:
    """Until the leader goes."""
    with selectors.DefaultSelector() as selector:
        for one in (end, leader):
            selector.register(one, selectors.EVENT_READ)
        if end not in _ready(selector):
            lost.set()


def _ready(selector: selectors.BaseSelector) -> list[socket.socket]:
    return [key.fileobj for key, _ in selector.select() if isinstance(key.fileobj, socket.socket)]


def _accepted(server: socket.socket) -> list[socket.socket]:
    try:
        return [server.accept()[0]]
    except OSError:  # whoever it was has gone again
        return []


def _heard(connection: socket.socket) -> bytes:
    """What has come in; nothing from one who has gone."""
    try:
        return connection.recv(4096)
    except OSError:
        return b""
