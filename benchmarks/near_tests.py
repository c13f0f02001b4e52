"""Which tests may notice a fault? Those of the mirror, and those that enter the function; for ``mutants.py``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, cast

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "movierec_gui"
_NOTHING: dict[str, Any] = {"tests": [], "seconds": [], "modules": {}}
_SETTING, _PAGES = " = setting(", Path("tests/cli/test_docs.py")


class NearTests(NamedTuple):
    """Names for pytest, and the seconds that they took together when they were recorded."""

    names: list[str]
    seconds: float


@dataclass(frozen=True)
class Reach:
    """A record of ``reach.py``: the seconds of each test, and of each module the functions and who enters them."""

    seconds: dict[str, float] = field(default_factory=dict)
    modules: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def tests(self, module: Path, function: str | None, without: Sequence[Path], most: float) -> NearTests:
        """Returns the tests that enter the function, the nearest and quickest first, up to ``most`` seconds.

        Without a function, or where none enters it (it is called when the module is imported, or in another process),
        those that enter any function of the module or of one that imports it.
        """
        entered = self.modules.get(module.as_posix(), {}).get(function or "", [])
        if not entered:
            entered = [name for one in (module, *importers(module)) for name in self._all(one)]
        left_out = {file.as_posix() for file in without}
        near = sorted(
            {name for name in entered if name.partition("::")[0] not in left_out},
            key=lambda name: (-_shared(module, name), self.seconds[name], name),
        )
        chosen, total = [], 0.0
        for name in near:
            if total + self.seconds[name] <= most:
                chosen.append(name)
                total += self.seconds[name]
        return NearTests(chosen, total)

    def within(self, module: Path, function: str | None, files: Sequence[Path]) -> list[str]:
        """Returns the tests of these files that enter the function, the quickest first."""
        wanted = {file.as_posix() for file in files}
        entered = self.modules.get(module.as_posix(), {}).get(function or "", [])
        return sorted((name for name in entered if name.partition("::")[0] in wanted), key=self.seconds.__getitem__)

    def _all(self, module: Path) -> set[str]:
        return {name for tests in self.modules.get(module.as_posix(), {}).values() for name in tests}


def _shared(module: Path, test: str) -> int:
    """Returns how many folders the module and the test have in common."""
    folders = zip(module.parent.parts[1:], Path(test.partition("::")[0]).parent.parts[1:], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], folders))


def read_reach(file: Path) -> Reach:
    """Returns the record, of tests that are still there; those that it does not know are run and added to it."""
    collected = _pytest("--collect-only", "-q", variables={"PYTHONPATH": str(ROOT)}).stdout.splitlines()
    there = {name for name in collected if "::" in name}
    stored = json.loads(file.read_text(encoding="utf-8")) if file.exists() else _NOTHING
    if new := sorted(there - set(stored["tests"])):
        stored = joined(stored, _recorded(new))
        file.write_text(json.dumps(stored), encoding="utf-8")
    names = stored["tests"]
    return Reach(
        {name: seconds for name, seconds in zip(names, stored["seconds"], strict=True) if name in there},
        {
            module: {
                function: [names[test] for test in tests if names[test] in there] for function, tests in of.items()
            }
            for module, of in stored["modules"].items()
        },
    )


def joined(stored: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """Returns one record of the tests of two."""
    modules = {module: dict(of) for module, of in stored["modules"].items()}
    for module, of in added["modules"].items():
        functions = modules.setdefault(module, {})
        for function, tests in of.items():
            moved = [len(stored["tests"]) + test for test in tests]
            functions[function] = [*functions.get(function, []), *moved]
    both = {name: stored[name] + added[name] for name in ("tests", "seconds")}
    return {**both, "modules": modules}


def _recorded(names: Sequence[str]) -> dict[str, Any]:
    """Runs tests and returns the record; what fails is recorded as far as it came."""
    with tempfile.TemporaryDirectory(prefix="reach-") as folder:
        listed, file = Path(folder) / "names", Path(folder) / "reach.json"
        listed.write_text("\n".join(names), encoding="utf-8")
        variables = {"MOVIEREC_REACH": str(file), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"}
        _pytest("-q", "-p", "reach", f"@{listed}", variables=variables)
        return cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8")))


def _pytest(*arguments: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"} | variables
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)


def mirrors_of(module: Path) -> tuple[Path, ...]:
    """Returns the test file that mirrors the module, or those of the modules that import it.

    That of the pages of settings comes last where the module has some: no function of the module is entered by it.
    """
    seen = {module}
    found: set[Path] = set()
    waiting = [module]
    while waiting and not found:
        waiting_for = waiting
        waiting = []
        for one in waiting_for:
            if (mirror := _mirror(one)) is not None:
                found.add(mirror)
            else:
                waiting += [importer for importer in importers(one) if importer not in seen]
        seen |= set(waiting)
    has_settings = _SETTING in (ROOT / module).read_text(encoding="utf-8")
    return (*sorted(found), *([_PAGES] if has_settings else []))


def _mirror(module: Path) -> Path | None:
    inner = module.relative_to(PACKAGE)
    name = inner.parent.name if inner.stem == "__init__" else inner.stem
    test = Path("tests") / inner.parent / f"test_{name}.py"
    return test if (ROOT / test).exists() else None


def importers(module: Path) -> list[Path]:
    """Returns the modules that import the module."""
    dotted = ".".join(module.with_suffix("").parts).removesuffix(".__init__")
    pattern = re.compile(
        rf"^\s*(from {re.escape(dotted)} import|import {re.escape(dotted)}\b"
        rf"|from {re.escape(dotted.rpartition('.')[0])} import .*\b{re.escape(dotted.rpartition('.')[2])}\b)",
        re.MULTILINE,
    )
    files = sorted((ROOT / PACKAGE).rglob("*.py"))
    return [file.relative_to(ROOT) for file in files if pattern.search(file.read_text(encoding="utf-8"))]
