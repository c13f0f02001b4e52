"""Does the type check refuse a fault? Those that it refuses never come to the tests; for ``mutants.py``."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

_MISTAKE = re.compile(r"^(.+?):\d+(?::\d+)?: error: (.+)$", re.MULTILINE)


def refuses(tree: Path, cache: Path, module: Path, source: str, write: Callable[[Path, str], None]) -> bool:
    """Whether mypy, as the tree's pyproject.toml sets it up, complains of the source in the place of the module.

    Only what it does not say of the module as it is counts, written anew as the fault's source is: comments are gone
    from both. ``write`` puts a source into a file; the module's own comes back at the end.
    """
    path = tree / module
    original = path.read_text(encoding="utf-8")
    try:
        write(path, ast.unparse(ast.parse(original)))
        before = mistakes(tree, cache)
        write(path, source)
        return bool(mistakes(tree, cache) - before)
    finally:
        write(path, original)


def mistakes(tree: Path, cache: Path) -> Counter[tuple[str, str]]:
    """The files and texts of what mypy finds, without their lines."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", str(cache)]
    said = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True, check=False).stdout
    return Counter(_MISTAKE.findall(said))
