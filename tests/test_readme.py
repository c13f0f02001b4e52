"""The README's command lines install what the program asks for, and CI runs the same tests."""

from pathlib import Path

from movierec_gui.system_libraries import FONT_PACKAGE, PLATFORM_LIBRARIES, QT_LIBRARIES

PROJECT = Path(__file__).resolve().parent.parent
LINES = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
START, TEST = (line for line in LINES if line.startswith("$(command -v sudo)"))
OFFSCREEN = {library.package for library in QT_LIBRARIES} | {FONT_PACKAGE, "python3-venv"}


def packages(line: str) -> set[str]:
    """What the line's apt-get installs."""
    return set(line.partition("--no-install-recommends ")[2].partition(" && ")[0].split())


def test_the_first_line_brings_what_a_window_needs():
    assert packages(START) == OFFSCREEN | {library.package for library in PLATFORM_LIBRARIES["xcb"]}
    assert START.endswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/movierec")


def test_the_second_line_brings_what_the_tests_need():
    assert packages(TEST) == OFFSCREEN


def test_ci_runs_the_tests_as_the_second_line_does():
    ci = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest" in TEST
    assert "export QT_QPA_PLATFORM=offscreen" in ci
    assert '"$bin/python" -m pytest\n' in ci
