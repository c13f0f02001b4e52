# ruff: noqa: E501 - samples of files are lines as the files have them
"""Gives every reader of files random and mutated inputs, and looks whether each reads it or says why not.

    python benchmarks/reliability/fuzz_readers.py --inputs 200000
    python benchmarks/reliability/fuzz_readers.py --readers history "dataset table" --inputs 2000 --seed 3

Readers: a table of ratings as a dataset, one JSON list of objects, a matrix of ratings, ratings written as text (``4/5``,
``85 %``, ``★★★½``), the layouts with a form of their own, the tables beside the ratings, the reading dialog's look at a
file, archives, workbooks and databases, a history of one person, a list of films for a set, a run that is imported, a project with something of every kind
that is opened, the decisions on an import, a kept person, and the stored files behind ``records``. Half of the inputs are whole files of a kind with bytes changed, cut, repeated or swapped, the other
half are put together from the signs that the readers look for; of what carries sums, half have values changed and all
sums made anew, so that the change gets behind them. A fault is anything but a result or a ``UserError``, more than two
seconds of processor time, or more than 500 MB. The inputs are harmless: they are made here and read by this program
alone.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import sqlite3
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal, cast

import numpy as np
import psutil
from damaged_store import make_dataset, make_subjects

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.film_sets.making import read_list
from movierec_gui.data.film_sets.store import SetStore
from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import STARS, Film, Rated
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import Review, make_review
from movierec_gui.data.people.review_json import review_document, with_decisions
from movierec_gui.data.people.store import PeopleStore, write_person
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.data.table_preview import preview_table
from movierec_gui.data.table_trial import try_reading
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.records import DamagedError, seal, unseal, unseal_lines
from movierec_gui.report.project.facts import new_facts, reference_to
from movierec_gui.report.project.opening import open_project
from movierec_gui.report.project.parts import PARTS, Choice, Place
from movierec_gui.report.project.saving import FACTS_FILE, save_project
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.list_runs import ListStore
from movierec_gui.training.run_files import import_run
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.store import SearchStore

MOST_SECONDS, MOST_BYTES = 2.0, 500_000_000
DATA = make_dataset()
FINDER = MovieFinder(DATA)
ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2**31, 2**63, 10**400, -(10**30), 0.5, 1e308, -0.0, "", " ", "x" * 600, "../../x", "NaN",
    "a\u202eb", "\x00", "0", "2026-13-01", [], {}, [[]], [None], ["x"] * 50, {"": 1}, {"a": {"a": {}}},
)  # fmt: skip
TOKENS = tuple(
    b'|,|;|\t|"|""|\n|\r\n|\r|::|userId|movieId|rating|timestamp|Title|Year|Your Rating|Const|imdbID|0|1|-1|3.5|3,5|1e309'
    b"|nan|inf|99999999999999999999|tt0111161|Movie 3|Heat (1995)|\xef\xbb\xbf|\xff\xfe|\x00|\xc3\x28|{|}|[|]|:|null|true"
    b'|{"ratings":[|"format":"movierec person 1"|PK\x03\x04|5/10|\xe2\x98\x85\xe2\x98\x85\xc2\xbd|2020-01-01|= 1+1|\'|4/5|85 %|3 out of 4|1/0|0/5|[{|}]|},{|"a":|NA|99|1:|user|title'.split(
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
    "JSON list": (
        ("ratings.json", b"[" + b",".join(b'{"user": "u%d", "movie": %d, "rating": %d.5, "title": "Film, \\"%d\\" (199%d)"}' % (u, m, m % 5, m, m)
         for u in range(1, 9) for m in range(1, 9)) + b"]"),
        ("nested.json", b"\xef\xbb\xbf[\r\n" + b",\n".join(b'{"user": {"id": %d}, "movie": "m%d", "tags": ["a", {"b": [1]}], "rating":\n "%d/10"}' % (u, m, m + 1)
         for u in range(1, 7) for m in range(1, 7)) + b"\n]\n"),
    ),
    "matrix": (
        ("class.csv", b"user," + b",".join(b"Film %d (199%d)" % (m, m) for m in range(1, 9)) + b"\n" + b"".join(
            b"Pupil %d," % u + b",".join(b"%d" % ((u * m) % 5 + 1) if (u + m) % 3 else b"" for m in range(1, 9)) + b"\n" for u in range(1, 12))),
        ("films.tsv", b"title\tAnn\tBen\tCid\tDee\n" + b"".join(
            b"Film %d\t" % m + b"\t".join(b"%d,5" % ((u + m) % 5) if (u * m) % 4 else b"NA" for u in range(4)) + b"\n" for m in range(1, 15))),
        ("plain.txt", b"".join(b";".join(b"%d" % ((u * m) % 6) for m in range(1, 9)) + b"\n" for u in range(1, 12))),
    ),
    "written ratings": (
        ("ten.csv", b"user,title,rating\n" + b"".join(b"u%d,Film %d,%d/10\n" % (u, m, (u * m) % 10 + 1) for u in range(1, 9) for m in range(1, 9))),
        ("percent.csv", b"user;movie;score\n" + b"".join(b"%d;%d;%d %%\n" % (u, m, (u * m) % 101) for u in range(1, 9) for m in range(1, 9))),
        ("stars.csv", b"user,movie,rating\n" + b"".join(b"%d,%d,%s\n" % (u, m, ("\u2605" * (m % 5 + 1) + "\u00bd" * (u % 2)).encode()) for u in range(1, 9) for m in range(1, 9))),
        ("words.tsv", b"user\tmovie\trating\n" + b"".join(b"%d\t%d\t%d,5 out of 5\n" % (u, m, m % 5) for u in range(1, 9) for m in range(1, 9))),
    ),
    "own layout": (
        ("combined_data_1.txt", b"".join(b"%d:\n" % m + b"".join(b"%d,%d,2005-0%d-11\n" % (u, (u * m) % 5 + 1, u) for u in range(1, 9)) for m in range(1, 7))),
        ("jester.csv", b"".join(b"%d," % sum((u + j) % 3 > 0 for j in range(60)) + b",".join(
            b"%d.25" % ((u * j) % 19 - 9) if (u + j) % 3 else b"99" for j in range(60)) + b"\n" for u in range(1, 9))),
        ("ratings.dat", b"".join(b"%d::0%d::%d::136506%d\n" % (u, 111161 + m, (u + m) % 11, 1000 + u) for u in range(1, 9) for m in range(1, 9))),
        ("user_ratedmovies.dat", b"userID\tmovieID\trating\tdate_day\tdate_month\tdate_year\tdate_hour\tdate_minute\tdate_second\n" + b"".join(
            b"%d\t%d\t%d\t29\t10\t2006\t23\t17\t16\n" % (u, m, (u + m) % 5 + 1) for u in range(1, 9) for m in range(1, 9))),
    ),
    "beside": (
        ("movies.csv", b"movieId,title,genres\n" + b"".join(b'%d,"Film, %d (199%d)",Drama|War\n' % (m, m, m) for m in range(1, 9))),
        ("tags.csv", b"userId,movieId,tag,timestamp\n" + b"".join(b'%d,%d,"very, very %d",100000%d\n' % (m, m, m, m) for m in range(1, 9)) * 2),
        ("links.csv", b"movieId,imdbId,tmdbId\n" + b"".join(b"%d,011116%d,86%d\n" % (m, m, m) for m in range(1, 9))),
        ("genome-scores.csv", b"movieId,tagId,relevance\n" + b"".join(b"%d,%d,0.%d25\n" % (m, t, t) for m in range(1, 9) for t in range(1, 4))),
    ),
    "packed": (),
    "look": (),
    "history": (
        ("ratings.csv", b"Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,https://boxd.it/1,4.5\n" * 3),
        ("imdb.csv", b"Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Year\ntt0113277,9,2020-01-01,Heat,u,movie,8.2,1995\n"),
        ("simkl.csv", b"SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n1,Heat,movie,1995,completed,,2020-01-01,9,,,949,tt0113277\n" * 2),
        ("tmdb.csv", b"TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n949,tt0113277,movie,Heat,1995-12-15,,,7.9,9.0,2020-01-01T00:00:00Z\n"),
        ("criticker.csv", b"Rating,Film Name,Year,Date Rated,Mini Review,URL,IMDB ID\n85,Heat,1995,2020-01-01,\"good, long\",u,tt0113277\n"),
        ("movielens-ratings.csv", b"movie_id,imdb_id,tmdb_id,rating,average_rating,title\n6,0113277,949,4.5,3.8,Heat (1995)\n"),
        ("movielens-logs.csv", b'datetime,login_id,action_type,log_json\n2020-01-01 00:00:00,a@b,rating,"{""movieId"": 6, ""rating"": 4.0, ""action"": ""ADD""}"\n'),
        ("p2-movielens-profiles.csv", b"participant_id,dataset_id,movie_id,movielens_rating\n1,2,6,4.5\n1,2,7,3\n"),
        ("kinopoisk.json", '[{"title": "\u0421\u0445\u0432\u0430\u0442\u043a\u0430 (1995)", "originalTitle": "Heat", "year": 1995, "rating": 9, "ratedAt": "15.04.2026, 11:49"}]'.encode()),
        ("simkl.json", b'{"movies": [{"status": "completed", "last_watched_at": "2020-01-01T00:00:00Z", "user_rating": 9, "movie": {"title": "Heat", "year": 1995, "ids": {"imdb": "tt0113277"}}}], "shows": [], "anime": []}'),
        ("trakt.json", b'[{"rated_at":"2020-01-01T00:00:00.000Z","rating":9,"type":"movie","movie":{"title":"Heat","year":1995,"ids":{"imdb":"tt0113277"}}}]'),
    ),
    "film list": (("films.csv", b"movieId,title,year\n1,Movie 1,1995\n2,\"Movie, 2\",1996\n"), ("films.txt", b"Movie 3 (1995)\ntt0111161\n7\n")),
    "run": (), "project": (), "person": (),
    "decisions": (),
    "record": (("x.json", b'{"checksum": "00000000", "id": "a", "values": [1, 2.5, null, "x"]}'),),
}  # fmt: skip


def _dataset(path: Path) -> object:
    return finish(load_dataset(path, path.parent / "kept"))


def _beside(path: Path) -> object:
    ratings = path.parent / "ratings.csv"
    ratings.write_bytes(SAMPLES["dataset table"][0][1])
    try:
        return finish(load_dataset(path.parent))
    finally:
        ratings.unlink()


def _look(path: Path) -> object:
    """As the reading dialog does it: the first rows, then what comes of them."""
    preview = finish(preview_table(path))
    columns = tuple((role, preview.called(place)) for role, place in preview.likely)
    return finish(try_reading(path, TableChoice(columns=columns if preview.readable else ())))


def _history(path: Path) -> object:
    return make_review(read_history(path), FINDER)


def _list(path: Path) -> object:
    return read_list(path, FINDER)


def _run(path: Path) -> object:
    with tempfile.TemporaryDirectory() as place:
        return import_run(RunStore(Path(place)), path)


def _project(path: Path) -> object:
    with tempfile.TemporaryDirectory() as place:
        runs = RunStore(Path(place) / "runs")
        opened = finish(open_project(path, Place(runs, Path(place), DATA.content_hash)))
        for store in (runs, ListStore.beside(runs), ComparisonStore.beside(runs), SearchStore.beside(runs)):
            if problems := store.listing().problems:  # type: ignore[attr-defined]
                raise RuntimeError(f"it was taken and cannot be read: {problems}")
        for record in runs.list():
            _ = record.spec, runs.read_history(record.id)
        return opened, SetStore(Path(place) / "sets").listing(), PeopleStore(Path(place) / "people").list()


def _decisions(path: Path) -> object:
    return with_decisions(_review(), path)


@cache
def _review() -> Review:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "films.csv"
        path.write_text("Title,Rating\n" + "".join(f"Movie {number},{number % 5 + 1}\n" for number in range(9)))
        return make_review(read_history(path), FINDER, scale=STARS)


def _person(path: Path) -> object:
    return PeopleStore(path.parent).read(path.stem)


def _record(path: Path) -> object:
    try:
        return unseal(path.read_bytes())
    except DamagedError as error:
        raise UserError(str(error)) from error


READERS: dict[str, Callable[[Path], object]] = {
    "dataset table": _dataset, "JSON list": _dataset, "matrix": _dataset, "written ratings": _dataset,
    "own layout": _dataset, "packed": _dataset, "beside": _beside, "look": _look, "history": _history, "film list": _list, "run": _run, "project": _project,
    "record": _record, "decisions": _decisions, "person": _person,
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


def make_samples() -> None:
    """Files with sums of a run and of a project with everything, a kept person and decisions, by the program."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        make_subjects(home)
        runs, facts = RunStore(home / "runs"), new_facts(reference_to(DATA, bundled=False), SplitConfig(), "", "a note")
        choice = Choice(tuple(part.name for part in PARTS))
        ann = PeopleStore(home / "people").create("Ann")
        PeopleStore(home / "people").change(
            ann.id, lambda now: rate(now, Rated(Film(title="Heat", year=1995), 4.0, STARS)), "a rating"
        )
        finish(save_project(home / "whole.movierec", facts, Place(runs, home, facts.data.content_hash), choice))
        of_tables = ("dataset table", "JSON list", "matrix", "written ratings", "own layout")
        SAMPLES["look"] = tuple(sample for name in of_tables for sample in SAMPLES[name])
        SAMPLES["packed"] = packed_samples(home)
        SAMPLES["run"] = (("run.zip", (home / "run.zip").read_bytes()),)
        SAMPLES["project"] = (("whole.movierec", (home / "whole.movierec").read_bytes()),)
        write_person(PeopleStore(home / "people").read(ann.id), home / "ann.json")
        packed = (sample for sample in SAMPLES["packed"] if sample[0].endswith((".zip", ".xlsx", ".ods")))
        SAMPLES["history"] += (("ann.json", (home / "ann.json").read_bytes()), *packed)
        kept = (home / "people" / f"{ann.id}.json").read_bytes()
        # Without its sum it is one of an older version, and every change gets to what reads it.
        SAMPLES["person"] = tuple((f"{ann.id}.json", content) for content in (kept, unseal_lines(kept)))
        document = review_document(_review())
        for row, decision in zip(document["rows"], ({"choose": 3}, "reject", "replace"), strict=False):
            row["decision"] = decision
        plain = {"rows": [{"row": 1, "decision": {"choose": 3}}, {"row": 2, "decision": "reject"}]}
        SAMPLES["decisions"] = tuple(("decisions.json", json.dumps(one).encode()) for one in (document, plain))


