"""The recipes of the packages are scripts beside the program, not modules of it: they are loaded by their path."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

RECIPES = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="session")
def recipe() -> Callable[[str], ModuleType]:
    """Loads a script of packaging/ by its place there."""
    sys.path.append(str(RECIPES))  # where they find each other, as when they are started

    def load(place: str) -> ModuleType:
        path = RECIPES / place
        spec = importlib.util.spec_from_file_location(f"recipe_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # where dataclasses look for the types of their fields
        spec.loader.exec_module(module)
        return module

    return load
