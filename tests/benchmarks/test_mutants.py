"""The tool that plants faults: what it plants, where, and that the same seed draws the same."""

from __future__ import annotations

import ast
import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "mutants.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark script as a module."""
    spec = importlib.util.spec_from_file_location("mutants", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "mutants", module)  # its dataclasses look themselves up by the module's name
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a is not b", {"a is b"}),
        ("a - b", {"a + b"}),
        ("a | b", {"a & b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("-a", {"a"}),
        ("a if b else c", {"a if not b else c"}),
        ("f(1 == x, key=a)", {"f(1 == x)"}),
        ("f(a, *b, **c)", set()),
        ("True", {"False"}),
        ("3", {"4", "2"}),
        ("0.5", {"1.0"}),
        ("'text'", set()),
    ],
)
def test_an_expression_has_these_faults(script: ModuleType, code: str, faults: set[str]) -> None:
    node = ast.parse(code, mode="eval").body
    assert {ast.unparse(fault) for fault in script.faults(node)} == faults


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("f(a)", {"pass"}),
        ("self.x = a", {"pass"}),
        ("x = a", set()),
        ("x += a", {"x -= a"}),
        ("raise a", {"pass"}),
        ("if a:\n    b", {"if not a:\n    b"}),
    ],
)
def test_a_statement_has_these_faults(script: ModuleType, code: str, faults: set[str]) -> None:
    (node,) = ast.parse(code).body
    assert {ast.unparse(fault) for fault in script.faults(node)} == faults


def test_returned_values_give_way_to_none(script: ModuleType) -> None:
    value, nothing = ast.parse("def f():\n    return a\n    return None").body[0].body  # type: ignore[attr-defined]
    assert [ast.unparse(fault) for fault in script.faults(value)] == ["return None"]
    assert list(script.faults(nothing)) == []


def test_what_only_a_type_checker_reads_is_left_alone(script: ModuleType) -> None:
    code = "from a import b\nx: int | None = f\nAlias = int | str\n\n@g(1)\ndef h(x: int | str) -> int | None: ..."
    assert script.places(ast.parse(code)) == []


def test_one_fault_is_planted_and_the_rest_stays(script: ModuleType) -> None:
    tree = ast.parse("x = a + b\ny = c + d")
    mutant = script.planted(Path("m.py"), tree, 1, random.Random(0))  # noqa: S311 - a sample
    assert mutant.source == "x = a + b\ny = c - d"
    assert (mutant.line, mutant.change) == (2, "c + d → c - d")
    assert ast.unparse(tree) == "x = a + b\ny = c + d"


def test_the_same_seed_draws_the_same_and_another_one_others(script: ModuleType) -> None:
    files = script.modules(["wording.py", "progress.py"])
    assert [file.name for file in files] == ["progress.py", "wording.py"]
    drawn = script.draw(files, 8, 1)
    assert drawn == script.draw(files, 8, 1)
    assert drawn != script.draw(files, 8, 2)
    assert len({(mutant.module, mutant.source) for mutant in drawn}) == 8
    for mutant in drawn:
        compile(mutant.source, str(mutant.module), "exec")


def test_modules_can_be_left_out_and_unknown_ones_are_named(script: ModuleType) -> None:
    whole, part = script.modules(["figures"]), script.modules(["figures"], ["figures/nodes.py"])
    assert {file.name for file in whole} - {file.name for file in part} == {"nodes.py"}
    with pytest.raises(SystemExit, match="no movierec_gui/no-such"):
        script.modules(["no-such"])


def test_a_module_is_tested_by_its_mirror_or_by_those_of_its_importers(script: ModuleType) -> None:
    assert script.tests_of(Path("movierec_gui/data/splits.py")) == (Path("tests/data/test_splits.py"),)
    found = script.tests_of(Path("movierec_gui/gui/widgets/drawing_queue.py"))
    assert Path("tests/gui/widgets/test_figure_view.py") in found


def test_a_failing_test_is_named_and_a_passing_one_not(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_good(): pass\n\ndef test_bad():\n    assert False\n")
    assert script._failing(tmp_path, [Path("test_it.py")], 60) == "test_bad"
    (tmp_path / "test_it.py").write_text("def test_good(): pass\n")
    assert script._failing(tmp_path, [Path("test_it.py")], 60) is None