def packed_samples(home: Path) -> tuple[tuple[str, bytes], ...]:
    """Ratings in archives, workbooks and a database, as their programs write them, but for what styles them."""
    ratings = b"userId,movieId,rating\n" + b"".join(
        b"%d,%d,%d\n" % (u, m, u % 5 + 1) for u in range(1, 9) for m in range(1, 9)
    )
    files = {"ml/ratings.csv": ratings, "ml/movies.csv": SAMPLES["beside"][0][1], "ml/readme.txt": b"Ratings.\n"}
    cells = [line.split(",") for line in ratings.decode().split()]
    rows = "".join("<row>" + "".join(f'<c t="str"><v>{cell}</v></c>' for cell in line) + "</row>" for line in cells)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    linked = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{linked}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }  # fmt: skip
    of_office = "urn:oasis:names:tc:opendocument:xmlns"
    of_cells = ("".join(f"<t:table-cell><x:p>{cell}</x:p></t:table-cell>" for cell in line) for line in cells)
    lines = "".join(f"<t:table-row>{line}</t:table-row>" for line in of_cells)
    document = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f'<o:document-content xmlns:o="{of_office}:office:1.0" xmlns:t="{of_office}:table:1.0" '
        f'xmlns:x="{of_office}:text:1.0"><t:table t:name="A">{lines}</t:table></o:document-content>',
    }  # fmt: skip
    with contextlib.closing(sqlite3.connect(home / "a.sqlite")) as database:
        database.execute("CREATE TABLE ratings (userId INTEGER, movieId INTEGER, rating REAL)")
        database.executemany("INSERT INTO ratings VALUES (?, ?, ?)", cells[1:])
        database.commit()
    return (
        ("a.tar", tarred(files, "w")), ("a.tar.gz", tarred(files, "w:gz")), ("a.tar.xz", tarred(files, "w:xz")),
        ("a.zip", zipped(files)), ("a.xlsx", zipped({name: text.encode() for name, text in book.items()})),
        ("a.ods", zipped({name: text.encode() for name, text in document.items()})),
        ("a.sqlite", (home / "a.sqlite").read_bytes()),
    )  # fmt: skip


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], mode: Literal["w", "w:gz", "w:xz"]) -> bytes:
    """These files as a tar archive, packed or not."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as target:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def changed_values(content: bytes, rng: np.random.Generator) -> bytes:
    """A JSON file with one to three values replaced or taken away, and its sum, where it has one, made anew."""
    document = json.loads(content)
    for _ in range(int(rng.integers(1, 4))):
        holder: Any = document
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = keys[int(rng.integers(len(keys)))]
            if isinstance(holder[key], (dict, list)) and holder[key] and rng.random() < 0.9:
                holder = holder[key]
                continue
            if rng.random() < 0.1:
                del holder[key]
            else:
                holder[key] = deepcopy(ODD[int(rng.integers(len(ODD)))])
            break
    sealed = isinstance(document, dict) and "checksum" in document
    if not sealed:
        return json.dumps(document).encode()
    del document["checksum"]
    # A number that no checksum could be made of is the file's own affair.
    with contextlib.suppress(OverflowError):
        return seal(document)
    return json.dumps(document).encode()


def changed_file(name: str, content: bytes, rng: np.random.Generator) -> bytes:
    """A member of a zip, or a JSON file, changed behind its sum or without regard to it."""
    if name.endswith(".json") and rng.random() < 0.8:
        return changed_values(content, rng)
    return mutated(content, rng)


def rezipped(content: bytes, rng: np.random.Generator) -> bytes:
    """A zip with one member changed and packed again with all the sums that it has of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    chosen = list(members)[int(rng.integers(len(members)))]
    members[chosen] = changed_file(chosen, members[chosen], rng)
    if FACTS_FILE in members and chosen != FACTS_FILE:
        facts, _ = unseal(members[FACTS_FILE])
        facts["files"][chosen] = hashlib.sha256(members[chosen]).hexdigest()
        members[FACTS_FILE] = seal(facts)
    return zipped(members)


