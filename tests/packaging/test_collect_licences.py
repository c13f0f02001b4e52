"""Every part of a package comes with the text of its licence, also what is the builder's system's."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

PART = {
    "Name": "part",
    "Version": "1.2",
    "License": "MIT",
    "LicenseText": "Do what you like.\n",
    "NoticeText": "UNKNOWN",
}


@pytest.fixture(scope="module")
def licences(recipe) -> ModuleType:
    return recipe("collect_licences.py")


def test_a_part_is_named_with_its_text_and_its_notice_where_it_has_one(licences):
    assert licences.part_text(PART) == "## part 1.2: MIT\n\nDo what you like.\n\n"
    assert "Do what you like.\n\nBy somebody." in licences.part_text({**PART, "NoticeText": "By somebody.\n"})


def test_a_part_without_a_text_stops_the_build_unless_its_text_is_here(licences):
    with pytest.raises(SystemExit, match=r"part 1\.2 brings no text"):
        licences.part_text({**PART, "LicenseText": "UNKNOWN"})
    qt = {**PART, "LicenseText": "UNKNOWN", "License": "LGPL-3.0-only OR GPL-2.0-only"}
    assert "LGPL-3.0.txt" in licences.part_text(qt)
    assert (licences.PROJECT / "packaging" / "licences" / "LGPL-3.0.txt").is_file()


GUEST = """
import importlib.metadata, json, sys

def main():
    told = [{"Name": one.name, "Folder": str(one.locate_file(""))} for one in importlib.metadata.distributions()]
    print(json.dumps([{**one, "asked": sys.argv[1:]} for one in told]))
"""
"""Stands in for pip-licenses: names what lies where it looks."""


def installed(folder: Path, *names: str) -> Path:
    """A folder with the metadata of some parts."""
    for name in names:
        (folder / f"{name}-1.dist-info").mkdir(parents=True)
        (folder / f"{name}-1.dist-info" / "METADATA").write_text(f"Name: {name}\nVersion: 1\n", encoding="utf-8")
    return folder


def test_the_parts_are_found_in_a_folder_with_a_blank_and_the_tools_are_not(licences, tmp_path, monkeypatch):
    """The Python of a package's environment runs the collector from the tools' folder."""
    home = tmp_path / "my own folder"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (site,) = [*home.glob("lib/python*/site-packages"), *home.glob("Lib/site-packages")]
    installed(site, "part")
    tools = installed(tmp_path / "the tools", "cyclonedx")
    (tools / "piplicenses.py").write_text(GUEST, encoding="utf-8")
    monkeypatch.setattr(licences.sysconfig, "get_path", lambda _: str(tools))
    found = licences.told_licences(str(python))
    assert [part["Name"] for part in found] == ["part"]
    assert found[0]["asked"][:2] == ["--from=mixed", "--format=json"]
    licences.refuse_missing(found, str(python))
    installed(site, "silent_part")
    with pytest.raises(SystemExit, match=r"nothing of silent_part\."):
        licences.refuse_missing(found, str(python))
    licences.refuse_missing([*found, {"Name": "Silent.Part"}], str(python))


def test_no_parts_at_all_stop_the_build(licences):
    with pytest.raises(SystemExit, match="pip-licenses says nothing of"):
        licences.refuse_missing([], sys.executable)


@pytest.fixture
def debian(licences, tmp_path, monkeypatch) -> Path:
    """A package's folder of libraries, and a Debian that holds two of them in one of its packages."""
    system = {"libssl.so.3": "libssl3:amd64: /usr/lib/x/libssl.so.3\n", "libcrypto.so.3": "libssl3:amd64: /lib/y\n"}

    def search(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, system.get(command[-1].rpartition("/")[2], ""), "")

    monkeypatch.setattr(licences.subprocess, "run", search)
    for name, text in (("doc/libssl3/copyright", f"See {tmp_path}/common/Apache-2.0."), ("common/Apache-2.0", "Terms")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(licences, "DOCUMENTATION", tmp_path / "doc")
    monkeypatch.setattr(licences, "COMMON_LICENCES", tmp_path / "common")
    libraries = tmp_path / "internal"
    libraries.mkdir()
    for name in (*system, "libpython3.11.so.1.0", "libQt6Core.so.6"):
        (libraries / name).touch()
    (libraries / "liblzma-de26b416.so.5").symlink_to("pillow.libs/liblzma-de26b416.so.5")
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "parts.md").write_text("# Parts\n\n", encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="for packages of Linux")
def test_the_systems_libraries_in_a_package_come_with_their_terms_and_what_those_refer_to(licences, debian):
    licences.add_system_licences(debian / "internal", debian / "licences")
    parts = (debian / "licences" / "parts.md").read_text(encoding="utf-8")
    assert parts == f"# Parts\n\n## libssl3, from Debian\n\nSee {debian}/common/Apache-2.0.\n\n"
    assert (debian / "licences" / "Apache-2.0.txt").read_text(encoding="utf-8") == "Terms"


@pytest.mark.skipif(os.name == "nt", reason="for packages of Linux")
def test_a_library_of_no_known_package_stops_the_build(licences, debian):
    (debian / "internal" / "libffi.so.8").touch()
    with pytest.raises(SystemExit, match=r"holds libffi\.so\.8"):
        licences.add_system_licences(debian / "internal", debian / "licences")
