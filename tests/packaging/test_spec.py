"""PyInstaller's recipe makes the programs that each system needs; run with stand-ins for PyInstaller's own classes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SPEC = Path(__file__).resolve().parents[2] / "packaging" / "movierec.spec"


class Part:
    """What the recipe asked one of PyInstaller's classes for."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.arguments = arguments
        self.options = options


@pytest.fixture
def made(monkeypatch) -> Callable[[str], dict[str, Any]]:
    """The names that the recipe defines on a system, as ``sys.platform`` calls it."""
    hooks = ModuleType("PyInstaller.utils.hooks")
    hooks.copy_metadata = lambda name, recursive: []  # type: ignore[attr-defined]
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, hooks.__name__, hooks)

    def run(platform: str) -> dict[str, Any]:
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(sys, "path", list(sys.path))
        found = SimpleNamespace(binaries=[], datas=[], pure=[], scripts=[])
        names: dict[str, Any] = {"SPECPATH": str(SPEC.parent), "Analysis": lambda *_, **__: found, "PYZ": Part}
        names |= {"EXE": Part, "COLLECT": Part, "BUNDLE": Part}
        exec(compile(SPEC.read_text(encoding="utf-8"), SPEC.name, "exec"), names)  # noqa: S102 - our own file
        return names

    return run


def programs(names: dict[str, Any]) -> list[tuple[str, bool]]:
    """Name and ``console`` of the programs that are collected, in their order."""
    parts = [part for part in names["folder"].arguments if isinstance(part, Part)]
    return [(part.options["name"], part.options["console"]) for part in parts]


def test_the_bundle_for_macos_opens_the_window(made):
    """PyInstaller takes ``console`` from the last program, and the main program by the alphabet if nobody names it."""
    names = made("darwin")
    assert programs(names) == [("movierec", True), ("movierec-gui", False)]
    told = names["app"].options["info_plist"]
    windows = [name for name, console in programs(names) if not console]
    assert [told["CFBundleExecutable"]] == windows
    assert told["LSBackgroundOnly"] is False
    assert names["app"].arguments == (names["folder"],)


def test_windows_gets_a_program_with_and_one_without_a_console_and_both_say_who_made_them(made):
    names = made("win32")
    assert programs(names) == [("movierec", True), ("movierec-gui", False)]
    properties = [Path(part.options["version"]).name for part in names["programs"]]
    assert properties == ["movierec-version.txt", "movierec-gui-version.txt"]
    assert "app" not in names


def test_linux_gets_one_program_which_the_build_names_twice(made):
    names = made("linux")
    assert programs(names) == [("movierec-gui", False)]
    assert names["programs"][0].options["version"] is None
    assert "app" not in names