def retarred(name: str, content: bytes, rng: np.random.Generator) -> bytes:
    """A tar archive with one member changed and packed again with its sums."""
    with tarfile.open(fileobj=io.BytesIO(content)) as source:
        members = {member.name: cast(IO[bytes], source.extractfile(member)).read() for member in source}
    chosen = list(members)[int(rng.integers(len(members)))]
    members[chosen] = changed_file(chosen, members[chosen], rng)
    return tarred(members, "w:gz" if name.endswith(".gz") else "w:xz" if name.endswith(".xz") else "w")


def made_input(name: str, number: int, rng: np.random.Generator) -> tuple[str, bytes]:
    """An input by its number: a file's name and content."""
    file, whole = SAMPLES[name][int(rng.integers(len(SAMPLES[name])))]
    if ".tar" in file:
        return file, mutated(whole, rng) if number % 2 else retarred(file, whole, rng)
    if file.endswith((".zip", ".movierec", ".xlsx", ".ods")):
        return file, mutated(whole, rng) if number % 8 == 0 else rezipped(whole, rng)
    if file.endswith(".json") and number % 4:
        return file, changed_values(whole, rng) if number % 4 == 1 and not _is_lines(whole) else mutated(whole, rng)
    return file, mutated(whole, rng) if number % 2 else invented(rng)


def _is_lines(content: bytes) -> bool:
    return content.startswith(b"{") and b"}\n{" in content


def tried(name: str, inputs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Outcomes, and a description of each fault's first input."""
    rng, found, faults = np.random.default_rng([seed, zlib.crc32(name.encode())]), Counter[str](), list[str]()
    process = psutil.Process()
    known: set[str] = set()
    with tempfile.TemporaryDirectory() as place:
        for number in range(inputs):
            file, content = made_input(name, number, rng)
            path = Path(place) / file
            path.write_bytes(content)
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
    make_samples()
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
