"""Windows' properties of a program are written in the form that PyInstaller evaluates."""

import ast

import pytest


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("1.2.3.dev4", (1, 2, 3, 4)), ("2.0rc1", (2, 0, 1, 0))]
)
def test_a_version_becomes_four_numbers(recipe, version, numbers):
    text = recipe("windows/properties.py").properties("movierec-gui", version)
    call = ast.parse(text.strip(), mode="eval").body
    assert isinstance(call, ast.Call)
    fixed = next(keyword.value for keyword in call.keywords if keyword.arg == "ffi")
    assert isinstance(fixed, ast.Call)
    assert ast.literal_eval(next(part.value for part in fixed.keywords if part.arg == "filevers")) == numbers
    assert f'StringStruct("FileVersion", "{version}")' in text
