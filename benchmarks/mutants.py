"""Do the tests notice when the program is wrong? Plant small faults, one at a time, and see whether a test fails.

    python benchmarks/mutants.py --seed 1
    python benchmarks/mutants.py --seed 1 --count 20 --modules gui/widgets models/factors.py
    python benchmarks/mutants.py --seed 1 --reach reach.json --again 4 17

The faults are drawn at random, with ``--seed``, from all places in the modules where one can be planted, each place
with the same chance. Modules are files or folders below ``movierec_gui``; ``--without`` leaves some out. Each fault
is planted in a copy of the tree in a temporary folder, and the test file that mirrors the module is run against it
(``data/splits.py``: ``tests/data/test_splits.py``). A module without a test file of its own is tested by those of the
modules that import it. With ``--reach``, the tests of that file that enter the changed function come first, and those
of other files follow, the nearest first, up to ``--most`` seconds of them: the record says which they are. Tests that
it does not know are run once and added (see ``reach.py``). A fault is killed when a test fails, fails again when it is
run alone, and passes without the fault, or when the time is up: a busy machine makes tests fail that wait for
something. ``--again`` repeats single faults of the same draw, by their numbers, after tests were added: the other
options and the sources must be the same.

With ``--types``, a fault that no test notices is given to the type check, which CI runs before the tests: one that it
refuses could not be handed in. The summary counts those apart.

Planted are: another comparison, another arithmetic operator, ``and`` for ``or``, a condition turned round, True for
False, a number one more, one less or doubled, a call, an attribute's assignment or a keyword argument left out, None
returned. Texts, annotations, imports, ``strict=True`` and ``raise NotImplementedError`` are left alone: no fault there
can be seen. The table names each fault. Faults that live and change nothing that anybody can see are counted as alive:
which they are is for the reader to say.

Why not a library: mutmut 3.8 leaves out every decorated function, thus all slots and properties. cosmic-ray 8.7 has one
test command for all modules, changes the files in their place, draws no sample, and leaves out neither a call, nor an
argument, nor a returned value.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import queue
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults import faults, places, with_fields
from near_tests import PACKAGE, ROOT, Reach, mirrors_of, read_reach
from type_check import refuses
from warm_pytest import WarmPytest

_TYPES = "the type check"
ENGINE_AND_WIDGETS = ("analysis", "data", "figures", "gui", "models", "recommenders", "report", "training")


@dataclass(frozen=True)
class Mutant:
    """One fault: the node of the module's tree in the order of ``places``, and which of its faults."""

    module: Path
    line: int
    function: str | None
    """It holds the fault; none where the fault shows when the module is imported."""
    change: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """Returns the test that failed with a mutant, or None where all passed."""

    number: int
    mutant: Mutant
    killed_by: str | None
    seconds: float


def main() -> None:
    """Draw, plant, test, and print the table."""
    options = _parse()
    files = modules(options.modules, options.without)
    drawn = list(enumerate(draw(files, options.count, options.seed), start=1))
    if options.again:
        drawn = [(number, mutant) for number, mutant in drawn if number in options.again]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        reach = read_reach(options.reach) if options.reach else Reach()
        idle: queue.SimpleQueue[WarmPytest] = queue.SimpleQueue()
        for job in range(options.jobs):
            idle.put(WarmPytest(_copied(Path(folder) / str(job))))
        verdicts = []
        with ThreadPoolExecutor(options.jobs) as pool:
            for verdict in pool.map(lambda one: _judge(idle, reach, options, *one), drawn):
                verdicts.append(verdict)
                print(_row(verdict), flush=True)
        for _ in range(options.jobs):
            idle.get().close()
    print(f"\n{_summary(verdicts, options.seed)}")


def modules(names: Sequence[str], without: Sequence[str] = ()) -> list[Path]:
    """Returns the source files, relative to the root, of files and folders of the package."""
    return sorted(_files(names) - _files(without))


def _files(names: Sequence[str]) -> set[Path]:
    found: set[Path] = set()
    for name in names:
        path = ROOT / PACKAGE / name
        if not path.exists():
            sys.exit(f"There is no {PACKAGE}/{name}. Name files or folders below {PACKAGE}.")
        found |= set(path.rglob("*.py")) if path.is_dir() else {path}
    return {path.relative_to(ROOT) for path in found}


def draw(files: Sequence[Path], count: int, seed: int) -> list[Mutant]:
    """Returns ``count`` mutants of different places, drawn with ``seed``."""
    trees = {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in files}
    everywhere = [(file, place) for file, tree in trees.items() for place in range(len(places(tree)))]
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen = rng.sample(everywhere, min(count, len(everywhere)))
    return [planted(file, trees[file], place, rng) for file, place in chosen]


def planted(file: Path, tree: ast.AST, place: int, rng: random.Random) -> Mutant:
    """Returns one fault of the place; the tree is left as it is."""
    mutated = copy.deepcopy(tree)
    node = places(mutated)[place]
    before, function = _short(node), function_of(mutated, node)
    changed = rng.choice(list(faults(node)))
    after = _short(changed)
    _replace(mutated, node, changed)
    source = ast.unparse(ast.fix_missing_locations(mutated))
    return Mutant(file, getattr(node, "lineno", 0), function, f"{before} → {after}", source)


