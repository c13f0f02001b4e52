"""What goes into a project. To add a kind of thing: a Part here and a line in ``PARTS``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from movierec_gui import records
from movierec_gui.analysis.maps.last_map import FILE as MAP_FILE
from movierec_gui.atomic_files import make_own_folder
from movierec_gui.data.film_sets.store import FOLDER as SETS_FOLDER
from movierec_gui.data.film_sets.store import SetStore
from movierec_gui.data.people.store import FOLDER as PEOPLE_FOLDER
from movierec_gui.data.people.store import PeopleStore
from movierec_gui.errors import UserError
from movierec_gui.records import DamagedError
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.training import tensor_files
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.guarded_zip import LARGEST_TENSORS, LARGEST_TEXT
from movierec_gui.training.list_runs import LIST_FILE, ListStore
from movierec_gui.training.record_store import RecordStore
from movierec_gui.training.run_files import adopt_list, adopt_run, check_list, check_run, files_of
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    HISTORY_FILE,
    PERSON_FILE,
    RUN_FILE,
    WEIGHTS_FILE,
    RunStore,
)
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.starter import STARTER
from movierec_gui.training.text_store import TextStore

ID = r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}"
_RUN_ID = rf"(?!{STARTER}/){ID}"
"""The program's own run is in no store."""
Content = bytes | Path


@dataclass(frozen=True)
class Place:
    """Where things lie on this machine."""

    runs: RunStore
    home: Path
    """The program's home: people, sets, the last map."""
    dataset_hash: str
    """Of the data that the project is about."""


@dataclass(frozen=True)
class Choice:
    """What a person wants in a project."""

    parts: tuple[str, ...] = ()
    """Names of parts; empty: all that are not only by request."""
    runs: tuple[str, ...] | None = None
    """Ids of runs of both kinds; None: all of the data."""

    def wants(self, part: Part) -> bool:
        """Whether a part goes into the project."""
        return part.name in self.parts if self.parts else not part.only_by_request


@dataclass(frozen=True)
class Packed:
    """A thing and its files, by their names below the part's folder."""

    id: str
    files: tuple[tuple[str, Content], ...]


@dataclass
class Placed:
    """What became of the things in a project."""

    added: list[str] = field(default_factory=list)
    """Names of things that are new here."""
    there: list[str] = field(default_factory=list)
    """Names of things that were here already, and stay as they are."""


@dataclass(frozen=True)
class Part:
    """A kind of thing in a project."""

    name: str
    """Of its folder in the zip."""
    title: str
    pack: Callable[[Place, Choice], Iterator[Packed]]
    """Raises UserError where one is damaged."""
    limit: Callable[[str], int | None]
    """The most bytes of a file below the folder; None: it may not be there."""
    check: Callable[[Path], None]
    """Read everything in the unpacked folder back. Raises UserError, naming what is damaged."""
    put: Callable[[Path, Place], Placed]
    """Move what is checked to where it lies here; nothing that is here is replaced."""
    only_by_request: bool = False


def _limits(patterns: Sequence[tuple[str, int]]) -> Callable[[str], int | None]:
    known = [(re.compile(pattern), limit) for pattern, limit in patterns]

    def limit(name: str) -> int | None:
        return next((most for pattern, most in known if pattern.fullmatch(name)), None)

    return limit


def _pack_runs(store: RecordStore[Any], place: Place, choice: Choice) -> Iterator[Packed]:
    with_people = PEOPLE.name in choice.parts
    for record in store.list():
        chosen = choice.runs is None or record.id in choice.runs
        whose = record.person is None or with_people
        if chosen and whose and record.dataset_hash == place.dataset_hash and not store.is_training(record.id):
            files = tuple((f"{record.id}/{name}", content) for name, content in files_of(store, record))
            yield Packed(record.id, files)


