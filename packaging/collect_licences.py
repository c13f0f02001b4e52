"""Collects the licences of every part of a package in build/licences; the About dialog shows them.

    collect_licences.py PYTHON

It runs in an environment of its own, with pip-licenses, and is told the Python of the package's environment. What
pip-licenses cannot know is added: Python's own licence, and the LGPL with how to put another Qt in its place.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from contents import BUILD_TOOLS, PARTS_LEFT_OUT

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "build" / "licences"
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
    command = [
        sys.executable,
        "-m",
        "piplicenses",
        f"--python={sys.argv[1]}",
        "--from=mixed",
        "--format=plain-vertical",
    ]
    command += ["--with-license-file", "--with-notice-file", "--no-license-path"]
    # The program's own licence lies beside it.
    command += ["--ignore-packages", *PARTS_LEFT_OUT, *BUILD_TOOLS, "movierec-gui"]
    parts = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (FOLDER / "parts.md").write_text(HEAD + parts, encoding="utf-8")


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
