"""Builds dist/movierec: a folder with Python, every library and both programs, for the system that it runs on.

Needs only Python; works in a virtual environment of its own, build/venv. The same sources and the same versions of the
libraries give the same bytes, whoever builds: SOURCE_DATE_EPOCH, or else the last commit's time, is every file's time.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import venv
from pathlib import Path

from collect_licences import add_system_licences
from contents import parts_inside

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / "build"
ENVIRONMENT = BUILD / "venv"
TOOLS = BUILD / "tools"
"""Tools that look at the first environment from outside: their own libraries must not get into the package."""
FOLDER = PROJECT / "dist" / "movierec"
TOOL_REQUIREMENTS = ("cyclonedx-bom>=7,<8", "pip-licenses>=5,<6")
OLDEST, NEWEST = (3, 11), (3, 14)
"""Versions of Python that all libraries have wheels for."""


def main() -> None:
    """Install what is needed, draw the icons, collect the licences, run PyInstaller."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        supported = " to ".join(".".join(map(str, version)) for version in (OLDEST, NEWEST))
        sys.exit(f"Python {sys.version.split()[0]} cannot build MovieRec: the libraries have wheels for {supported}.")
    python, tools = new_environment(ENVIRONMENT), new_environment(TOOLS)
    for arguments in (
        [python, "-m", "pip", "install", "--quiet", ".[package]"],
        [tools, "-m", "pip", "install", "--quiet", *TOOL_REQUIREMENTS],
        [python, "packaging/render_icons.py"],
        [tools, "packaging/collect_licences.py", python],
        [python, "packaging/windows/properties.py"],
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "packaging/movierec.spec"],
    ):
        subprocess.run(arguments, cwd=PROJECT, check=True, env=repeatable_environment())
    if sys.platform.startswith("linux"):
        name_twice(FOLDER)
        strip_symbols(FOLDER)
        inside = FOLDER / "_internal"
        add_system_licences(inside, inside / "movierec_gui" / "resources" / "licences")
    write_sbom(tools)
    print(f"Built {FOLDER} with Python {sys.version.split()[0]}")


def new_environment(folder: Path) -> str:
    """Make an empty virtual environment and return the path of its Python."""
    venv.create(folder, with_pip=True, clear=True)
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def repeatable_environment() -> dict[str, str]:
    """The environment with what makes two builds alike: one time of all files, one order of sets, one encoding."""
    alike = {"SOURCE_DATE_EPOCH": source_date(), "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **alike, "QT_QPA_PLATFORM": "offscreen"}


def source_date() -> str:
    """The time of the sources, in seconds since 1970."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ["git", "log", "-1", "--format=%ct"]
    return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.strip()


def installed_size(folder: Path) -> int:
    """What a tree takes up, in units of 1,024 bytes, as Debian counts: alike on every file system.

    Each file is rounded up and one with two names counts once; a folder counts one, whatever its own size is here.
    """
    files = {(status.st_dev, status.st_ino): status for status in (path.lstat() for path in folder.rglob("*"))}
    return 1 + sum(1 if stat.S_ISDIR(status.st_mode) else -(-status.st_size // 1024) for status in files.values())


def name_twice(folder: Path) -> None:
    """Give the one program of the Linux folder its second name; which one is started, the program sees by it."""
    second = folder / "movierec"
    second.unlink(missing_ok=True)
    os.link(folder / "movierec-gui", second)


def strip_symbols(folder: Path) -> None:
    """Take the symbols for debuggers out of PyTorch's and Python's own libraries, about a hundred megabytes.

    Other wheels' libraries stay as they are: tools that repaired them moved parts, which strip may damage.
    """
    inside = folder / "_internal"
    libraries = [*(inside / "torch" / "lib").glob("*.so*"), *inside.glob("libpython3*.so*")]
    strip = shutil.which("strip")
    if strip is None:
        sys.exit("strip is missing; install the package binutils.")
    subprocess.run([strip, "--strip-unneeded", *map(str, sorted(libraries))], check=True)


def write_sbom(tools: str) -> None:
    """List every part of the package with its version and licence as CycloneDX, beside the folder."""
    # pip notes in which folder the program was built, and the list would tell it.
    for note in ENVIRONMENT.rglob("movierec_gui-*.dist-info/direct_url.json"):
        note.unlink()
    target = PROJECT / "dist" / "movierec-sbom.cdx.json"
    command = [tools, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    subprocess.run([*command, "-o", str(target), str(ENVIRONMENT)], cwd=PROJECT, check=True)
    listing = parts_inside(json.loads(target.read_text(encoding="utf-8")))
    target.write_text(json.dumps(listing, indent=2) + "\n", encoding="utf-8")
    shutil.copy(target, FOLDER / "movierec-sbom.cdx.json")


if __name__ == "__main__":
    if sys.argv[1:] == ["--source-date"]:
        print(source_date())
    elif sys.argv[1:2] == ["--installed-size"]:
        print(installed_size(Path(sys.argv[2])))
    else:
        main()
