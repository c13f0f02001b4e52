"""The look for known faults covers what the program brings along, and takes no silence for a clean bill."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
Audit = Callable[[str], "subprocess.CompletedProcess[str]"]


def test_the_libraries_of_the_program_are_looked_up_and_no_tools(capsys):
    runpy.run_path(str(PROJECT / ".ci" / "shipped.py"), run_name="shipped")["main"]()
    lines = capsys.readouterr().out.split()
    assert lines == sorted(lines)
    found = dict(line.split("==") for line in lines)
    assert {"torch", "numpy", "pyside6-essentials", "shiboken6", "pillow", "sqlalchemy"} <= set(found)
    assert {"movierec-gui", "pytest", "hypothesis", "ruff", "pip"}.isdisjoint(found)
    assert found["torch"] == version("torch").partition("+")[0]
    assert found["numpy"] == version("numpy")


def test_an_extra_brings_what_it_asks_for(tmp_path, monkeypatch):
    """And two libraries that need each other end."""
    for name, needs in {
        "films": ["one.part[fast]>=1", "absent; python_version < '3'"],
        "one-part": ["films", "speed; extra == 'fast'", "other; extra == 'slow'"],
        "speed": [],
    }.items():
        folder = tmp_path / f"{name.replace('-', '_')}-2.0+local.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", "Version: 2.0+local", *(f"Requires-Dist: {need}" for need in needs)]
        (folder / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    shipped = runpy.run_path(str(PROJECT / ".ci" / "shipped.py"), run_name="shipped")["shipped"]
    assert shipped("films") == {"one-part": "2.0", "speed": "2.0"}


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    """Runs the script with a program in pip-audit's place, whose lines get ``asked``, the file of what is looked up."""
    if sys.platform == "win32":
        pytest.skip("a script of the shell")

    def run(lines: str) -> "subprocess.CompletedProcess[str]":
        stand_in = tmp_path / "pip-audit"
        kept = tmp_path / "asked.txt"
        stand_in.write_text(
            "#!/usr/bin/env bash\n"
            'while [ "$1" != --requirement ]; do shift; done\nasked=$(cat "$2")\n'
            f"printf '%s\\n' \"$asked\" >> '{kept}'\n{lines}\n",
            encoding="utf-8",
        )
        stand_in.chmod(0o755)
        command = ["bash", str(PROJECT / ".ci" / "audit"), sys.executable]
        environment = {**os.environ, "PIP_AUDIT": str(stand_in)}
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    return run


FAULTY = 'if [ "$asked" = pillow==9.0.0 ]; then echo \'{"vulns": [{"id": "PYSEC-1"}]}\'; exit 1; fi\n'


def test_a_service_that_names_no_fault_of_a_faulty_library_is_none(audit):
    for silence in ("exit 0", "exit 1", 'echo \'{"skip_reason": "not found"}\'; exit 0'):
        done = audit(silence)
        assert (done.returncode, done.stdout) == (2, "")
        assert "does not answer" in done.stderr


def test_libraries_without_faults_pass(audit, tmp_path):
    done = audit(FAULTY + "exit 0")
    assert done.returncode == 0
    asked = (tmp_path / "asked.txt").read_text(encoding="utf-8").split()
    assert f"Looking up {len(asked) - 1} libraries" in done.stdout
    assert f"torch=={version('torch').partition('+')[0]}" in asked


def test_a_fault_fails(audit):
    done = audit(FAULTY + "echo 'Found 1 known vulnerability'; exit 1")
    assert done.returncode == 1
    assert "Found 1" in done.stdout
