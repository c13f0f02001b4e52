"""Builds dist/movierec: a folder with Python, every library and both programs, for the system that it runs on.

Needs only Python; works in a virtual environment of its own, build/venv.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / "build" / "venv"


def main() -> None:
    """Install what is needed, draw the icons, run PyInstaller."""
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for arguments in (
        ["-m", "pip", "install", "--quiet", ".[package]"],
        ["packaging/render_icons.py"],
        ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "packaging/movierec.spec"],
    ):
        subprocess.run([str(python), *arguments], cwd=PROJECT, check=True)
    print(f"Built {PROJECT / 'dist' / 'movierec'} with Python {sys.version.split()[0]}")


main()
