"""Whatever is read back from disk, decoded into a declared type or refused with the reason.

Decoded by msgspec: it checks a dataclass's own annotations strictly (no text for a number, no ``true`` for 1, no NaN),
runs no code of the file, needs no other package and has wheels for every platform. Its wheel has 0.23 MB and it imports
in 26 ms; pydantic's wheels have 2.75 MB and need 36 ms before their first model; cattrs converts what does not fit
(``int("1")``) instead of refusing it.

The rules: unknown fields are ignored, so that a newer version's files open; a wrong type, a number out of its range,
NaN, endless nesting, a folder in the file's place or a file that is far too large is a ``DamagedError``. Whoever reads
turns that into "left out: what, where, why" and goes on with the others.

A sealed file carries a checksum of its values: one flipped bit in a number is still a number. Files without one, of
older versions, are taken as they are.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import typing
import unicodedata
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import msgspec

from movierec_gui.errors import UserError

T = TypeVar("T")

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""How many there are."""
Amount = Annotated[float, msgspec.Meta(ge=0)]
"""A number that is not negative."""

LARGEST = 16 << 20
"""Bytes of text that a record may have."""
MOST_LEVELS = 100
"""Of lists and objects in one another: what the program writes has fewer than ten."""
LONGEST_NAME = 500
"""Letters of a name that comes from elsewhere."""
_CHECKSUM = "checksum"
_CHECKSUM_LINE = re.compile(rb'"checksum": "([0-9a-f]{8})",')
_TOO_DEEP = "it is nested too deeply"
_TURNING = "\u202d\u202e"
"""Overrides of the direction of text, with which a name shows as another."""
_BLANK = "\u115f\u1160\u3164\u2800\u034f\ufe0e\ufe0f"
"""Shows nothing, though Unicode counts it as a letter, symbol or mark."""


class DamagedError(ValueError):
    """Why a file or a value cannot be what it should be."""


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """A file's content. Raises FileNotFoundError where there is none, DamagedError where it is no readable file."""
    try:
        if path.is_dir():
            raise DamagedError("a folder is in its place")
        size = path.stat().st_size
        if size > largest:
            raise DamagedError(f"it has {size:,} bytes, at most {largest:,} are expected")
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DamagedError(f"it cannot be read: {error.strerror or error}") from error


def decode(kind: type[T], content: bytes) -> T:
    """JSON as a value of ``kind``. Raises DamagedError where it is none, and where it is nested too deeply.

    Fields that ``kind`` has not are left out, and a stack may be deep enough for whatever stands in them: it is
    looked at all the same, so that the same file is damaged on every system.
    """
    value = _decoded(kind, content)
    if content.count(b"[") + content.count(b"{") > MOST_LEVELS:
        _check_depth(_decoded(cast("type[Any]", Any), content))
    return value


def _decoded(kind: type[T], content: bytes) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedError(str(error)) from error
    except RecursionError as error:
        raise DamagedError(_TOO_DEEP) from error


def parse_json(text: str | bytes, constant: Callable[[str], Any] | None = None) -> Any:
    """JSON from elsewhere as plain values; ``constant`` gives what stands for NaN and the infinities.

    Raises DamagedError, which is a ValueError, where it is none, and where it is nested so deeply that whatever looks
    through the values, or writes them into a message, could run out of stack.
    """
    try:
        values = json.loads(text, parse_constant=constant)
    except RecursionError as error:
        raise DamagedError(_TOO_DEEP) from error
    except ValueError as error:
        raise DamagedError(str(error)) from error
    opened = text.count("[") + text.count("{") if isinstance(text, str) else text.count(b"[") + text.count(b"{")
    if opened > MOST_LEVELS:
        _check_depth(values)
    return values


def convert(kind: type[T], values: Any, *, from_text: bool = False) -> T:
    """Plain values as a value of ``kind``; ``from_text`` takes numbers written as text. Raises DamagedError."""
    try:
        return msgspec.convert(values, kind, strict=not from_text)
    except msgspec.MsgspecError as error:
        raise DamagedError(str(error)) from error
    except RecursionError as error:
        raise DamagedError(_TOO_DEEP) from error


def check_name(name: str) -> None:
    """Raise DamagedError at a name from elsewhere that no list could show: empty, endless, or made to mislead."""
    if not name.strip():
        raise DamagedError("its name is empty")
    if len(name) > LONGEST_NAME:
        raise DamagedError(f"its name has {len(name):,} letters, at most {LONGEST_NAME} are allowed")
    if strange := next(filter(_misleads, name), ""):
        raise DamagedError(f"its name holds the control character U+{ord(strange):04X}")


def tidy_name(name: str) -> str:
    """A name that somebody types, as one line without what ``check_name`` refuses; empty where nothing is to be seen.

    Raises UserError where it is longer than ``LONGEST_NAME``.
    """
    tidy = " ".join(name.split())
    tidy = "".join(letter for letter in tidy if not _misleads(letter)).strip()
    if len(tidy) > LONGEST_NAME:
        raise UserError("The name is too long", f"It has {len(tidy):,} letters, at most {LONGEST_NAME} are allowed", "")
    return tidy if looks_of(tidy) else ""


