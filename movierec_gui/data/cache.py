"""Large datasets kept as they are in memory, so that the second start need not read their text again.

An entry is a folder of ``.npy`` files (mapped, not copied, when read) and one JSON file. Its name is the size of the
files it was made from, and the SHA-256 of their whole content: times of change would be quicker and sometimes wrong.
Where no entry begins with their size, there is none of their content, and they can be read before that is known.

Every column and the JSON file carry a checksum that is compared at every opening, since one flipped bit would give
other numbers without a word: CRC-32, which finds every single flip and runs at 4 GB/s over the mapped bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import mmap
import os
import shutil
import zlib
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from movierec_gui import records
from movierec_gui.data.archives import FileTree, unreadable
from movierec_gui.data.dataset import Dataset, Movies, OfficialFold, Ratings, Tags
from movierec_gui.data.kept_columns import KEEPING, FreshCopy, fresh_copy, write_column
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.data.two_threads import WORTH_A_THREAD, alongside
from movierec_gui.data.validation import ValidationReport
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.records import DamagedError

WORTH_CACHING = 16 << 20
"""Bytes of text below which reading them again is quick enough."""

_FORMAT = "6"
"""Part of every key: raise it when the readers or this file change what an entry holds."""
_MOST_ENTRIES = 5
_PIECE = 4 << 20
_CHECKED_PIECE = 64 << 20
_FACTS = "facts.json"
_BY_THE_HELPER = ("users", "movies", "values")
"""Columns that a second thread writes: of the ratings' bytes somewhat more than half."""
_LARGEST_FACTS = 1 << 30
_LOG = logging.getLogger(__name__)

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class _Facts:
    """Everything of a dataset that is no array."""

    name: str
    titles: tuple[str, ...]
    genre_names: tuple[str, ...]
    imdb_ids: tuple[str, ...]
    tmdb_ids: tuple[str, ...]
    tag_texts: tuple[str, ...]
    """Each once; the column ``tag_texts`` holds their numbers."""
    folds: tuple[str, ...]
    user_names: tuple[str, ...]
    movie_text_ids: tuple[str, ...]
    rating_scale: tuple[float, float] | None
    relevance_tags: tuple[str, ...] | None
    report: ValidationReport | None
    checksums: dict[str, str]
    """Of each column's file."""


@dataclass(frozen=True)
class Stored:
    """The files on the disk that hold a dataset's, as they are now."""

    paths: tuple[Path, ...]
    size: int
    stamps: tuple[tuple[int, int], ...]
    """Size and time of change of each."""

    def is_kept(self, folder: Path) -> bool:
        """Whether there may be a copy: one made of so many bytes."""
        return next(folder.glob(f"{self._prefix}*"), None) is not None

    @property
    def _prefix(self) -> str:
        return f"{self.size:x}-"


def stored_files(tree: FileTree, files: Sequence[str], further: Sequence[tuple[FileTree, str]] = ()) -> Stored:
    """What holds these files, and ``further`` ones of other folders. Raises UserError where one cannot be looked at."""
    paths = sorted({tree.stored_in(file) for file in files} | {of.stored_in(file) for of, file in further})
    stamps = []
    for path in paths:
        try:
            found = path.stat()
        except OSError as error:
            raise unreadable(path, error) from error
        stamps.append((found.st_size, found.st_mtime_ns))
    return Stored(tuple(paths), sum(size for size, _ in stamps), tuple(stamps))


def content_key(
    tree: FileTree, files: Sequence[str], further: Sequence[tuple[FileTree, str]] = (), said: str = ""
) -> Generator[Progress, None, str]:
    """The name under which a dataset made of these files, ``further`` ones of other folders, is kept.

    ``said`` is what a person said of them. Raises UserError where one cannot be read.
    """
    stored = stored_files(tree, files, further)
    names = [*files, *(file for _, file in further)]
    described = [_FORMAT, tree.name, sorted(names), [path.name for path in stored.paths], said]
    digest, done = hashlib.sha256(json.dumps(described).encode()), 0
    piece = memoryview(bytearray(_PIECE))
    stage = "Comparing with what is known"
    for path, (size, _) in zip(stored.paths, stored.stamps, strict=True):
        digest.update(size.to_bytes(8, "little"))
        try:
            with path.open("rb", buffering=0) as file:
                while read := file.readinto(piece):
                    digest.update(piece[:read])
                    done += read
                    yield Progress(stage, done, stored.size)
        except OSError as error:
            raise unreadable(path, error) from error
    return f"{stored.size:x}-{digest.hexdigest()}"


