"""What is read back is of its type, or is refused with the reason."""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui import records
from movierec_gui.errors import UserError
from movierec_gui.records import LONGEST_NAME, Amount, Count, DamagedError, check_name, looks_of, tidy_name

DEEP = b"[" * 100_000 + b"]" * 100_000


@dataclass(frozen=True)
class Cake:
    name: str
    layers: Count = 1
    grams: dict[str, Amount] = field(default_factory=dict)
    eaten: bool = False


def test_a_record_comes_from_its_fields_and_unknown_ones_are_ignored() -> None:
    content = b'{"name": "plum", "grams": {"flour": 250, "sugar": 80.5}, "icing": {"a": [1]}}'
    assert records.decode(Cake, content) == Cake("plum", 1, {"flour": 250.0, "sugar": 80.5})


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b'"name"', b"{}", b'{"name": 3}', b'{"name": null}',
        b'{"name": "a", "layers": 1.5}', b'{"name": "a", "layers": -1}', b'{"name": "a", "layers": true}',
        b'{"name": "a", "layers": 1e999}', b'{"name": "a", "layers": 99999999999999999999}',
        b'{"name": "a", "grams": {"flour": NaN}}', b'{"name": "a", "grams": {"flour": Infinity}}',
        b'{"name": "a", "grams": {"flour": 1e999}}', b'{"name": "a", "grams": {"flour": -1}}',
        b'{"name": "a", "grams": {"flour": "1"}}', b'{"name": "a", "grams": {"flour": null}}',
        b'{"name": "a", "grams": []}', b'{"name": "a", "eaten": 1}', DEEP,
    ],
)  # fmt: skip
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError) as refused:
        records.decode(Cake, content)
    assert str(refused.value)


@pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("levels", [records.MOST_LEVELS + 1, 500, 5_000, 200_000])
def test_an_unknown_field_is_left_out_and_refused_where_it_has_no_end(levels: int, begin: bytes, end: bytes) -> None:
    """Also where the stack is deep enough, as in Python 3.14."""
    assert records.decode(Cake, b'{"name": "a", "icing": [' + b"[1]," * 200 + b"[]]}") == Cake("a")
    assert records.decode(list[str], b'["a", "' + b"[" * 200 + b'"]') == ["a", "[" * 200]
    with pytest.raises(DamagedError, match="nested too deeply"):
        records.decode(Cake, b'{"name": "a", "icing": ' + begin * levels + b"1" + end * levels + b"}")


@given(st.binary(max_size=200))
def test_no_bytes_end_the_program(content: bytes) -> None:
    for read in (lambda: records.decode(Cake, content), lambda: records.unseal(content, nan_as_null=True)):
        with contextlib.suppress(DamagedError):
            read()


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(TEXT.filter(lambda name: name != "checksum"), JSON, max_size=4))
def test_a_seal_holds_what_was_sealed(values: dict[str, Any]) -> None:
    for lenient in (False, True):
        assert records.unseal(records.seal(values), nan_as_null=lenient) == (values, True)


@given(st.data())
def test_one_flipped_bit_changes_no_value_unnoticed(data: st.DataObject) -> None:
    values = {"name": "plum", "layers": 3, "grams": {"flour": 250.25, "salt": 1e-5}, "eaten": False}
    content = bytearray(records.seal(values))
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    try:
        found, sealed = records.unseal(bytes(content))
    except DamagedError:
        return
    # The bit was white space, or made the checksum's own name unknown.
    assert {name: found[name] for name in values} == values
    assert sealed or len(found) == len(values) + 1


def test_nan_becomes_null_and_an_older_version_s_nan_is_read_as_null() -> None:
    sealed = records.seal({"width": math.nan, "ends": [math.inf, 1.5]})
    assert records.unseal(sealed)[0] == {"width": None, "ends": [None, 1.5]}
    assert records.unseal(b'{"width": NaN}', nan_as_null=True) == ({"width": None}, False)
    with pytest.raises(DamagedError):
        records.unseal(b'{"width": NaN}')
    with pytest.raises(DamagedError, match="a number is inf"):
        records.unseal(b'{"width": [1e999]}', nan_as_null=True)


