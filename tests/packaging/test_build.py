"""Two builds of the same sources are alike: one time, one order of sets, one file under both names."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

LISTED = {
    "components": [
        {"name": name, "bom-ref": f"{name}=={version}"}
        for name, version in (("SQLAlchemy", 2), ("optuna", 5), ("pip", 23), ("tqdm", 4))
    ],
    "dependencies": [
        {"ref": "SQLAlchemy==2"},
        {"ref": "optuna==5", "dependsOn": ["SQLAlchemy==2", "tqdm==4"]},
        {"ref": "pip==23"},
        {"ref": "tqdm==4"},
    ],
}
"""As installed: a library that the package leaves out, and a tool of the build, among what it holds."""


def test_the_time_of_the_sources_is_given_or_that_of_the_last_commit(recipe, monkeypatch):
    build = recipe("build.py")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234")
    assert build.source_date() == "1234"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr(
        build.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0, "1700000000\n", "")
    )
    environment = build.repeatable_environment()
    assert environment["SOURCE_DATE_EPOCH"] == "1700000000"
    assert environment["PYTHONHASHSEED"] != "random"
    assert environment["PYTHONUTF8"] == "1"


@pytest.mark.skipif(os.name == "nt", reason="for Debian's packages")
def test_a_tree_is_as_large_as_debian_counts_it_on_every_file_system(recipe, tmp_path):
    """One for each folder, the outermost too, files rounded up; a second name and a folder's own size count nothing."""
    folder = tmp_path / "usr"
    (folder / "many").mkdir(parents=True)
    (folder / "program").write_bytes(b"x" * 1025)
    os.link(folder / "program", folder / "other-name")
    (folder / "link").symlink_to("program")
    for number in range(300):
        (folder / "many" / f"{'long-name-' * 20}{number}").touch()
    assert recipe("build.py").installed_size(folder) == 2 + 2 + 1


@pytest.mark.parametrize("script", ["linux/build.sh", "macos/build.sh"])
def test_what_is_built_is_for_everybody_whatever_the_builder_keeps_to_himself(script):
    """Under another mask the list of sums got other rights, and so the package other bytes."""
    lines = (PROJECT / "packaging" / script).read_text(encoding="utf-8").splitlines()
    made = next(number for number, line in enumerate(lines) if "build.py" in line and not line.startswith("#"))
    assert lines.index("umask 022") < made


def test_both_names_are_one_file(recipe, tmp_path):
    (tmp_path / "movierec-gui").write_bytes(b"program")
    build = recipe("build.py")
    build.name_twice(tmp_path)
    build.name_twice(tmp_path)
    assert (tmp_path / "movierec").samefile(tmp_path / "movierec-gui")


def test_the_list_names_the_parts_of_the_package_and_not_where_it_was_built(recipe, tmp_path, monkeypatch):
    build = recipe("build.py")
    note = tmp_path / "venv" / "lib" / "movierec_gui-1.0.dist-info" / "direct_url.json"
    note.parent.mkdir(parents=True)
    note.write_text('{"url": "file:///somewhere"}', encoding="utf-8")
    (tmp_path / "dist" / "movierec").mkdir(parents=True)
    seen = []

    def list_parts(command, **_):
        seen.append(note.exists())
        (tmp_path / "dist" / "movierec-sbom.cdx.json").write_text(json.dumps(LISTED), encoding="utf-8")

    for name, place in (("PROJECT", ""), ("ENVIRONMENT", "venv"), ("FOLDER", "dist/movierec")):
        monkeypatch.setattr(build, name, tmp_path / place)
    monkeypatch.setattr(build.subprocess, "run", list_parts)
    build.write_sbom("python")
    assert seen == [False]
    told = json.loads((tmp_path / "dist" / "movierec" / "movierec-sbom.cdx.json").read_text(encoding="utf-8"))
    assert [part["name"] for part in told["components"]] == ["optuna", "tqdm"]
    assert told["dependencies"] == [{"ref": "optuna==5", "dependsOn": ["tqdm==4"]}, {"ref": "tqdm==4"}]


def test_the_archive_of_the_sources_holds_what_its_tests_read():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    included = {name.strip("/") for name in settings["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]}
    read = {
        name
        for path in (PROJECT / "tests").rglob("*.py")
        for name in re.findall(r'PROJECT / "([\w.-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(read) >= 8
    # The build itself adds the settings.
    assert {name for name in read if not name.endswith(".md")} - {"pyproject.toml"} <= included