def read_cached(folder: Path, key: str) -> Generator[Progress, None, Dataset | None]:
    """The dataset kept under a key, its columns mapped from the disk; None where there is none or it is damaged.

    A damaged one is removed, so that it is made again; a line in the log says so.
    """
    entry = folder / key
    yield Progress("Opening the kept copy")
    if not entry.is_dir():
        return None
    try:
        values, _ = records.unseal(records.read_bytes(entry / _FACTS, _LARGEST_FACTS))
        facts = records.convert(_Facts, values)
        arrays = {}
        for name, checksum in facts.checksums.items():
            path = entry / f"{name}.npy"
            if (yield from _checksum(path)) != checksum:
                raise DamagedError(f"the checksum of {path.name} does not fit")
            arrays[name] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        dataset = _dataset(facts, arrays)
    except (OSError, ValueError, LookupError, TypeError) as error:
        _LOG.warning("The kept copy %s is damaged and is made again: %s", key, error)
        shutil.rmtree(entry, ignore_errors=True)
        return None
    with contextlib.suppress(OSError):
        os.utime(entry / _FACTS)
    return dataset


def write_cached(
    folder: Path, key: str, dataset: Dataset, begun: FreshCopy | None = None
) -> Generator[Progress, None, None]:
    """Keep a dataset under a key and forget those that were not used for longest.

    ``begun`` may hold some of its columns already. Where the disk refuses, the dataset is simply not kept: a line in
    the log says so.
    """
    tags: defaultdict[str, int] = defaultdict(count().__next__)
    try:
        with fresh_copy(folder) as own:
            copy = begun or own
            if copy.refusal is not None:
                raise copy.refusal
            checksums = yield from _write_columns(copy, _arrays(dataset, tags))
            fresh = copy.folder()
            (fresh / _FACTS).write_bytes(records.seal_large(_facts(dataset, tags, checksums)))
            if not (folder / key).exists():
                fresh.replace(folder / key)
        _forget_old(folder)
    except (OSError, UserError) as error:
        _LOG.warning("No copy of %s is kept in %s: %s", dataset.name, folder, error)


def _write_columns(copy: FreshCopy, arrays: Arrays) -> Generator[Progress, None, dict[str, str]]:
    """Write those columns that were not written ahead. Returns the checksums of all."""
    ahead = {name: checksum for name, array in arrays.items() if (checksum := copy.checksum(name, array)) is not None}
    missing = {name: array for name, array in arrays.items() if name not in ahead}
    worth = sum(array.nbytes for array in missing.values()) >= WORTH_A_THREAD
    helped = {name: array for name, array in missing.items() if worth and name in _BY_THE_HELPER}
    others = {name: array for name, array in missing.items() if name not in helped}
    fresh = copy.folder()
    both = yield from alongside(_write_all(fresh, others), _write_all(fresh, helped), worth=worth)
    return ahead | both[0] | both[1]


def _forget_old(folder: Path) -> None:
    used = sorted(folder.glob(f"*/{_FACTS}"), key=lambda facts: facts.stat().st_mtime, reverse=True)
    for facts in used[_MOST_ENTRIES:]:
        shutil.rmtree(facts.parent, ignore_errors=True)


def _write_all(folder: Path, arrays: Arrays) -> Generator[Progress, None, dict[str, str]]:
    """Write columns. Returns their checksums."""
    checksums = {}
    for done, (name, array) in enumerate(arrays.items()):
        yield Progress(KEEPING, done, len(arrays))
        checksums[name] = yield from write_column(folder / f"{name}.npy", array)
    return checksums


