"""The README's command lines install what the program asks for, and CI runs the same tests."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from movierec_gui.system_libraries import FONT_PACKAGE, PLATFORM_LIBRARIES, QT_LIBRARIES

PROJECT = Path(__file__).resolve().parent.parent
LINES = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
START, TEST = (line for line in LINES if line.startswith("$(command -v sudo)"))
DEPENDENCIES = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
(TORCH,) = (entry for entry in DEPENDENCIES if entry.startswith("torch="))
PROCESSORS_TORCH = (
    "{ nvidia-smi -L >/dev/null 2>&1 || .venv/bin/pip install --retries 1 "
    f"--index-url https://download.pytorch.org/whl/cpu {TORCH} || true; }}"
)
"""Of both lines: the processor's build where no NVIDIA card is found; without PyTorch's index the line goes on."""
TESTS = "pytest -n 2 --dist loadfile"
"""Two workers, each with a file at a time: most files share what they make."""
OFFSCREEN = {library.package for library in QT_LIBRARIES} | {FONT_PACKAGE, "python3-venv"}


def packages(line: str) -> set[str]:
    """What the line's apt-get installs."""
    return set(line.partition("--no-install-recommends ")[2].partition(" && ")[0].split())


def test_the_first_line_brings_what_a_window_needs():
    assert packages(START) == OFFSCREEN | {library.package for library in PLATFORM_LIBRARIES["xcb"]}
    assert START.endswith(
        "python3 -m venv .venv && " + PROCESSORS_TORCH + " && .venv/bin/pip install . && .venv/bin/movierec"
    )


def test_the_second_line_brings_what_the_tests_need():
    assert packages(TEST) == OFFSCREEN
    assert PROCESSORS_TORCH + ' && .venv/bin/pip install -e ".[test]"' in TEST


@pytest.mark.skipif(os.name == "nt", reason="the line is for a shell")
@pytest.mark.parametrize(("card", "index", "asked"), [(True, True, 0), (False, True, 1), (False, False, 1)])
def test_the_processors_build_is_asked_for_where_no_card_is_found(card, index, asked, tmp_path):
    """Stand-ins for both programs: the line goes on whether the index answers or not."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "pip").write_text(f"#!/bin/sh\necho asked\nexit {0 if index else 1}\n")
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\nexit {0 if card else 9}\n")
    for program in (tmp_path / ".venv" / "bin" / "pip", tmp_path / "nvidia-smi"):
        program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    command = ["sh", "-c", f"{PROCESSORS_TORCH} && echo done"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split() == ["asked"] * asked + ["done"]


def test_the_readme_is_short_and_begins_with_a_picture():
    assert len(LINES) <= 60
    assert LINES[2].startswith("![")
    assert sum(line.startswith("![") for line in LINES) == 1


def test_ci_runs_the_tests_as_the_second_line_does():
    ci = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert TEST.rstrip().endswith(f"QT_QPA_PLATFORM=offscreen .venv/bin/python -m {TESTS}")
    assert "export QT_QPA_PLATFORM=offscreen" in ci
    assert f'"$bin/python" -m {TESTS}\n' in ci
    assert f"https://download.pytorch.org/whl/cpu {TORCH}" in ci
