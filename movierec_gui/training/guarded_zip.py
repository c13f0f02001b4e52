"""Zips from elsewhere, unpacked by name alone: what is not expected, or too large, is refused with a reason."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from movierec_gui.errors import UserError

LARGEST_TEXT = 16 * 2**20
LARGEST_TENSORS = 16 * 2**30
_MOST_FILES = 100_000
_BLOCK = 2**20
_USUAL = 2**30
"""Bytes that any zip may unpack to."""
_USUAL_RATIO = 50
"""How often its own size a larger one may unpack to: tensors do not shrink, and text shrinks to a tenth or so."""


@dataclass(frozen=True)
class Rules:
    """What a kind of zip may hold."""

    noun: str
    """As in ``x.zip is not an exported run``."""
    allowed: Mapping[str, int] | Callable[[str], int | None]
    """The most bytes that a member may have, by its whole name; None or no entry: it may not be there."""
    remedy: str

    def limit(self, name: str) -> int | None:
        """Bytes that a member of that name may have; None where there may be none."""
        return self.allowed(name) if callable(self.allowed) else self.allowed.get(name)


def names_in(path: Path) -> frozenset[str]:
    """The names in a zip; none where it cannot be read as one."""
    try:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return frozenset()
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return frozenset()


def pack(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> None:
    """Put a file into a zip: text packed, tensors as they are, since those do not shrink."""
    packing = zipfile.ZIP_STORED if name.endswith(".safetensors") else zipfile.ZIP_DEFLATED
    if isinstance(content, bytes):
        archive.writestr(name, content, packing)
    else:
        archive.write(content, name, packing)


def read_member(source: Path, name: str, rules: Rules) -> bytes:
    """One small member of a zip. Raises UserError as ``unpack`` does, and where there is no such member."""
    try:
        with zipfile.ZipFile(source) as archive:
            try:
                member = archive.getinfo(name)
            except KeyError as error:
                raise not_one(source, rules, f"It holds no {name}") from error
            _check(member, (), source, rules)
            return archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError) as error:
        raise UserError(f"{source.name} is not a readable zip file", str(error), rules.remedy) from error
    except OSError as error:
        raise UserError(f"{source} cannot be read", error.strerror or str(error), "") from error


def unpack(source: Path, folder: Path, rules: Rules) -> tuple[str, ...]:
    """Unpack a zip whose every member the rules allow into a folder; returns their names.

    A member lies at its name below the folder, which the rules must know to be plain: a path that they do not spell out
    is never followed. Raises UserError at anything else, naming the member and the reason.
    """
    names: dict[str, None] = {}
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > _MOST_FILES:
                raise not_one(source, rules, f"It holds {len(members):,} files, at most {_MOST_FILES:,} are expected")
            _check_total(sum(member.file_size for member in members), source, rules)
            for member in members:
                _check(member, names, source, rules)
                target = folder / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file, _BLOCK)
                names[member.filename] = None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError) as error:
        raise UserError(f"{source.name} is not a readable zip file", str(error), rules.remedy) from error
    except OSError as error:
        raise UserError(f"{source} cannot be read", error.strerror or str(error), "") from error
    return tuple(names)


def not_one(source: Path, rules: Rules, where: str) -> UserError:
    """The error for a file that is of another kind."""
    return UserError(f"{source.name} is not {_article(rules.noun)} {rules.noun}", where, rules.remedy)


def _check_total(total: int, source: Path, rules: Rules) -> None:
    """Raise UserError where so few bytes cannot hold so many that are worth anything, or count them twice."""
    size = source.stat().st_size
    if total > max(_USUAL, _USUAL_RATIO * size):
        told = f"Its {size:,} bytes would unpack to {total:,}"
        raise UserError(f"{source.name} is too large", told, rules.remedy)


def _check(member: zipfile.ZipInfo, seen: Container[str], source: Path, rules: Rules) -> None:
    limit = rules.limit(member.filename)
    if limit is None:
        raise not_one(source, rules, f"It holds {member.filename!r}")
    if member.filename in seen:
        raise not_one(source, rules, f"It holds {member.filename!r} twice")
    if member.file_size > limit:
        raise UserError(f"{member.filename} in {source.name} is too large", f"{member.file_size:,} bytes", "")


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