def _unpacked_ids(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []


def _check_runs(folder: Path, waiting: RecordStore[Any], check: Callable[..., Any]) -> None:
    for run_id in _unpacked_ids(folder):
        check(waiting, run_id)


def _put_runs(folder: Path, store: RecordStore[Any], waiting: RecordStore[Any], adopt: Callable[..., Any]) -> Placed:
    placed = Placed()
    for run_id in _unpacked_ids(folder):
        name = waiting.read(run_id).name
        if store.path(run_id).exists():
            placed.there.append(name)
        else:
            adopt(store, waiting, run_id)
            placed.added.append(name)
    return placed


def _pack_texts(store: TextStore[Any], hash_of: Callable[[Any], str], place: Place) -> Iterator[Packed]:
    for record in store.list():
        if hash_of(record) == place.dataset_hash:
            yield Packed(record.id, ((f"{record.id}.json", store.path(record.id)),))


def _files(folder: Path, ending: str = ".json") -> list[Path]:
    return sorted(folder.glob(f"*{ending}")) if folder.is_dir() else []


def _check_texts(kind: type[TextStore[Any]], folder: Path) -> None:
    for path in _files(folder):
        kind(folder).read(path.stem)


def _put_files(folder: Path, target: Path) -> Placed:
    """Move text files in, and arrays beside them; what is there under the same name stays."""
    placed = Placed()
    for path in _files(folder):
        there = (target / path.name).exists()
        (placed.there if there else placed.added).append(path.stem)
        if not there:
            make_own_folder(target)
            for each in (path.with_suffix(".safetensors"), path):
                if each.exists():
                    each.replace(target / each.name)
    return placed


def _put_named(folder: Path, target: Path, store: Callable[[Path], SetStore | PeopleStore]) -> Placed:
    """Move files in for this user alone; what is here under the same id or name stays, and no other of it comes."""
    placed, taken = Placed(), {one.name.casefold() for one in store(target).list()}
    for path in _files(folder):
        name = store(folder).read(path.stem).name
        if (target / path.name).exists() or name.casefold() in taken:
            placed.there.append(name)
            continue
        make_own_folder(target)
        path.chmod(0o600)
        path.replace(target / path.name)
        placed.added.append(name)
    return placed


def _pack_article(place: Place, _choice: Choice) -> Iterator[Packed]:
    store = ArticleStore.beside(place.runs)
    for path in _files(store.folder):
        record = store.read(path.stem)
        if record.data.content_hash == place.dataset_hash:
            arrays = store.arrays_path(record.id)
            beside = ((arrays.name, arrays),) if arrays.is_file() else ()
            yield Packed(record.id, ((path.name, path), *beside))


def _check_article(folder: Path) -> None:
    for path in _files(folder):
        ArticleStore(folder).read(path.stem)
    for path in _files(folder, ".safetensors"):
        _check_tensors(path)


def _check_tensors(path: Path) -> None:
    try:
        tensor_files.read(path)
    except DamagedError as error:
        raise UserError(f"{path.name} is damaged", str(error), "Save the project again") from error


def _check_name(path: Path, name: str) -> None:
    try:
        records.check_name(name)
    except DamagedError as error:
        raise UserError(f"{path.name} is damaged", str(error), "Save the project again") from error


def _pack_map(place: Place, _choice: Choice) -> Iterator[Packed]:
    path = place.home / MAP_FILE
    if path.is_file() and _map_hash(path) == place.dataset_hash:
        yield Packed(path.stem, ((path.name, path),))


def _map_hash(path: Path) -> str:
    """The hash of the data that a kept map is of; empty where it cannot be read."""
    try:
        _, notes = tensor_files.read(path)
        return str(records.decode(dict[str, Any], notes.get("map", "").encode()).get("dataset_hash", ""))
    except (DamagedError, FileNotFoundError):
        return ""


def _check_map(folder: Path) -> None:
    for path in _files(folder, ".safetensors"):
        _check_tensors(path)


def _put_map(folder: Path, place: Place) -> Placed:
    """Move a map in; the last map here goes where it is of other data."""
    placed, path, target = Placed(), folder / MAP_FILE, place.home / MAP_FILE
    if path.is_file():
        there = _map_hash(target) == place.dataset_hash
        if not there:
            path.replace(target)
        (placed.there if there else placed.added).append("the map")
    return placed


def _pack_sets(place: Place, _choice: Choice) -> Iterator[Packed]:
    folder = place.home / SETS_FOLDER
    for kept in SetStore(folder).list():
        if kept.dataset_hash in ("", place.dataset_hash):
            yield Packed(kept.id, ((f"{kept.id}.json", folder / f"{kept.id}.json"),))


def _check_sets(folder: Path) -> None:
    for path in _files(folder):
        _check_name(path, SetStore(folder).read(path.stem).name)


def _pack_people(place: Place, _choice: Choice) -> Iterator[Packed]:
    folder = place.home / PEOPLE_FOLDER
    for person in PeopleStore(folder).list():
        yield Packed(person.id, ((f"{person.id}.json", folder / f"{person.id}.json"),))


def _check_people(folder: Path) -> None:
    for path in _files(folder):
        _check_name(path, PeopleStore(folder).read(path.stem).name)


RUNS = Part(
    "runs", "Runs",
    lambda place, choice: _pack_runs(place.runs, place, choice),
    _limits([
        (f"{_RUN_ID}/({RUN_FILE}|{HISTORY_FILE}|{PERSON_FILE})", LARGEST_TEXT),
        (f"{_RUN_ID}/({WEIGHTS_FILE}|{CHECKPOINT_FILE})", LARGEST_TENSORS),
    ]),
    lambda folder: _check_runs(folder, RunStore(folder), check_run),
    lambda folder, place: _put_runs(folder, place.runs, RunStore(folder), adopt_run),
)  # fmt: skip
LISTS = Part(
    "lists", "Recommenders",
    lambda place, choice: _pack_runs(ListStore.beside(place.runs), place, choice),
    _limits([(f"{ID}/{LIST_FILE}", LARGEST_TEXT), (f"{_RUN_ID}/({WEIGHTS_FILE}|{CHECKPOINT_FILE})", LARGEST_TENSORS)]),
    lambda folder: _check_runs(folder, ListStore(folder), check_list),
    lambda folder, place: _put_runs(folder, ListStore.beside(place.runs), ListStore(folder), adopt_list),
)  # fmt: skip
_TEXT = _limits([(rf"{ID}\.json", LARGEST_TEXT)])
COMPARISONS = Part(
    "comparisons", "Comparisons",
    lambda place, _choice: _pack_texts(
        ComparisonStore.beside(place.runs), lambda record: str(record.comparison.dataset_hash), place
    ),
    _TEXT,
    lambda folder: _check_texts(ComparisonStore, folder),
    lambda folder, place: _put_files(folder, ComparisonStore.beside(place.runs).folder),
)  # fmt: skip
SEARCHES = Part(
    "searches", "Searches",
    lambda place, _choice: _pack_texts(
        SearchStore.beside(place.runs), lambda record: str(record.dataset_hash), place
    ),
    _TEXT,
    lambda folder: _check_texts(SearchStore, folder),
    lambda folder, place: _put_files(folder, SearchStore.beside(place.runs).folder),
)  # fmt: skip
MAPS = Part("maps", "Map", _pack_map, _limits([(re.escape(MAP_FILE), LARGEST_TENSORS)]), _check_map, _put_map)
SETS = Part(
    "sets", "Sets of films", _pack_sets, _limits([(rf"{ID}\.json", 256 << 20)]), _check_sets,
    lambda folder, place: _put_named(folder, place.home / SETS_FOLDER, SetStore),
)  # fmt: skip
ARTICLE = Part(
    "article", "The article's figures and notes", _pack_article,
    _limits([(r"[0-9a-f]{24}\.json", LARGEST_TEXT), (r"[0-9a-f]{24}\.safetensors", LARGEST_TENSORS)]), _check_article,
    lambda folder, place: _put_files(folder, ArticleStore.beside(place.runs).folder),
)  # fmt: skip
PEOPLE = Part(
    "people", "People and their ratings", _pack_people, _TEXT, _check_people,
    lambda folder, place: _put_named(folder, place.home / PEOPLE_FOLDER, PeopleStore),
    only_by_request=True,
)  # fmt: skip

PARTS = (RUNS, LISTS, COMPARISONS, SEARCHES, MAPS, SETS, ARTICLE, PEOPLE)
"""In the order in which they are packed, and put in their places."""


def part_named(name: str) -> Part | None:
    """The part of that folder; None where there is none."""
    return next((part for part in PARTS if part.name == name), None)
