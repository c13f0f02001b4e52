"""The house's rules: imports point down, tabs stand alone, the engine knows no Qt, the window loads nothing heavy."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "movierec_gui"
HEAVY = ("matplotlib", "optuna", "pandas", "scipy", "sklearn", "torch")
WINDOW = ("app", "gui")
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = [layer.split(" | ") for layer in SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"]]
IMPORT_NAMES = {"PySide6-Essentials": "PySide6", "scikit-learn": "sklearn"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module's dotted name below the package, and its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


PARTS = {module.partition(".")[0] for module, _ in modules()}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each import in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name, without the package's, of each import of the package's own modules."""
    for line, name in imports(path):
        package, _, rest = name.partition(".")
        if package == "movierec_gui" and rest.partition(".")[0] in PARTS:
            yield line, rest


def place(module: str) -> tuple[int, str]:
    """The layer's number, counted from the top, and the name of the part that a module belongs to."""
    part = module.partition(".")[0]
    for number, layer in enumerate(LAYERS):
        if part in layer:
            return number, part
    raise AssertionError(f"{part} has no place in the layers of pyproject.toml; give it one (see CONTRIBUTING.md)")


def names_of(parts: tuple[str, ...]) -> list[str]:
    """The full names of all modules that belong to the parts."""
    return [f"movierec_gui.{module}" for module, _ in modules() if module.partition(".")[0] in parts]


def loaded_by(imports: list[str], watched: tuple[str, ...]) -> dict[str, list[str]]:
    """Which of the watched libraries each import brings into a new interpreter, for those that bring any."""
    code = (
        "import importlib, json, sys\n"
        "found = {}\n"
        "for name in json.loads(sys.argv[1]):\n"
        "    before = set(sys.modules)\n"
        "    importlib.import_module(name)\n"
        "    new = sorted(set(json.loads(sys.argv[2])) & (set(sys.modules) - before))\n"
        "    if new:\n"
        "        found[name] = new\n"
        "print(json.dumps(found))\n"
    )
    arguments = [sys.executable, "-c", code, json.dumps(imports), json.dumps(watched)]
    answer = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=PROJECT)
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout))


def test_imports_point_down():
    wrong = []
    for module, path in modules():
        if not module:
            continue
        layer, part = place(module)
        for line, imported in own_imports(path):
            below, other = place(imported)
            if part != other and below <= layer:
                wrong.append(f"{path.relative_to(PROJECT)}:{line} imports {imported}")
    assert not wrong


def test_tabs_never_import_each_other():
    wrong = [
        f"{path.relative_to(PROJECT)}:{line} imports {imported}"
        for module, path in modules()
        if module.startswith("gui.tabs.")
        for line, imported in own_imports(path)
        if imported.startswith("gui.tabs.") and imported.split(".")[2] != module.split(".")[2]
    ]
    assert not wrong


def test_the_engine_and_the_command_line_load_no_qt():
    engine = tuple(part for layer in LAYERS for part in layer if part not in (*WINDOW, "__main__"))
    assert loaded_by(names_of(engine), ("PySide6", "shiboken6")) == {}


def test_the_window_opens_before_the_heavy_libraries():
    assert loaded_by(names_of(WINDOW), HEAVY) == {}
    first = [f"movierec_gui.{name}" for name in ("app", "gui.main_window", "gui.problems")]
    assert loaded_by(first, ("numpy", "importlib.metadata")) == {}


def _requirements():
    """Those of every installation, and those of readers that may be installed on top."""
    project = SETTINGS["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["parquet"]]


def test_the_libraries_that_are_imported_are_those_that_are_installed():
    names = [re.split("[<>=]", requirement)[0] for requirement in _requirements()]
    imported = {name.partition(".")[0] for _, path in modules() for _, name in imports(path)}
    ours = {"__future__", "movierec_gui", *sys.stdlib_module_names}
    assert imported - ours == {IMPORT_NAMES.get(name, name) for name in names}
