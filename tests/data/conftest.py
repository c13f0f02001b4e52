"""Small files in the layouts of the releases; what the tests of this folder make is held to ``held/<file>.json``.

Each test says why something is right. Beside that, everything that it reads, finds, counts and refuses stands in the
file as a whole, so that no part changes unseen. A change that is meant is written with
``MOVIEREC_RENEW_READINGS=1 python -m pytest tests/data``, and read in the difference.
"""

from __future__ import annotations

import json
import logging
import os
import pkgutil
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from movierec_gui import data
from movierec_gui.data.sniffing import sniff

Files = Mapping[str, str | bytes]

GENRES = (
    "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|"
    "Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western"
)

_HELD = Path(__file__).parent / "held"
_RESULTS = {
    "data.choices": ("TableChoice",),
    "data.dataset": ("Dataset",),
    "data.film_sets.film_set": ("FilmSet", "FoundSet"),
    "data.overview": ("Overview",),
    "data.people.files": ("Bundle",),
    "data.people.follow": ("Followed",),
    "data.people.reading": ("History",),
    "data.people.review": ("Review",),
    "data.preparation": ("Amounts", "ListJoin"),
    "data.sniffing": ("TableShape", "ColumnChoice"),
    "data.splits": ("Split",),
    "data.table_preview": ("TablePreview",),
    "data.table_trial": ("Trial",),
    "data.times": ("Times",),
    "data.words": ("WordBag",),
    "errors": ("UserError",),
    "progress": ("Progress",),
}
"""What is kept of each test."""
_KINDS = [name for names in _RESULTS.values() for name in names]
_WAYS = (
    "data.delimited.RecordCutter.plain",
    "data.fast_rows.RowPattern.parse",
    "data.relevance_rows._ScoreReader._read_quickly",
    "data.tag_rows._TagReader._by_columns",
    "data.tag_rows._TagReader._by_row",
)
"""Quick ways, whose refusals nothing else shows: the slow ones find the same."""
_WHOLE_ARRAY, _WHOLE_TEXT = 40, 1000
_BY_CHANCE = re.compile(
    r"/[^\s'\"]*/pytest-of-[^/]+/pytest-\d+/(popen-gw\d+/)?[^/\s'\"]*|(?<=-)[0-9a-f]{8}\b|[0-9a-f]{64}"
    r"|(?<=127\.0\.0\.1:)\d+|\[Errno \d+\] [A-Z][a-z ]+"
)
"""Folders, the ends of ids, ports, what the system says."""
_UNTOLD = ("finder", "dataset")
"""Fields that hold other things' data."""
_RENEWED: dict[Path, dict[str, list[str]]] = {}
_NOTHING = ("[]", "''", "None", "False", "{}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test whose results are others than before; those of random examples and threads are not looked at."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or item.get_closest_marker("by_chance"):
        return (yield)
    file = _held_file(item)
    held = _read_held(file)
    with pytest.MonkeyPatch.context() as patch:
        made = _kept_results(patch, item)
        log = _LogKept(made)
        logging.getLogger("movierec_gui").addHandler(log)
        try:
            yield
        finally:
            logging.getLogger("movierec_gui").removeHandler(log)
    own = str(item.funcargs.get("tmp_path", "")) if isinstance(item, pytest.Function) else ""
    lines = (line.replace(Path(own).name, "TMP") if own else line for line in _lines(made))
    now = _shortened(_BY_CHANCE.sub("TMP", line) for line in lines)
    if now and os.environ.get("MOVIEREC_RENEW_READINGS"):
        held[item.name] = now
        _RENEWED[file] = held
    assert now == held.get(item.name, []), (
        f"{item.name} makes something else than stands in {file.name}; MOVIEREC_RENEW_READINGS=1 writes it anew"
    )
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes anew what was asked for, and forgets tests that are no more where whole files of tests were run."""
    options = session.config.option
    chosen = options.keyword or options.markexpr or any("::" in place for place in session.config.args)
    names = {(_held_file(item), item.name) for item in session.items} if _RENEWED else set()
    for file, held in _RENEWED.items():
        kept = {name: lines for name, lines in held.items() if chosen or (file, name) in names}
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(kept, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _held_file(item: pytest.Item) -> Path:
    where = item.path.relative_to(_HELD.parent) if item.path.is_relative_to(_HELD.parent) else Path(item.path.name)
    return _HELD / f"{where.with_suffix('').as_posix().replace('/', '-')}.json"


@cache
def _read_held(file: Path) -> dict[str, list[str]]:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _kept_results(patch: pytest.MonkeyPatch, item: pytest.Item) -> list[Any]:
    """Fills with the results of the kinds above, and with what the functions return that the test's file imports."""
    made: list[Any] = []
    _import_all()
    sniff.cache_clear()
    for module, names in _RESULTS.items():
        for name in names:
            kind = getattr(import_module(f"movierec_gui.{module}"), name)
            patch.setattr(kind, "__init__", _keeping(kind.__init__, made))
    for way in _WAYS:
        module, kind, name = way.rsplit(".", 2)
        owner = getattr(import_module(f"movierec_gui.{module}"), kind)
        patch.setattr(owner, name, _answering(getattr(owner, name), made, whole=False))
    for name, one in list(vars(getattr(item, "module", None) or item).items()):
        if isinstance(one, FunctionType) and one.__module__.startswith("movierec_gui.data."):
            patch.setattr(item.module, name, _answering(one, made))  # type: ignore[attr-defined]
    return made


@cache
def _import_all() -> None:
    """A module that a test were the first to import would make its constants while they are kept."""
    for module in pkgutil.walk_packages(data.__path__, "movierec_gui.data."):
        import_module(module.name)


def _keeping(begin: Callable[..., None], made: list[Any]) -> Callable[..., None]:
    def begun(result: Any, *arguments: Any, **options: Any) -> None:
        begin(result, *arguments, **options)
        made.append(result)

    return begun


def _answering(function: Callable[..., Any], made: list[Any], *, whole: bool = True) -> Callable[..., Any]:
    def answered(result: Any) -> None:
        if type(result).__name__ not in _KINDS:
            made.append(_Answer(function.__name__, result if whole else result is not None and result is not False))

    def at_its_end(task: Generator[Any, None, Any]) -> Generator[Any, None, Any]:
        result = yield from task
        answered(result)
        return result

    @wraps(function)
    def asked(*arguments: Any, **options: Any) -> Any:
        answer = function(*arguments, **options)
        if isinstance(answer, Generator):
            return at_its_end(answer)
        answered(answer)
        return answer

    return asked


class _LogKept(logging.Handler):
    """Keeps what is written into the log."""

    def __init__(self, made: list[Any]) -> None:
        super().__init__()
        self._made = made

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line of it, without what libraries say."""
        self._made.append(_Answer("log", record.msg))


@dataclass(frozen=True)
class _Answer:
    function: str
    result: Any


def _lines(made: list[Any]) -> list[str]:
    """One line for each result that differs from those before, and for each stage of a long task."""
    lines: dict[str, list[str]] = {}
    for one in made:
        if type(one).__name__ == "Progress":
            lines.setdefault(f"{one.stage}, of {one.total:g}:", []).append(f"{one.done:g}")
        elif isinstance(one, _Answer):
            lines.setdefault(f"{one.function}:", []).append(_told(one.result))
        else:
            lines.setdefault(_told(one), [])
    return [" ".join((line, *steps)) for line, steps in lines.items()]


def _shortened(lines: Iterable[str]) -> list[str]:
    """Of a long text its beginning and what tells it from others; of many lines the sum of those in the middle."""
    told = [
        line if len(line) <= _WHOLE_TEXT else f"{line[:_WHOLE_TEXT]}… {zlib.crc32(line.encode()):08x}" for line in lines
    ]
    if len(told) > _WHOLE_ARRAY:
        told = [*told[:_WHOLE_ARRAY], f"{len(told)} lines, {zlib.crc32(repr(told).encode()):08x}"]
    return told


def _told(value: Any) -> str:
    """A result in words: numbers to six digits, folders by their names, nothing that is empty."""
    match value:  # the most frequent first
        case str() | bytes():
            return repr(value)
        case float() | np.floating():
            return f"{value:.6g}"
        case None | int() | np.generic():
            return str(value)
        case tuple() | list():
            return "[" + ", ".join(map(_told, value)) + "]"
        case np.ndarray():
            return _told_array(value)
        case Exception():
            return _told_error(value)
        case Path():
            return value.name
        case set() | frozenset():
            return "{" + ", ".join(sorted(map(_told, value))) + "}"
        case Mapping():
            return "{" + ", ".join(f"{_told(key)}: {_told(one)}" for key, one in value.items()) + "}"
    return _told_fields(value) if is_dataclass(value) else _told_table(value)


def _told_error(error: BaseException) -> str:
    """The words of an error, those of libraries, which change with their versions, by their kind alone."""
    text, cause = f"{type(error).__name__}: {error}", error.__cause__
    while cause is not None:
        library = type(cause).__module__.partition(".")[0] not in ("builtins", "movierec_gui")
        if str(cause) and (library or isinstance(cause, UnicodeError | EOFError | OSError)):
            text = text.replace(str(cause), f"<{type(cause).__name__}>")
        cause = cause.__cause__
    return text


def _told_table(value: Any) -> str:
    if hasattr(value, "tocsr"):
        rows = value.tocsr()
        return f"{rows.shape} {_told_array(rows.indices)} {_told_array(rows.data)}"
    return _told(_frame(value)) if hasattr(value, "to_dict") else type(value).__name__


def _frame(value: Any) -> dict[str, list[Any]]:
    """Columns by name; a text that is missing is None in older versions of pandas and no number in newer ones."""
    return value.where(value.notna(), np.nan).to_dict("list") if hasattr(value, "notna") else value.to_dict("list")


def _told_fields(value: Any) -> str:
    told = {one.name: _told(getattr(value, one.name)) for one in fields(value) if one.name not in _UNTOLD}
    return (
        f"{type(value).__name__}({', '.join(f'{name}={text}' for name, text in told.items() if text not in _NOTHING)})"
    )


def _told_array(array: Any) -> str:
    if array.size == 0:
        return "[]"
    if array.size <= _WHOLE_ARRAY or array.dtype.kind not in "fiub":
        return _told(array.tolist())
    flat = np.nan_to_num(array.ravel().astype(np.float64))
    weighted = float(flat @ np.linspace(0, 1, len(flat)))
    ends = ", ".join(f"{number:.6g}" for number in (flat[0], flat[-1], flat.sum(), weighted))
    return f"{array.shape} {ends}"


@pytest.fixture
def write_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes files into a new folder; text becomes UTF-8 unless another encoding is named."""

    def write(files: Files, folder: str = "ml", encoding: str = "utf-8") -> Path:
        target = tmp_path / folder
        target.mkdir(parents=True)
        for name, content in files.items():
            (target / name).write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return target

    return write


@pytest.fixture
def write_zip(tmp_path: Path) -> Callable[..., Path]:
    """Packs files (names may hold folders) into a zip."""

    def write(files: Files, name: str = "ml.zip") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in files.items():
                archive.writestr(file, content)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def csv_files() -> dict[str, str]:
    """Three users, five movies, one of them without ratings, one with commas and quotes, one without a year."""
    return {
        "ratings.csv": "userId,movieId,rating,timestamp\n"
        "1,10,4.0,1000\n1,20,0.5,1001\n2,10,5.0,900\n2,40,3.5,1002\n7,30,2.0,1003\n",
        "movies.csv": "movieId,title,genres\n"
        "10,Toy Story (1995),Adventure|Comedy\n"
        '20,"Matrix, The (1999)",Action\n'
        '30,"""Great, Performances"" Cats (1998)",Musical\n'
        "40,Women of '69,(no genres listed)\n"
        "50,Death Note: Desu nôto (2006–2007),Comedy|Crime\n",
        "tags.csv": 'userId,movieId,tag,timestamp\n1,10,pixar,50\n9,20,"slow, but good",60\n',
        "links.csv": "movieId,imdbId,tmdbId\n10,0114709,862\n20,0133093,\n",
    }


@pytest.fixture(scope="session")
def files_100k() -> dict[str, str]:
    """The same as 100K gives it: unsorted, with flags; four ratings and the test part of one fold."""

    def item(movie: int, title: str, *genres: str) -> str:
        flags = "|".join(str(int(genre in genres)) for genre in GENRES.split("|"))
        return f"{movie}|{title}|01-Jan-1995||http://example.org/?{movie}|{flags}\n"

    return {
        "u.data": "3\t2\t4\t880\n1\t1\t5\t881\n3\t1\t1\t882\n1\t3\t2\t883\n",
        "u.item": item(1, "Toy Story (1995)", "Animation", "Children's", "Comedy")
        + item(2, "Misérables, Les (1995)", "Drama")
        + item(3, "unknown", "unknown")
        + item(4, "Land Before Time III (1995) (V)", "Animation"),
        "u.genre": "".join(f"{name}|{number}\n" for number, name in enumerate(GENRES.split("|"))) + "\n",
        "u.user": "1|24|M|technician|85711\n3|23|F|writer|32067\n",
        "u1.base": "3\t2\t4\t880\n1\t1\t5\t881\n3\t1\t1\t882\n",
        "u1.test": "1\t3\t2\t883\n",
        "ua.test": "3\t1\t1\t882\n3\t2\t4\t880\n",
    }


@pytest.fixture(scope="session")
def dat_files() -> dict[str, str]:
    """As 1M and 10M give it."""
    return {
        "ratings.dat": "1::1193::5::978300760\n1::661::3.5::978302109\n2::1193::4::978298413\n",
        "movies.dat": "661::James and the Giant Peach (1996)::Animation|Children's|Musical\n"
        "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n"
        "3952::Cité, The: A Double::Colon (2000)::Drama|Thriller\n",
        "tags.dat": "2::1193::asylum::1188263867\n2::661::a::b::1188263868\n",
        "users.dat": "1::F::1::10::48067\n",
    }
