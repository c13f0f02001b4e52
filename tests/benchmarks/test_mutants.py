"""The tool that plants faults: what it plants, where, and that the same seed draws the same."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

_SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "mutants.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark script as a module."""
    monkeypatch.syspath_prepend(str(_SCRIPT.parent))
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
        ("zip(a, b, strict=True)", set()),
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
        ("raise NotImplementedError", set()),
        ("if a:\n    b", {"if not a:\n    b"}),
    ],
)
def test_a_statement_has_these_faults(script: ModuleType, code: str, faults: set[str]) -> None:
    (node,) = ast.parse(code).body
    assert {ast.unparse(fault) for fault in script.faults(node)} == faults


def test_returned_values_give_way_to_none(script: ModuleType) -> None:
    code = "def f():\n    return a\n    return 0\n    return None\n    return False"
    value, zero, *nothing = ast.parse(code).body[0].body  # type: ignore[attr-defined]
    assert [ast.unparse(fault) for fault in script.faults(value)] == ["return None"]
    assert [ast.unparse(fault) for fault in script.faults(zero)] == ["return None"]
    assert [list(script.faults(each)) for each in nothing] == [[], []]


def test_what_only_a_type_checker_reads_is_left_alone(script: ModuleType) -> None:
    code = "from a import b\nx: int | None = f\nAlias = int | str\n\n@g(1)\ndef h(x: int | str) -> int | None: ..."
    assert script.places(ast.parse(code)) == []


def test_guards_against_the_programs_own_mistakes_are_left_alone(script: ModuleType) -> None:
    assert script.places(ast.parse("x = [*zip(a, b, strict=True)]")) == []


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
    assert script.mirrors_of(Path("movierec_gui/data/scales.py")) == (Path("tests/data/test_scales.py"),)
    with_settings = (Path("tests/data/test_splits.py"), Path("tests/cli/test_docs.py"))
    assert script.mirrors_of(Path("movierec_gui/data/splits.py")) == with_settings
    found = script.mirrors_of(Path("movierec_gui/gui/widgets/ground_delegate.py"))
    assert Path("tests/gui/widgets/test_table_view.py") in found