def function_of(tree: ast.AST, node: ast.AST) -> str | None:
    """Returns the outermost function that runs the node when it is called: ``Class.method`` or ``function``."""
    for child in ast.iter_child_nodes(tree):
        if all(each is not node for each in ast.walk(child)):
            continue
        if isinstance(child, ast.FunctionDef):
            runs = any(each is node for statement in child.body for each in ast.walk(statement))
            return child.name if runs else None
        inner = function_of(child, node)
        return f"{child.name}.{inner}" if inner and isinstance(child, ast.ClassDef) else inner
    return None


def _replace(tree: ast.AST, node: ast.AST, changed: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, field, changed)
            elif isinstance(value, list):
                value[:] = [changed if item is node else item for item in value]


def _short(node: ast.AST) -> str:
    """The node's first line; of a statement with a body, its condition."""
    text = ast.unparse(
        with_fields(node, body=[ast.Pass()], orelse=[]) if isinstance(node, ast.If | ast.While) else node
    )
    line = text.splitlines()[0]
    return line if len(line) <= 90 else line[:89] + "…"


def _copied(tree: Path) -> Path:
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
    return Path(shutil.copytree(ROOT, tree, ignore=ignored))


def _judge(
    idle: queue.SimpleQueue[WarmPytest], reach: Reach, options: argparse.Namespace, number: int, mutant: Mutant
) -> Verdict:
    mirrors = mirrors_of(mutant.module)
    near = reach.tests(mutant.module, mutant.function, mirrors, options.most)
    inside = reach.within(mutant.module, mutant.function, mirrors)
    tests = [*map(str, mirrors), *near.names]
    pytest = idle.get()
    started = time.monotonic()
    try:
        killed_by = _killer(pytest, mutant, inside, options.timeout) if inside else None
        if killed_by is None and tests:
            killed_by = _killer(pytest, mutant, tests, options.timeout + 3 * near.seconds)
        if (
            killed_by is None
            and options.types
            and refuses(pytest.tree, options.types / pytest.tree.name, mutant.module, mutant.source, _write)
        ):
            killed_by = _TYPES
    finally:
        idle.put(pytest)
    return Verdict(number, mutant, killed_by, time.monotonic() - started)


def _killer(pytest: WarmPytest, mutant: Mutant, tests: Sequence[str], timeout: float) -> str | None:
    """Returns what fails because of the fault: a test that fails twice with it and not without, or how pytest ended."""
    for _ in range(_ROUNDS):
        with _planted_in(pytest.tree, mutant):
            failed = pytest.failing(tests, timeout)
            if failed is None or not failed.startswith("tests"):
                return failed
            fails_again = pytest.failing([failed], timeout) is not None
        if fails_again and pytest.failing([failed], timeout) is None:
            return failed.rpartition("::")[2]
    return None


_ROUNDS = 3
"""Tries for a fault that only tests notice that fail by themselves now and then."""


@contextmanager
def _planted_in(tree: Path, mutant: Mutant) -> Iterator[None]:
    path = tree / mutant.module
    original = path.read_text(encoding="utf-8")
    _write(path, mutant.source)
    try:
        yield
    finally:
        _write(path, original)


def _write(path: Path, source: str) -> None:
    """Python takes compiled code for that of a source of the same size and second: it is taken away."""
    path.write_text(source, encoding="utf-8")
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def _row(verdict: Verdict) -> str:
    mutant = verdict.mutant
    where = f"{mutant.module.relative_to(PACKAGE)}:{mutant.line}"
    change = mutant.change.replace("|", "\\|")
    return f"| {verdict.number} | {where} | `{change}` | {verdict.killed_by or '**alive**'} | {verdict.seconds:.0f} s |"


def _summary(verdicts: Sequence[Verdict], seed: int) -> str:
    refused = sum(verdict.killed_by == _TYPES for verdict in verdicts)
    killed = sum(verdict.killed_by is not None for verdict in verdicts) - refused
    more = f"; {refused} more refused by {_TYPES}" if refused else ""
    return f"Seed {seed}: {killed} of {len(verdicts)} killed by tests ({killed / max(1, len(verdicts)):.0%}){more}"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True, help="of the draw")
    parser.add_argument("--count", type=int, default=100, help="mutants to draw (100)")
    parser.add_argument("--modules", nargs="+", default=ENGINE_AND_WIDGETS, help="files or folders of the package")
    parser.add_argument("--without", nargs="+", default=(), help="files or folders of these to leave out")
    parser.add_argument("--again", nargs="+", type=int, help="numbers of the draw to repeat, the others are left out")
    parser.add_argument("--reach", type=Path, help="which test enters which function; new tests are added")
    parser.add_argument("--types", type=Path, help="folder for the type check's notes, which is asked at the end")
    parser.add_argument("--most", type=float, default=120.0, help="seconds of such tests for a mutant (120)")
    parser.add_argument("--jobs", type=int, default=1, help="mutants tested at the same time (1)")
    parser.add_argument(
        "--timeout", type=float, default=120.0, help="seconds that the mirrors of a mutant may take (120)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