def _checksum(path: Path) -> Generator[Progress, None, str]:
    """CRC-32 of a file, over its mapped pages. Raises OSError and ValueError where it cannot be read or is empty."""
    value = 0
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as content,
    ):
        for start in range(0, len(content), _CHECKED_PIECE):
            yield Progress("Checking the kept copy", start, len(content))
            with content[start : start + _CHECKED_PIECE] as piece:
                value = zlib.crc32(piece, value)
    return f"{value:08x}"


def _arrays(dataset: Dataset, numbers: defaultdict[str, int]) -> Arrays:
    """The columns by name; ``numbers`` gets those of the tags' texts, in the order of their first appearance."""
    ratings, movies, tags = dataset.ratings, dataset.movies, dataset.tags
    return {
        "users": ratings.users,
        "movies": ratings.movies,
        "values": ratings.values,
        "timestamps": ratings.timestamps,
        "user_ids": dataset.user_ids,
        "movie_ids": movies.ids,
        "years": movies.years,
        "genres": movies.genres,
        "tag_users": tags.users,
        "tag_movies": tags.movies,
        "tag_texts": np.fromiter(map(numbers.__getitem__, tags.texts), np.int32, len(tags)),
        "tag_timestamps": tags.timestamps,
        **_relevance_arrays(dataset.relevance),
        **{f"fold_{number}": fold.test_rows for number, fold in enumerate(dataset.folds)},
    }


def _relevance_arrays(relevance: TagRelevance | None) -> Arrays:
    return {} if relevance is None else {"relevance_movies": relevance.movies, "relevance_scores": relevance.scores}


def _facts(dataset: Dataset, tags: Mapping[str, int], checksums: dict[str, str]) -> _Facts:
    movies = dataset.movies
    return _Facts(
        name=dataset.name,
        titles=movies.titles,
        genre_names=movies.genre_names,
        imdb_ids=movies.imdb_ids,
        tmdb_ids=movies.tmdb_ids,
        tag_texts=tuple(tags),
        folds=tuple(fold.name for fold in dataset.folds),
        user_names=dataset.user_names,
        movie_text_ids=movies.text_ids,
        rating_scale=dataset.rating_scale,
        relevance_tags=None if dataset.relevance is None else dataset.relevance.tags,
        report=dataset.report,
        checksums=checksums,
    )


def _dataset(facts: _Facts, arrays: Arrays) -> Dataset:
    """The dataset of an entry. Raises ValueError or LookupError where its parts do not fit together."""
    ratings = Ratings(arrays["users"], arrays["movies"], arrays["values"], arrays["timestamps"])
    lengths = {len(ratings.users), len(ratings.movies), len(ratings.values), len(ratings.timestamps)}
    if len(lengths) != 1 or len(facts.titles) != len(arrays["movie_ids"]):
        raise ValueError("columns of unequal length")
    return Dataset(
        name=facts.name,
        ratings=ratings,
        movies=Movies(
            ids=arrays["movie_ids"],
            titles=facts.titles,
            years=arrays["years"],
            genre_names=facts.genre_names,
            genres=arrays["genres"],
            imdb_ids=facts.imdb_ids,
            tmdb_ids=facts.tmdb_ids,
            text_ids=facts.movie_text_ids,
        ),
        user_ids=arrays["user_ids"],
        tags=Tags(
            users=arrays["tag_users"],
            movies=arrays["tag_movies"],
            texts=tuple(facts.tag_texts[number] for number in arrays["tag_texts"].tolist()),
            timestamps=arrays["tag_timestamps"],
        ),
        folds=tuple(OfficialFold(name, arrays[f"fold_{number}"]) for number, name in enumerate(facts.folds)),
        report=facts.report,
        user_names=facts.user_names,
        rating_scale=facts.rating_scale,
        relevance=None
        if facts.relevance_tags is None
        else TagRelevance(facts.relevance_tags, arrays["relevance_movies"], arrays["relevance_scores"]),
    )
