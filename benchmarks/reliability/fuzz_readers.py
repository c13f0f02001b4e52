# ruff: noqa: E501 - samples of files are lines as the files have them
"""Gives every reader of files random and mutated inputs, and looks whether each reads it or says why not.

    python benchmarks/reliability/fuzz_readers.py --inputs 200000
    python benchmarks/reliability/fuzz_readers.py --readers history "dataset table" --inputs 2000 --seed 3

Readers: a table of ratings as a dataset, a history of one person, a list of films for a set, a run that is imported, a
project that is opened, and the stored files behind ``records``. Half of the inputs are whole files of a kind with bytes
changed, cut, repeated or swapped, the other half are put together from the signs that the readers look for. A fault is
anything but a result or a ``UserError``, more than two seconds of processor time, or more than 500 MB. The inputs are
harmless: they are made here and read by this program alone.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from damaged_store import make_dataset

from movierec_gui.data.film_sets.making import read_list
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import make_review
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.records import DamagedError, unseal
from movierec_gui.report.project.opening import read_facts
from movierec_gui.training.run_files import import_run
from movierec_gui.training.runs import RunStore

MOST_SECONDS, MOST_BYTES = 2.0, 500_000_000
DATA = make_dataset()
FINDER = MovieFinder(DATA)
TOKENS = tuple(
    b'|,|;|\t|"|""|\n|\r\n|\r|::|userId|movieId|rating|timestamp|Title|Year|Your Rating|Const|imdbID|0|1|-1|3.5|3,5|1e309'
    b"|nan|inf|99999999999999999999|tt0111161|Movie 3|Heat (1995)|\xef\xbb\xbf|\xff\xfe|\x00|\xc3\x28|{|}|[|]|:|null|true"
    b'|{"ratings":[|"format":"movierec person 1"|PK\x03\x04|5/10|\xe2\x98\x85\xe2\x98\x85\xc2\xbd|2020-01-01|= 1+1|\''.split(
        b"|"
    )
)
SAMPLES: dict[str, tuple[tuple[str, bytes], ...]] = {
    "dataset table": (
        ("ratings.csv", b"userId,movieId,rating,timestamp\n" + b"".join(b"%d,%d,%d.5,100000000%d\n" % (u, m, m % 5, u)
         for u in range(1, 9) for m in range(1, 9))),
        ("u.data", b"".join(b"%d\t%d\t%d\t88125094%d\n" % (u, m, m % 5 + 1, u) for u in range(1, 9) for m in range(1, 9))),
        ("ratings.dat", b"".join(b"%d::%d::%d::97830076%d\n" % (u, m, m % 5 + 1, u) for u in range(1, 9) for m in range(1, 9))),
        ("reviews.json", b"".join(b'{"user_id": "u%d", "item_id": %d, "rating": %d}\n' % (u, m, m % 5 + 1)
         for u in range(1, 9) for m in range(1, 9))),
    ),
    "history": (
        ("ratings.csv", b"Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,https://boxd.it/1,4.5\n" * 3),
        ("imdb.csv", b"Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Year\ntt0113277,9,2020-01-01,Heat,u,movie,8.2,1995\n"),
        ("trakt.json", b'[{"rated_at":"2020-01-01T00:00:00.000Z","rating":9,"type":"movie","movie":{"title":"Heat","year":1995,"ids":{"imdb":"tt0113277"}}}]'),
    ),
    "film list": (("films.csv", b"movieId,title,year\n1,Movie 1,1995\n2,\"Movie, 2\",1996\n"), ("films.txt", b"Movie 3 (1995)\ntt0111161\n7\n")),
    "run": (), "project": (),
    "record": (("x.json", b'{"checksum": "00000000", "id": "a", "values": [1, 2.5, null, "x"]}'),),
}  # fmt: skip


def _dataset(path: Path) -> object:
    return finish(load_dataset(path, path.parent / "kept"))


def _history(path: Path) -> object:
    return make_review(read_history(path), FINDER)


def _list(path: Path) -> object:
    return read_list(path, FINDER)


def _run(path: Path) -> object:
    with tempfile.TemporaryDirectory() as place:
        return import_run(RunStore(Path(place)), path)


def _project(path: Path) -> object:
    return read_facts(path)


def _record(path: Path) -> object:
    try:
        return unseal(path.read_bytes())
    except DamagedError as error:
        raise UserError(str(error)) from error


READERS: dict[str, Callable[[Path], object]] = {
    "dataset table": _dataset, "history": _history, "film list": _list, "run": _run, "project": _project,
    "record": _record,
}  # fmt: skip


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """A few bytes changed, cut, put in, repeated or swapped."""
    data = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(len(data) + 1))
        to = min(len(data), at + int(rng.integers(1, 40)))
        way = int(rng.integers(6))
        if way == 0 and data:
            data[at % len(data)] ^= 1 << int(rng.integers(8))
        elif way == 1:
            del data[at:to]
        elif way == 2:
            data[at:at] = TOKENS[int(rng.integers(len(TOKENS)))]
        elif way == 3:
            data[at:at] = data[at:to] * int(rng.integers(1, 20))
        elif way == 4:
            data[at:to] = rng.bytes(to - at)
        else:
            del data[at:]
    return bytes(data)


def invented(rng: np.random.Generator) -> bytes:
    """Signs that readers look for, in any order."""
    return b"".join(TOKENS[int(token)] for token in rng.integers(len(TOKENS), size=int(rng.integers(1, 120))))


def _zips() -> None:
    """Whole zips of a run and of a project, made with the program."""
    from kill_operations import make_home

    with tempfile.TemporaryDirectory() as place:
        home = make_home(Path(place) / "first")
        SAMPLES["run"] = (("run.zip", (home.outside / "run.zip").read_bytes()),)
        SAMPLES["project"] = (("kept.movierec", (home.outside / "kept.movierec").read_bytes()),)


def rezipped(content: bytes, rng: np.random.Generator) -> bytes:
    """A zip with one member mutated and packed again, so that the change lies behind the zip's own sums."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        chosen = int(rng.integers(len(source.namelist())))
        for number, name in enumerate(source.namelist()):
            data = source.read(name)
            target.writestr(name, mutated(data, rng) if number == chosen else data)
    return packed.getvalue()


