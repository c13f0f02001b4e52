"""Collects the licences of every part of a package in build/licences; the About dialog shows them.

    collect_licences.py PYTHON

It runs in an environment of its own, with pip-licenses, and is told the Python of the package's environment. What
pip-licenses cannot know is added: Python's own licence, the LGPL with how to put another Qt in its place, and, once
build.py has put the package together, the terms of the system's libraries in it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from contents import BUILD_TOOLS, PARTS_LEFT_OUT, SYSTEM_LIBRARIES

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "build" / "licences"
DOCUMENTATION, COMMON_LICENCES = Path("/usr/share/doc"), Path("/usr/share/common-licenses")
UNKNOWN = "UNKNOWN"
"""What pip-licenses says where there is nothing."""
NO_PARTS = (*PARTS_LEFT_OUT, *BUILD_TOOLS, "movierec-gui")
"""What is installed and needs no section: tools of the build, what stays out, and the program itself."""
ALONE = ("-I", "-X", "utf8", "-c")
"""A Python that looks nowhere but in its own folders, and writes alike everywhere."""
_AS_GUEST = """
import sys
sys.path.append(sys.argv.pop(1))
import piplicenses
sys.path.pop()
piplicenses.main()
"""
"""Runs pip-licenses from the folder that comes first, and leaves that folder out of where it looks."""
HEAD = """# Licences of the parts

MovieRec itself is under the MIT licence. This package brings the parts below, each under its own licence.

**Qt and PySide6** are under the GNU LGPL, version 3 (texts: LGPL-3.0.txt, GPL-3.0.txt beside this file). They are
separate files in the folders `PySide6` and `shiboken6`, which you may replace by your own build of the same or a
compatible version: put your `libQt6*.so`, `.dylib` or `.dll` files, and PySide6's modules, in their places, and start
the program as before. Their sources: https://download.qt.io/official_releases/ and https://code.qt.io/.

GNU readline is not part of the package.

"""


def main() -> None:
    """Write parts.md and copy the texts that no wheel brings."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(PROJECT / "packaging" / "licences", FOLDER)
    (FOLDER / "Python.txt").write_text(python_licence(), encoding="utf-8")
    found = told_licences(sys.argv[1])
    refuse_missing(found, sys.argv[1])
    (FOLDER / "parts.md").write_text(HEAD + "".join(map(part_text, found)), encoding="utf-8")


def told_licences(python: str) -> list[dict[str, str]]:
    """What pip-licenses says of each part that is installed for a Python, the tools of the build left out."""
    # Told another Python, pip-licenses takes its folders apart at each blank and finds nothing where one has a blank.
    # So that Python runs it itself, and looks nowhere but in its own folders.
    command = [
        python,
        "-I",
        "-X",
        "utf8",
        "-c",
        _AS_GUEST,
        sysconfig.get_path("purelib"),
        "--from=mixed",
        "--format=json",
    ]
    command += ["--with-license-file", "--with-notice-file", "--no-license-path", "--ignore-packages", *NO_PARTS]
    told: list[dict[str, str]] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def refuse_missing(found: Iterable[dict[str, str]], python: str) -> None:
    """Exit where a part that is installed for a Python is not among those found."""
    names = "import importlib.metadata as m; print(*(d.name for d in m.distributions()), sep='\\n')"
    listed = subprocess.run(
        [python, "-I", "-X", "utf8", "-c", names], check=True, capture_output=True, text=True
    ).stdout.split()
    known = {_plain(name) for name in (*NO_PARTS, *(part["Name"] for part in found))}
    missing = sorted(name for name in set(listed) if _plain(name) not in known)
    if missing:
        sys.exit(f"pip-licenses says nothing of {', '.join(missing)}.")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def part_text(part: dict[str, str]) -> str:
    """A part's name, version and licence with its text; exits where there is none and no text here stands for it."""
    texts = [part[name].strip() for name in ("LicenseText", "NoticeText") if part.get(name, UNKNOWN) != UNKNOWN]
    if not texts and "LGPL-3.0" in part["License"]:
        texts = ["The text is in LGPL-3.0.txt, beside this file."]
    if not texts:
        sys.exit(f"{part['Name']} {part['Version']} brings no text of its licence ({part['License']}).")
    return section(f"{part['Name']} {part['Version']}: {part['License']}", texts)


def section(title: str, texts: Iterable[str]) -> str:
    """A part of parts.md."""
    return "\n\n".join([f"## {title}", *texts]) + "\n\n"


def add_system_licences(libraries: Path, licences: Path) -> None:
    """Add the terms of the system's libraries that lie in a package for Linux, as the builder's Debian tells them.

    Texts that those refer to are copied beside them. Exits where Debian knows no package of a library.
    """
    # What is a link there belongs to a wheel.
    files = [path.name for path in libraries.iterdir() if not path.is_symlink()]
    names = {name for name in files if name.startswith(SYSTEM_LIBRARIES)}
    owners = {package for name in names if not name.startswith("libpython") for package in owner(name)}
    told = {package: (DOCUMENTATION / package / "copyright").read_text(encoding="utf-8") for package in owners}
    with (licences / "parts.md").open("a", encoding="utf-8") as parts:
        parts.writelines(section(f"{package}, from Debian", [told[package].strip()]) for package in sorted(told))
    for name in set(re.findall(rf"{COMMON_LICENCES}/([\w.-]*\w)", "".join(told.values()))):
        (licences / f"{name}.txt").write_bytes((COMMON_LICENCES / name).read_bytes())


def owner(name: str) -> set[str]:
    """The packages of this Debian that hold a library of that name."""
    command = ["dpkg-query", "--search", f"*/{sysconfig.get_config_var('MULTIARCH')}/{name}"]
    found = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    if not found:
        sys.exit(f"No package of this system holds {name}, so its licence is not known. Build with Debian's Python.")
    return {line.partition(":")[0] for line in found.splitlines()}


def python_licence() -> str:
    """The licence of this Python, from where its builder put it; exits with what is missing where it is nowhere."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / version / "copyright",
        Path("/usr/share/doc") / f"lib{version}-minimal" / "copyright",
    ]
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    sys.exit(f"Python's licence is at none of {', '.join(map(str, places))}; install Python with its documentation.")


if __name__ == "__main__":
    main()
