"""Writes the man pages of both programs and of every command from their parsers: make_man_pages.py FOLDER"""

from __future__ import annotations

import sys
from pathlib import Path

from click_man.core import write_man_pages

from movierec_gui import __version__
from movierec_gui.app import window_command
from movierec_gui.cli.group import movierec


def main(folder: Path) -> None:
    """Write section 1 of the manual into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, command in (("movierec", movierec), ("movierec-gui", window_command())):
        write_man_pages(name, command, version=__version__, target_dir=str(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