def tried(name: str, inputs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Outcomes, and a description of each fault's first input."""
    rng, found, faults = np.random.default_rng([seed, zlib.crc32(name.encode())]), Counter[str](), list[str]()
    process = psutil.Process()
    known: set[str] = set()
    with tempfile.TemporaryDirectory() as place:
        for number in range(inputs):
            file, whole = SAMPLES[name][int(rng.integers(len(SAMPLES[name])))]
            path = Path(place) / file
            if file.endswith((".zip", ".movierec")):
                path.write_bytes(mutated(whole, rng) if number % 2 else rezipped(whole, rng))
            else:
                path.write_bytes(mutated(whole, rng) if number % 2 else invented(rng))
            before, started = process.memory_info().rss, time.process_time()
            outcome = "read"
            try:
                READERS[name](path)
            except UserError:
                outcome = "refused"
            except Exception as error:  # noqa: BLE001 - whatever it is, this is what the script looks for
                last = traceback.extract_tb(error.__traceback__)[-1]
                outcome = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            if time.process_time() - started > MOST_SECONDS:
                outcome = f"slow: {time.process_time() - started:.1f} s"
            if process.memory_info().rss - before > MOST_BYTES:
                outcome = "large"
            found[outcome] += 1
            if outcome not in ("read", "refused") and outcome.split(":")[0] not in known:
                known.add(outcome.split(":")[0])
                faults.append(f"{name}, input {number}: {outcome}: {path.read_bytes()[:300]!r}")
            with contextlib.suppress(OSError):
                path.unlink()
    return found, faults


def main() -> int:
    """Fuzz each reader; returns 1 where one had a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", nargs="+", choices=READERS, default=list(READERS), metavar="NAME")
    parser.add_argument("--inputs", type=int, default=200_000, help="of all readers together (%(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print the counts, for programs")
    options = parser.parse_args()
    if {"run", "project"} & set(options.readers):
        _zips()
    bad, counts = 0, {}
    for name in options.readers:
        found, faults = tried(name, options.inputs // len(options.readers), options.seed)
        counts[name] = dict(found)
        good = found["read"] + found["refused"]
        print(f"{name:14} tried {found.total():7,}  survived {good:7,}  read {found['read']:,}",
              file=sys.stderr if options.json else sys.stdout, flush=True)  # fmt: skip
        for fault in faults:
            print(f"  {fault}", file=sys.stderr)
        bad += found.total() - good
    if options.json:
        print(json.dumps(counts))
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
