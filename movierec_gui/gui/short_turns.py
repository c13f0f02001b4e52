"""Short turns of Python's threads, so that the window need not wait long for its own."""

from __future__ import annotations

import sys

TURN_SECONDS = 0.0005
"""How long a thread that runs Python may go on while another one waits; usually 5 ms."""


class ShortTurns:
    """Only one thread at a time runs Python, and the window's gives it up at nearly every call of Qt.

    While a worker is in Python it has to wait for a whole turn each time: twenty calls, a tenth of a second. A worker
    loses nothing by short turns, since the window's thread rarely asks for one.
    """

    def __init__(self) -> None:
        self._usual = sys.getswitchinterval()

    def start(self) -> None:
        """From now on."""
        sys.setswitchinterval(TURN_SECONDS)

    def stop(self) -> None:
        """As before."""
        sys.setswitchinterval(self._usual)