def test_a_failing_test_is_named_and_a_passing_one_not(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    test = tmp_path / "tests" / "test_it.py"
    test.write_text(
        "import pytest\n\ndef test_good(): pass\n\n"
        "@pytest.mark.parametrize('x', ['a b'])\ndef test_bad(x):\n    assert False, 'no'\n"
    )
    warm = script.WarmPytest(tmp_path, ["pytest"])
    assert warm.failing(["tests/test_it.py"], 60) == "tests/test_it.py::test_bad[a b]"
    test.write_text("def test_good(): pass\n")
    assert warm.failing(["tests/test_it.py"], 60) is None
    test.write_text("def test_endless():\n    while True: pass\n")
    assert warm.failing(["tests/test_it.py"], 1) == "time"
    assert warm.failing(["tests/no_test.py"], 60) is not None
    warm.close()


@pytest.mark.parametrize(
    ("failures", "killer"),
    [
        ({"with": ["tests/t.py::a", "tests/t.py::a"], "without": [None]}, "a"),
        ({"with": [None], "without": []}, None),
        ({"with": ["time"], "without": []}, "time"),
        ({"with": ["tests/t.py::a", None, "tests/t.py::b", "tests/t.py::b"], "without": [None]}, "b"),
        ({"with": ["tests/t.py::a", "tests/t.py::a"] * 3, "without": ["tests/t.py::a"] * 3}, None),
    ],
)
def test_a_test_that_fails_by_itself_kills_nothing(
    script: ModuleType,
    tmp_path: Path,
    failures: dict[str, list[str | None]],
    killer: str | None,
) -> None:
    (tmp_path / "m.py").write_text("right")

    def failing(tests: list[str], timeout: float) -> str | None:
        return failures["with" if (tmp_path / "m.py").read_text() == "wrong" else "without"].pop(0)

    warm = SimpleNamespace(tree=tmp_path, failing=failing)
    mutant = script.Mutant(Path("m.py"), 1, None, "right → wrong", "wrong")
    assert script._killer(warm, mutant, ["tests/t.py"], 60) == killer
    assert failures == {"with": [], "without": []}
    assert (tmp_path / "m.py").read_text() == "right"


@pytest.mark.parametrize(
    ("code", "function"),
    [
        ("def f(a=1): b", None),
        ("def f(a): 1", "f"),
        ("def f():\n    def g(): 1", "f"),
        ("class C:\n    x = 1", None),
        ("class C:\n    def f(self): 1", "C.f"),
        ("class C:\n    class D:\n        def f(self): 1", "C.D.f"),
        ("if a:\n    def f(): 1", "f"),
        ("x = [1]", None),
    ],
)
def test_a_fault_is_run_by_the_outermost_function_around_it(
    script: ModuleType, code: str, function: str | None
) -> None:
    tree = ast.parse(code)
    (node,) = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    assert script.function_of(tree, node) == function


def test_the_nearest_and_quickest_tests_that_enter_a_function_come_first(script: ModuleType) -> None:
    module = Path("movierec_gui/data/splits.py")
    seconds = {"tests/gui/test_a.py::test": 0.1, "tests/data/test_b.py::test": 3.0, "tests/data/test_c.py::test": 2.0}
    reach = script.Reach(
        {**seconds, "tests/data/test_splits.py::test": 1.0, "tests/data/test_d.py::test": 1.0},
        {
            "movierec_gui/data/splits.py": {"f": [*seconds, "tests/data/test_splits.py::test"]},
            "movierec_gui/training/trainer.py": {"train": ["tests/data/test_d.py::test"]},
        },
    )
    mirrors = script.mirrors_of(module)
    near = reach.tests(module, "f", mirrors, 10)
    assert near.names == ["tests/data/test_c.py::test", "tests/data/test_b.py::test", "tests/gui/test_a.py::test"]
    assert near.seconds == pytest.approx(5.1)
    assert reach.tests(module, "f", mirrors, 2.5).names == ["tests/data/test_c.py::test", "tests/gui/test_a.py::test"]
    assert "tests/data/test_d.py::test" in reach.tests(module, None, mirrors, 10).names  # an importer's
    assert "tests/data/test_d.py::test" not in near.names
    assert reach.tests(module, "called_at_import", mirrors, 10) == reach.tests(module, None, mirrors, 10)


def test_records_of_some_tests_and_of_others_are_joined(script: ModuleType) -> None:
    one = {"tests": ["a", "b"], "seconds": [1, 2], "modules": {"m": {"f": [0, 1]}, "n": {"g": [1]}}}
    other = {"tests": ["c"], "seconds": [3], "modules": {"m": {"f": [0], "h": [0]}}}
    assert sys.modules["near_tests"].joined(one, other) == {
        "tests": ["a", "b", "c"],
        "seconds": [1, 2, 3],
        "modules": {"m": {"f": [0, 1, 2], "h": [2]}, "n": {"g": [1]}},
    }
    assert one["modules"]["m"]["f"] == [0, 1]


def test_a_plugin_records_which_test_enters_which_function(script: ModuleType, tmp_path: Path) -> None:
    package = tmp_path / "movierec_gui"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "m.py").write_text("class C:\n    def f(self):\n        return [g() for _ in 'x']\n\ndef g(): ...\n")
    (tmp_path / "test_it.py").write_text(
        "import threading\nimport pytest\nfrom movierec_gui.m import C, g\n\n"
        "@pytest.fixture(scope='module')\ndef made(): return C().f()\n\n"
        "def test_a(made): pass\n\ndef test_b(made): pass\n\n"
        "def test_c():\n    thread = threading.Thread(target=g)\n    thread.start()\n    thread.join()\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "plugin.py").write_text(
        "from pathlib import Path\nfrom reach import Recorder\n\ndef pytest_configure(config):\n"
        "    here = Path(__file__).parent\n"
        "    config.pluginmanager.register(Recorder(here / 'movierec_gui', here / 'reach.json'))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(_SCRIPT.parent)])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "plugin", "-p", "no:cacheprovider", "-p", "no:pytest-qt"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, stdout=subprocess.DEVNULL)
    record = json.loads((tmp_path / "reach.json").read_text())
    assert [name.partition("::")[2] for name in record["tests"]] == ["test_a", "test_b", "test_c"]
    assert record["modules"] == {"movierec_gui/m.py": {"C.f": [0, 1], "g": [0, 1, 2]}}


def test_the_type_check_refuses_what_no_type_allows(script: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="the tests alone do not need the type check")
    (tmp_path / "pyproject.toml").write_text('[tool.mypy]\nfiles = ["m.py"]\nstrict = true\n')
    text = "def f(a: int) -> int:\n    return a\n\nx: str = 1  # type: ignore[assignment]\n"
    (tmp_path / "m.py").write_text(text)

    def asked(source: str) -> bool:
        return script.refuses(tmp_path, tmp_path / "cache", Path("m.py"), source, script._write)

    assert asked("def f(a: int) -> int:\n    return None\n\nx: str = 1")
    assert not asked("def f(a: int) -> int:\n    return a + 1\n\nx: str = 1")
    assert (tmp_path / "m.py").read_text() == text


def test_what_the_types_refuse_is_counted_apart(script: ModuleType) -> None:
    mutant = script.Mutant(Path("m.py"), 1, None, "", "")
    verdicts = [script.Verdict(1, mutant, by, 0.0) for by in ("test_a", None, "the type check", "test_b")]
    assert script._summary(verdicts, 5) == "Seed 5: 2 of 4 killed by tests (50%); 1 more refused by the type check"
