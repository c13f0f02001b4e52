"""The workflows run scripts that exist, on every version of Python that the program says it runs on."""

import re
import runpy
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[2]
WORKFLOWS = {path.stem: path.read_text(encoding="utf-8") for path in (PROJECT / ".github" / "workflows").glob("*.yml")}
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_script_that_is_run_exists():
    named = [
        name.replace("\\", "/")
        for text in WORKFLOWS.values()
        for name in re.findall(r"\bbash ([\w./]+)|(packaging\\[\w.\\]+)", text)
        for name in name
        if name
    ]
    assert len(named) >= 10
    assert [name for name in named if not (PROJECT / name).is_file()] == []


def test_each_version_of_python_is_tested():
    told = [entry.rpartition(" ")[2] for entry in SETTINGS["classifiers"] if "Python :: 3." in entry]
    tested = re.findall(r'ubuntu-24.04, python: "([\d.]+)"', WORKFLOWS["ci"])
    assert tested == told
    assert SETTINGS["requires-python"] == f">={told[0]}"


def test_the_lowest_versions_are_those_of_this_python(capsys):
    runpy.run_path(str(PROJECT / ".ci" / "lowest.py"))["main"]()
    lowest = [Requirement(line) for line in capsys.readouterr().out.split()]
    names = [wanted.name for wanted in lowest]
    assert len(set(names)) == len(names)
    wanted = {Requirement(line).name for line in SETTINGS["dependencies"]}
    assert wanted <= set(names)
    assert {str(one.specifier)[:2] for one in lowest} == {"=="}
