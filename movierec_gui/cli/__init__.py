"""The command line: the same work as in the window, without a display."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``movierec`` with these arguments, by default the process's own, and return its exit status.

    0: done; 1: a problem that the user can mend; 2: a wrong command line; 70: a fault of the program; 130: stopped.
    """
    from movierec_gui.cli.process import run

    return run(arguments)
