from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from movierec_gui import app, system_libraries
from movierec_gui.cli import quickstart
from movierec_gui.cli.group import COMMANDS
from movierec_gui.cli.group import movierec as group


def test_the_help_lists_the_commands_as_the_work_goes(movierec: Any) -> None:
    answer = movierec("--help")
    listed = answer.out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == [command.name for command in COMMANDS]
    assert "..." not in listed
    assert "Examples:" in answer.out


def commands(command: click.Command = group, *names: str) -> list[tuple[str, ...]]:
    """Every command's names, such as ("runs", "show")."""
    found = [names] if names else []
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            found += commands(part, *names, name)
    return found


@pytest.mark.parametrize("names", commands(), ids=" ".join)
def test_every_command_explains_itself_within_80_columns(movierec: Any, names: tuple[str, ...]) -> None:
    answer = movierec(*names, "--help")
    assert answer.status == 0
    assert answer.out.startswith(f"Usage: movierec {' '.join(names)}")
    described = answer.out.partition("Examples:")[0]
    assert max(map(len, described.splitlines())) <= 80
    for line in answer.out.splitlines():
        assert len(line) <= 120


@pytest.mark.parametrize("names", [*(one for one in commands() if one[0] != "train"), ()], ids=" ".join)
def test_every_command_but_train_refuses_to_be_one_of_several_processes(
    movierec: Any, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    answer = movierec(*names)
    assert (answer.status, answer.out) == (1, "")
    what, where, remedy = answer.err.splitlines()
    assert f"movierec {names[0] if names else 'without a command'} cannot be shared by 2 processes" in what
    assert "WORLD_SIZE is 2" in where
    assert "without torchrun" in remedy


@pytest.mark.parametrize("size", ["", "1", "many"])
def test_one_process_started_by_torchrun_does_everything(
    movierec: Any, monkeypatch: pytest.MonkeyPatch, trained: Path, size: str
) -> None:
    monkeypatch.setenv("WORLD_SIZE", size)
    assert movierec("runs", "list", "--runs", trained).status == 0


def test_train_may_be_one_of_several_processes(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert movierec("train", "--list").status == 0


def test_without_a_command_the_window_opens(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def open_window(arguments: list[str]) -> int:
        opened.append(arguments)
        return 7

    monkeypatch.setattr(system_libraries, "display_available", lambda: True)
    monkeypatch.setattr(app, "main", open_window)
    assert movierec().status == 7
    assert opened == [[]]


def test_without_a_display_quickstart_runs_instead(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    def callback(**arguments: Any) -> None:
        given.append(arguments)

    monkeypatch.setattr(system_libraries, "display_available", lambda: False)
    monkeypatch.setattr(quickstart.quickstart, "callback", callback)
    answer = movierec()
    assert (answer.status, len(given)) == (0, 1)
    assert answer.err == "There is no display for the window: running movierec quickstart instead.\n"
    assert given[0]["epochs"] == 20
