"""Hostile zips, none of which does harm: each is refused with a reason by everything that unpacks one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.article.handout import TEXT, take
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.project.opening import open_project
from movierec_gui.report.project.parts import Place
from movierec_gui.report.project.saving import FACTS_FILE
from movierec_gui.training import guarded_zip
from movierec_gui.training.guarded_zip import Rules, read_member, unpack
from movierec_gui.training.run_files import import_run
from movierec_gui.training.runs import RUN_FILE, WEIGHTS_FILE, RunStore

_FLAGS, _METHOD, _PACKED = (6, 8), (8, 10), 30
"""Where flags and method stand in a member's own head and in the zip's table, and how long its head is."""
_HEAD, _ENTRY = b"PK\x03\x04", b"PK\x01\x02"
TEXT_OF = {"run": RUN_FILE, "page": TEXT, "project": FACTS_FILE}


def _read(kind: str, source: Path, home: Path) -> Any:
    runs = RunStore(home / "runs")
    if kind == "run":
        return import_run(runs, source)
    if kind == "page":
        return finish(take(ArticleStore.beside(runs), source))
    return finish(open_project(source, Place(runs, home, "")))


def _zip(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def _named(name: str) -> Callable[[str], bytes]:
    return lambda text: _zip((text, b"{}"), (name, b"x"))


def _changed(content: bytes, places: tuple[int, int], value: int) -> bytes:
    """A field of two bytes of the first member, in its head and in the table."""
    changed = bytearray(content)
    for mark, place in zip((_HEAD, _ENTRY), places, strict=True):
        struct.pack_into("<H", changed, content.index(mark) + place, value)
    return bytes(changed)


def _damaged_deflate(text: str) -> bytes:
    content = bytearray(_zip((text, bytes(range(256)) * 20)))
    start = _PACKED + len(text)
    content[start : start + 20] = b"\xff" * 20
    return bytes(content)


def _shorter_than_it_is(text: str) -> bytes:
    """Its table says two bytes where more are packed."""
    content = bytearray(_zip((text, b"{}" + b" " * 4000)))
    for mark, place in ((_HEAD, 22), (_ENTRY, 24)):
        struct.pack_into("<I", content, content.index(mark) + place, 2)
    return bytes(content)


def _twice(text: str) -> bytes:
    """Two members of one name, which zipfile itself would warn of."""
    other = "Z" + text[1:]
    return _zip((text, b"{}"), (other, b"{}")).replace(other.encode(), text.encode())


HOSTILE: dict[str, Callable[[str], bytes]] = {
    "a path outside": _named("../evil"),
    "a path outside, further down": _named("runs/../../evil"),
    "an absolute name": _named("/evil"),
    "an absolute name of Windows": _named("C:\\evil"),
    "a folder": _named("folder/"),
    "a program": _named("sitecustomize.py"),
    "a very long name": _named("a" * 60_000),
    "a zip in its place": lambda text: _zip((text, _zip((text, b"{}")))),
    "encrypted": lambda text: _changed(_zip((text, b"{}")), _FLAGS, 1),
    "an unknown method": lambda text: _changed(_zip((text, b"{}")), _METHOD, 99),
    "damaged deflate": _damaged_deflate,
    "shorter than it is": _shorter_than_it_is,
    "one name twice": _twice,
    "nothing in it": lambda _text: _zip(),
    "cut off": lambda text: _zip((text, b"{}" * 500))[:60],
    "text of a size that nobody wrote": lambda text: _zip((text, bytes(guarded_zip.LARGEST_TEXT + 1))),
    "deep JSON": lambda text: _zip((text, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    "no object": lambda text: _zip((text, b"[1, 2]")),
    "no text": lambda text: _zip((text, b"\xff\xfe\x00")),
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", TEXT_OF)
def test_a_hostile_zip_is_refused_with_a_reason_and_leaves_nothing(kind: str, hostile: str, tmp_path: Path) -> None:
    source, home = tmp_path / "x.zip", tmp_path / "home"
    source.write_bytes(HOSTILE[hostile](TEXT_OF[kind]))
    with pytest.raises(UserError) as error:
        _read(kind, source, home)
    assert "x.zip" in error.value.what
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"] == [source]


def test_a_zip_that_would_fill_the_disk_is_refused_before_a_byte_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_zip, "_USUAL", 100_000)
    source = tmp_path / "x.zip"
    source.write_bytes(_zip((RUN_FILE, b"{}"), (WEIGHTS_FILE, bytes(1_000_000))))
    with pytest.raises(UserError, match=r"would unpack to 1,000,002"):
        _read("run", source, tmp_path / "home")
    source.write_bytes(_zip((RUN_FILE, b"{}"), (WEIGHTS_FILE, bytes(1_000_000)), packing=zipfile.ZIP_STORED))
    with pytest.raises(UserError, match=r"damaged"):  # as large, but really there
        _read("run", source, tmp_path / "home")


def test_more_files_than_expected_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_zip, "_MOST_FILES", 3)
    rules = Rules("thing", lambda _name: 10, "")
    source = tmp_path / "x.zip"
    source.write_bytes(_zip(*((f"f{number}", b"x") for number in range(4))))
    with pytest.raises(UserError, match="holds 4 files"):
        unpack(source, tmp_path, rules)
    assert read_member(source, "f2", rules) == b"x"
    with pytest.raises(UserError, match="holds no f9"):
        read_member(source, "f9", rules)


@pytest.mark.parametrize("as_file", [False, True])
def test_texts_are_packed_and_tensors_stay_as_they_are(tmp_path: Path, as_file: bool) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"0" * 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("run.json", "weights.safetensors"):
            guarded_zip.pack(archive, name, content if as_file else content.read_bytes())
        sizes = {member.filename: member.compress_size for member in archive.infolist()}
    assert sizes["weights.safetensors"] == 1000
    assert sizes["run.json"] < 100


@pytest.mark.parametrize(("noun", "words"), [("exported run", "an exported run"), ("project", "a project")])
def test_what_is_something_else_is_said_with_an_article(noun: str, words: str) -> None:
    error = guarded_zip.not_one(Path("folder/x.zip"), Rules(noun, {}, "Choose another"), "It holds nothing")
    assert (error.what, error.where, error.remedy) == (f"x.zip is not {words}", "It holds nothing", "Choose another")


def test_names_are_read_of_zips_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one", b"1")
        archive.writestr("two/three", b"2")
    (tmp_path / "b.zip").write_bytes(b"no zip at all")
    assert guarded_zip.names_in(tmp_path / "a.zip") == {"one", "two/three"}
    for path in (tmp_path, tmp_path / "b.zip", tmp_path / "nothing"):
        assert guarded_zip.names_in(path) == frozenset()
