"""Do the tests notice when the program is wrong? Plant small faults, one at a time, and see whether a test fails.

    python benchmarks/mutants.py --seed 1
    python benchmarks/mutants.py --seed 1 --count 20 --modules gui/widgets models/factors.py
    python benchmarks/mutants.py --seed 1 --reach reach.json --again 4 17

The faults are drawn at random, with ``--seed``, from all places in the modules where one can be planted, each place
with the same chance. Modules are files or folders below ``movierec_gui``; ``--without`` leaves some out. Each fault is
planted in a copy of the tree in a temporary folder, and the test file that mirrors the module is run against it
(``data/splits.py``: ``tests/data/test_splits.py``). A module without a test file of its own is tested by those of the
modules that import it. With ``--reach``, the tests that enter the changed function follow, the nearest first, up to
``--most`` seconds of them: the file says which they are, and is recorded by one run of all tests where it is missing
(see ``reach.py``). Before the first fault, the test files must pass without one. A fault is killed when a test fails or
the time is up. ``--again`` repeats single faults of the same draw, by their numbers, after tests were added: the other
options and the sources must be the same.

Planted are: another comparison, another arithmetic operator, ``and`` for ``or``, a condition turned round, True for
False, a number one more, one less or doubled, a call, an attribute's assignment or a keyword argument left out, None
returned. Texts, annotations and imports are left alone. The table names each fault. Faults that live and change nothing
that anybody can see are counted as alive: which they are is for the reader to say.

Why not a library: mutmut 3.8 leaves out every decorated function, thus all slots and properties, and forks its workers
from a process that has loaded Qt and torch. cosmic-ray 8.7 has one test command for all modules, changes the files in
their place, draws no sample, and leaves out neither a call, nor an argument, nor a returned value.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from near_tests import PACKAGE, ROOT, Reach, mirrors_of, read_reach

ENGINE_AND_WIDGETS = ("analysis", "data", "figures", "gui", "models", "recommenders", "report", "training")

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


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
        trees: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for job in range(options.jobs):
            trees.put(_copied(Path(folder) / str(job)))
        mirrors = {mutant.module: mirrors_of(mutant.module) for _, mutant in drawn}
        _require_passing(trees, sorted({test for files in mirrors.values() for test in files}))
        reach = read_reach(options.reach) if options.reach else Reach()
        verdicts = []
        with ThreadPoolExecutor(options.jobs) as pool:
            run = partial(_judge, trees, reach, options)
            for verdict in pool.map(lambda one: run(*one, mirrors[one[1].module]), drawn):
                verdicts.append(verdict)
                print(_row(verdict), flush=True)
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


def places(tree: ast.AST) -> list[ast.AST]:
    """Returns the nodes in which a fault can be planted, in the order of the source."""
    return [node for node in _code(tree) if any(True for _ in faults(node))]


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


def faults(node: ast.AST) -> Iterator[ast.AST]:
    """Yields what can stand in the node's place, one fault each."""
    for kind, make in _FAULTS:
        if isinstance(node, kind):
            yield from make(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for position, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            yield _with(node, ops=[*node.ops[:position], other(), *node.ops[position + 1 :]])


def _arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    yield _with(node, op=_ARITHMETIC[type(node.op)]())


def _and_or(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _unsigned(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool():
            yield ast.Constant(not node.value)
        case int():
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)
        case float():
            yield ast.Constant(node.value * 2 if node.value else 1.0)


def _turned(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _argument_left_out(node: ast.Call) -> Iterator[ast.AST]:
    for position, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield _with(node, keywords=node.keywords[:position] + node.keywords[position + 1 :])


def _none_returned(node: ast.Return) -> Iterator[ast.AST]:
    # None for False is the same to whoever asks; True for False is planted in the constant.
    nothing = isinstance(node.value, ast.Constant) and (node.value.value is None or node.value.value is False)
    if node.value is not None and not nothing:
        yield ast.Return(ast.Constant(None))


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()


_FAULTS: tuple[tuple[Any, Callable[[Any], Iterator[ast.AST]]], ...] = (
    (ast.Compare, _compare),
    (ast.BinOp | ast.AugAssign, _arithmetic),
    (ast.BoolOp, _and_or),
    (ast.UnaryOp, _unsigned),
    (ast.Constant, _constant),
    (ast.If | ast.IfExp | ast.While, _turned),
    (ast.Call, _argument_left_out),
    (ast.Return, _none_returned),
    (ast.stmt, _left_out),
)


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yields the nodes that run: no annotations, imports, formats of texts, nor what only a type checker reads."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "format_spec", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_for_types(child):
                yield child
                yield from _code(child)


def _is_for_types(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Call(func=ast.Name(id="cast" | "TypeVar")):
            return True
        case ast.Assign(value=ast.BinOp(op=ast.BitOr())):
            return True  # an alias of types
    return False


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _replace(tree: ast.AST, node: ast.AST, changed: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, field, changed)
            elif isinstance(value, list):
                value[:] = [changed if item is node else item for item in value]


def _short(node: ast.AST) -> str:
    """The node's first line; of a statement with a body, its condition."""
    text = ast.unparse(_with(node, body=[ast.Pass()], orelse=[]) if isinstance(node, ast.If | ast.While) else node)
    line = text.splitlines()[0]
    return line if len(line) <= 90 else line[:89] + "…"


def _copied(tree: Path) -> Path:
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
    return Path(shutil.copytree(ROOT, tree, ignore=ignored))


def _require_passing(trees: queue.SimpleQueue[Path], tests: Iterable[Path]) -> None:
    tree = trees.get()
    failed = _failing(tree, tests, timeout=1800)
    trees.put(tree)
    if failed is not None:
        sys.exit(f"The tests must pass before a fault is planted: {failed}")


def _judge(
    trees: queue.SimpleQueue[Path],
    reach: Reach,
    options: argparse.Namespace,
    number: int,
    mutant: Mutant,
    mirrors: tuple[Path, ...],
) -> Verdict:
    near = reach.tests(mutant.module, mutant.function, mirrors, options.most)
    tests = [*mirrors, *near.names]
    timeout = options.timeout + 3 * near.seconds
    tree = trees.get()
    path = tree / mutant.module
    original = path.read_text(encoding="utf-8")
    started = time.monotonic()
    try:
        path.write_text(mutant.source, encoding="utf-8")
        killed_by = _failing(tree, tests, timeout) if tests else None
    finally:
        path.write_text(original, encoding="utf-8")
        trees.put(tree)
    return Verdict(number, mutant, killed_by, time.monotonic() - started)


def _failing(tree: Path, tests: Iterable[Path | str], timeout: float) -> str | None:
    """Returns the name of the first test that fails, ``time`` where the time was up, or None."""
    environment = os.environ | {"PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, tests)]
    # A session of its own, so that what the tests start ends with them.
    process = subprocess.Popen(
        command,
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return "time"
    if process.returncode == 0:
        return None
    named = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    return named.group(1).rpartition("::")[2] if named else f"exit status {process.returncode}"


def _row(verdict: Verdict) -> str:
    mutant = verdict.mutant
    where = f"{mutant.module.relative_to(PACKAGE)}:{mutant.line}"
    change = mutant.change.replace("|", "\\|")
    return f"| {verdict.number} | {where} | `{change}` | {verdict.killed_by or '**alive**'} | {verdict.seconds:.0f} s |"


def _summary(verdicts: Sequence[Verdict], seed: int) -> str:
    killed = sum(verdict.killed_by is not None for verdict in verdicts)
    return f"Seed {seed}: {killed} of {len(verdicts)} killed ({killed / max(1, len(verdicts)):.0%})"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True, help="of the draw")
    parser.add_argument("--count", type=int, default=100, help="mutants to draw (100)")
    parser.add_argument("--modules", nargs="+", default=ENGINE_AND_WIDGETS, help="files or folders of the package")
    parser.add_argument("--without", nargs="+", default=(), help="files or folders of these to leave out")
    parser.add_argument("--again", nargs="+", type=int, help="numbers of the draw to repeat, the others are left out")
    parser.add_argument("--reach", type=Path, help="which test enters which function; made where it is missing")
    parser.add_argument("--most", type=float, default=120.0, help="seconds of such tests for a mutant (120)")
    parser.add_argument("--jobs", type=int, default=1, help="mutants tested at the same time (1)")
    parser.add_argument(
        "--timeout", type=float, default=120.0, help="seconds that the mirrors of a mutant may take (120)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
