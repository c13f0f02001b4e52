"""A fault in a method that Qt calls is told as any other, and does not end the program.

Where C code raises in a Python override of one of Qt's methods (an index beyond a list's end, ``int("x")``), PySide
reads the exception before Python 3.11 has made it whole, and the process ends with a segmentation fault. An exception
that was caught once is whole. Seen with PySide 6.10 to 6.11; from Python 3.12 on exceptions are always whole.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def guard_overrides() -> None:
    """From now on guard each override of Qt's methods in the classes that are made, matplotlib's too."""
    if sys.version_info < (3, 12):
        QObject.__init_subclass__ = classmethod(_guard_class)  # type: ignore[assignment] # the only hook for all classes


def _guard_class(made: type[QObject], /, **settings: Any) -> None:
    super(QObject, made).__init_subclass__(**settings)
    of_qt = [base for base in made.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(made).items()):
        if isinstance(method, FunctionType) and any(name in vars(base) for base in of_qt):
            setattr(made, name, _guarded(method))


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except Exception:
            raise  # whole now

    return call