def test_values_written_as_text_are_numbers_where_they_should_be() -> None:
    assert records.convert(Cake, {"name": "a", "layers": "3"}, from_text=True).layers == 3
    with pytest.raises(DamagedError):
        records.convert(Cake, {"name": "a", "layers": "3"})
    with pytest.raises(DamagedError):
        records.convert(Cake, {"name": "a", "layers": "three"}, from_text=True)


def test_what_is_no_readable_file_is_refused_and_what_is_missing_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="a folder is in its place"):
        records.read_bytes(tmp_path)
    with pytest.raises(FileNotFoundError):
        records.read_bytes(tmp_path / "missing")
    (tmp_path / "large").write_bytes(b"12345")
    assert records.read_bytes(tmp_path / "large", largest=5) == b"12345"
    with pytest.raises(DamagedError, match="it has 5 bytes"):
        records.read_bytes(tmp_path / "large", largest=4)


def test_a_stored_form_has_the_fields_of_its_class_some_of_other_types() -> None:
    stored = records.stored_form(Cake, name=int)
    assert records.decode(stored, b'{"name": 7}').name == 7
    with pytest.raises(DamagedError):
        records.decode(stored, json.dumps({"name": "plum"}).encode())


@pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_is_refused_long_before_the_stack_ends(begin: bytes, end: bytes) -> None:
    for levels in (*range(1, 120), *range(480, 520), *range(900, 1100), 100_000):
        content = b'{"a":' + begin * levels + b"1" + end * levels + b"}"
        for read in (records.unseal, lambda content: records.unseal(content, nan_as_null=True), records.parse_json):
            if levels < records.MOST_LEVELS - 1:
                assert "a" in (read(content)[0] if read is not records.parse_json else read(content))
            elif levels > records.MOST_LEVELS:
                with pytest.raises(DamagedError, match="nested too deeply"):
                    read(content)


def test_lines_are_sealed_as_they_are() -> None:
    content = b'{"a": "\\ud800",\n"b": [\n1\n]}\n'
    sealed = records.seal_lines(content)
    assert json.loads(sealed).keys() == {"a", "b", "checksum"}
    assert records.unseal_lines(sealed) == records.unseal_lines(content) == content
    with pytest.raises(DamagedError, match="checksum"):
        records.unseal_lines(sealed.replace(b"1", b"2"))
    for odd in (b"", b"{}", b"\n", b'{\n"checksum": "00000000"}'):
        assert records.unseal_lines(odd) == odd


def test_brackets_in_texts_are_no_levels() -> None:
    assert records.parse_json('{"title": "' + "[{" * 200 + '"}') == {"title": "[{" * 200}
    assert records.unseal(b'{"title": "' + b"[" * 200 + b'"}') == ({"title": "[" * 200}, False)


def test_json_from_elsewhere_is_parsed_in_one_place() -> None:
    package = Path(records.__file__).parent
    others = {
        path.name for path in package.rglob("*.py")
        if path != Path(records.__file__) and "json.load" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    assert others == {"distributed.py"}  # what the program tells its own processes


@pytest.mark.parametrize(
    ("typed", "kept"), [(" a  b ", "a b"), ("a\nb", "a b"), ("a\u202eb\x07", "ab"), ("\u202e", ""), ("é", "é")]
)
def test_a_typed_name_becomes_one_that_every_list_shows(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept
    if kept:
        check_name(kept)


def test_a_typed_name_without_end_is_refused() -> None:
    assert tidy_name("a" * LONGEST_NAME)
    with pytest.raises(UserError, match="501 letters"):
        tidy_name("a" * 501)


@pytest.mark.parametrize(
    "other", ["ann b", "\uff21\uff4e\uff4e B", "Ann\u200b B", "\u2060Ann \u00adB", "Ann\u00a0B", "Ann\u034f B"]
)
def test_names_that_look_the_same_are_told(other):
    assert looks_of(other) == looks_of("Ann B")


def test_names_that_look_otherwise_are_others():
    assert len({looks_of(name) for name in ("Ann", "Anna", "An n", "Ánn", "Анн", "💛", "💙")}) == 7
    assert looks_of("A\u0301nn") == looks_of("Ánn")


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u2060 \u00ad", "\u2800\u2800"])
def test_a_name_that_shows_nothing_is_none(name):
    assert tidy_name(name) == ""
