from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.cli import main, runs
from movierec_gui.resource_paths import data_home

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = ("matplotlib", "numpy", "pandas", "rich", "scipy", "sklearn", "torch", "PySide6")


def start(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command line in a process of its own."""
    command = [sys.executable, "-m", "movierec_gui.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, timeout=60, **options)


def test_success_is_0(movierec: Any) -> None:
    answer = movierec("--version")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("MovieRec ")


def test_a_problem_to_mend_is_1_and_says_what_where_and_how(movierec: Any) -> None:
    answer = movierec("train", "lstn")
    assert (answer.status, answer.out) == (1, "")
    lines = answer.err.splitlines()
    assert lines[0] == "Error: Unknown architecture 'lstn'."
    assert lines[1].startswith("  Allowed: lstm, ")
    assert lines[2] == "  Did you mean 'lstm'?"


@pytest.mark.parametrize(
    "arguments", [["trian"], ["train", "lstm", "--epochs", "many"], ["train"], ["predict", "latest"]]
)
def test_a_wrong_command_line_is_2(movierec: Any, arguments: list[str]) -> None:
    answer = movierec(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert "Usage: movierec" in answer.err


def test_a_fault_of_the_program_is_70_and_is_logged(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_folder: Path | None) -> None:
        raise RuntimeError("the cat sat on it")

    monkeypatch.setattr(runs, "open_store", fail)
    answer = movierec("runs", "list")
    log = data_home() / "logs" / "movierec.log"
    assert answer.status == 70
    assert "the cat sat on it" in answer.err
    assert str(log) in answer.err
    assert "Traceback" not in answer.err
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "RuntimeError: the cat sat on it" in text


def test_stopping_is_130(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_folder: Path | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "open_store", stop)
    answer = movierec("runs", "list")
    assert answer.status == 130
    assert "Stopped." in answer.err


def test_letters_that_a_console_lacks_become_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp437", newline="")
    monkeypatch.setattr(sys, "stderr", console)
    assert main(["runs", "show", "七人"]) == 1
    console.flush()
    assert "There are no runs yet" in console.buffer.getvalue().decode("cp437")  # type: ignore[attr-defined]
    assert main(["train", "七人"]) == 1
    console.flush()
    assert "Unknown architecture '??'" in console.buffer.getvalue().decode("cp437")  # type: ignore[attr-defined]


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-m", "movierec_gui.cli", "train", "--list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        complaints = started.stderr.read()
        assert started.wait(60) == 141
    assert complaints == ""


@pytest.mark.skipif(os.name != "posix", reason="shells of this system close no streams")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_at_the_start_are_no_fault(closed: str) -> None:
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "movierec_gui.cli", "data", "releases"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, timeout=60)
    assert answer.returncode == 0
    assert "Error" not in answer.stderr


def test_a_process_ends_with_the_status(tmp_path: Path) -> None:
    assert start("--help").returncode == 0
    answer = start("runs", "list", "--json", "--runs", str(tmp_path))
    assert (answer.returncode, json.loads(answer.stdout)) == (0, [])
    assert "There are no runs" in answer.stderr
    assert start("runs", "show", "x", "--runs", str(tmp_path)).returncode == 1


@pytest.mark.parametrize("arguments", [["--help"], ["predict", "--help"], ["runs", "--help"], ["nonsense"]])
def test_help_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(arguments) == []


@pytest.mark.parametrize(
    "arguments", [["train"], ["train", "--help"], ["map", "--help"], ["train", "lstm", "--epochs", "0"]]
)
def test_settings_are_listed_without_torch_and_pandas(arguments: list[str]) -> None:
    assert set(loaded_by(arguments)) <= {"numpy"}


def loaded_by(arguments: list[str]) -> list[str]:
    """Which heavy libraries a command line loads."""
    code = (
        "import json, sys\n"
        "from movierec_gui.cli import main\n"
        "main(json.loads(sys.argv[1]))\n"
        "sys.stderr.write('\\n' + json.dumps(sorted(set(json.loads(sys.argv[2])) & set(sys.modules))))\n"
    )
    command = [sys.executable, "-c", code, json.dumps(arguments), json.dumps(HEAVY)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    return list(json.loads(answer.stderr.splitlines()[-1]))


def test_what_a_killed_program_left_is_swept_at_the_start(movierec: Any, tmp_path: Path) -> None:
    leftovers = [folder / "runs" / ".movierec-0123abcd.tmp" for folder in (data_home(), tmp_path)]
    for leftover in leftovers:
        leftover.mkdir(parents=True)
    assert movierec("runs", "list", "--runs", tmp_path / "runs").status == 0
    assert not any(leftover.exists() for leftover in leftovers)