def looks_of(name: str) -> str:
    """What a name looks like: two of the same looks would be taken for each other; empty for one that shows nothing.

    Letters of another width, case or composition are the same, and what has no width (category Cf) is left out.
    """
    even = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    shown = (letter for letter in even if unicodedata.category(letter) != "Cf" and letter not in _BLANK)
    return " ".join("".join(shown).split())


def _misleads(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" or letter in _TURNING


def check_finite(values: Any) -> None:
    """Raise DamagedError at the first number, however deep, that is NaN or infinite."""
    for level in _levels(values):
        for value in level:
            if isinstance(value, float) and not math.isfinite(value):
                raise DamagedError(f"a number is {value}")


def _check_depth(values: Any) -> None:
    deque(_levels(values), maxlen=0)


def _levels(values: Any) -> Iterator[list[Any]]:
    """Everything, from the outside inwards. Raises DamagedError at more than ``MOST_LEVELS``."""
    level = [values]
    for _ in range(MOST_LEVELS + 1):
        yield level
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise DamagedError(_TOO_DEEP)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def seal(values: Mapping[str, Any]) -> bytes:
    """The values as indented JSON with their checksum. NaN, which JSON does not have, becomes null."""
    plain = json.loads(json.dumps(values), parse_constant=_null)
    return json.dumps({_CHECKSUM: _checksum(plain), **plain}, indent=1, ensure_ascii=False).encode() + b"\n"


def seal_large(values: Any) -> bytes:
    """The same of a dataclass or mapping, in one line and many times faster: for what has 100,000 values."""
    content = msgspec.json.encode(values, order="sorted")
    return f'{{"{_CHECKSUM}":"{zlib.crc32(content):08x}",'.encode() + content[1:] + b"\n"


def seal_lines(content: bytes) -> bytes:
    """JSON with a field in each line, and a second line with the checksum of the others: fast, and of any text.

    Without that line the file is taken as it is, as one of an older version.
    """
    first, _, rest = content.partition(b"\n")
    return b'%b\n"%b": "%08x",\n%b' % (first, _CHECKSUM.encode(), zlib.crc32(content), rest)


def unseal_lines(content: bytes) -> bytes:
    """The content that ``seal_lines`` was given. Raises DamagedError where its checksum does not fit."""
    first, _, rest = content.partition(b"\n")
    line, _, rest = rest.partition(b"\n")
    found = _CHECKSUM_LINE.fullmatch(line)
    if found is None:
        return content
    content = first + b"\n" + rest
    if int(found[1], 16) != zlib.crc32(content):
        raise DamagedError("its checksum does not fit: it was damaged, or changed outside this program")
    return content


def unseal(content: bytes, *, nan_as_null: bool = False) -> tuple[dict[str, Any], bool]:
    """The values of ``seal``, and whether they had a checksum. Raises DamagedError where that does not fit.

    ``nan_as_null`` accepts the literal NaN, which older versions wrote where ``seal`` writes null.
    """
    values = _lenient(content) if nan_as_null else _decoded(dict[str, Any], content)
    if content.count(b"[") + content.count(b"{") > MOST_LEVELS:
        _check_depth(values)
    checksum = values.pop(_CHECKSUM, None)
    if checksum is not None and checksum != _checksum(values):
        raise DamagedError("its checksum does not fit: it was damaged, or changed outside this program")
    return values, checksum is not None


def stored_form(kind: type, **replaced: Any) -> type[Any]:
    """A type with a dataclass's fields and defaults, some of them of other types in the file than in the program."""
    hints = typing.get_type_hints(kind, include_extras=True) | replaced
    return msgspec.defstruct(
        f"Stored{kind.__name__}", [_field(entry, hints[entry.name]) for entry in dataclasses.fields(kind)], kw_only=True
    )


def _field(entry: dataclasses.Field[Any], hint: Any) -> tuple[str, Any] | tuple[str, Any, Any]:
    if entry.default is not dataclasses.MISSING:
        return entry.name, hint, entry.default
    if entry.default_factory is not dataclasses.MISSING:
        return entry.name, hint, msgspec.field(default_factory=entry.default_factory)
    return entry.name, hint


def _checksum(values: dict[str, Any]) -> str:
    return f"{zlib.crc32(msgspec.json.encode(values, order='sorted')):08x}"


def _null(_name: str) -> None:
    """NaN and the infinities, as ``json`` names them."""


def _lenient(content: bytes) -> dict[str, Any]:
    values = parse_json(content, _null)
    if not isinstance(values, dict):
        raise DamagedError(f"it holds a {type(values).__name__} instead of names with values")
    check_finite(values)
    return values
