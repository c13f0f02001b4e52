"""Kills every operation that writes, at random points, and looks what the next start finds.

    python benchmarks/reliability/kill_operations.py --kills 50
    python benchmarks/reliability/kill_operations.py --operations import export --kills 5

Each try copies a home with runs, a comparison, a set, a person, a kept map, a kept copy of the data and files to open,
does one operation in a process of its own and ends that with SIGKILL: just before or just after a file takes its place,
at an event of the work, or, every other time, after a random part of the time that it takes. Then comes what a start
does (``sweep_home``), and everything is read. A try survives if nothing is damaged, what the operation does not
touch is as it was, what it touches is as before or as after, and nothing is there that neither an untouched nor a
finished home has, but for empty folders of kinds of things, and what a continued work goes on from. Needs ``os.fork``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a pool of threads would not survive the fork

import numpy as np
from damaged_store import make_dataset

from movierec_gui.analysis.maps.last_map import FILE, keep_map, read_map
from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.data.cache import read_cached, write_cached
from movierec_gui.data.film_sets.film_set import films_of
from movierec_gui.data.film_sets.store import SetStore
from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import STARS, Film, Rated
from movierec_gui.data.people.store import PeopleStore, write_person
from movierec_gui.data.table_export import write_frame
from movierec_gui.progress import finish
from movierec_gui.report.project.facts import new_facts, reference_to
from movierec_gui.report.project.opening import open_project
from movierec_gui.report.project.parts import Choice, Place
from movierec_gui.report.project.saving import save_project
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.running import run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import preset_spec
from movierec_gui.training.leftovers import sweep_home
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.run_files import export_run, import_run
from movierec_gui.training.runs import CHECKPOINT_FILE, WEIGHTS_FILE, RunStore
from movierec_gui.training.searching.running import SearchPlan, run_search
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.trainer import train

Work = Callable[["Home"], Generator[Any, None, Any] | None]


@dataclass(frozen=True)
class Home:
    """A program's home and a folder of the user's beside it."""

    folder: Path

    @property
    def home(self) -> Path:
        """Of the program."""
        return self.folder / "home"

    @property
    def outside(self) -> Path:
        """Of the user's own files."""
        return self.folder / "outside"

    @property
    def runs(self) -> RunStore:
        """The runs."""
        return RunStore(self.home / "runs")

    @property
    def sets(self) -> SetStore:
        """The sets."""
        return SetStore(self.home / "sets")

    @property
    def people(self) -> PeopleStore:
        """The people."""
        return PeopleStore(self.home / "people")

    def run(self, name: str) -> str:
        """The id of a run by its name."""
        return next(record.id for record in self.runs.list() if record.name == name)


@dataclass(frozen=True)
class Trial:
    """One operation that was killed, or ended before that."""

    operation: str
    death: str
    fault: str


DATA = make_dataset()


def _import_run(home: Home) -> None:
    import_run(home.runs, home.outside / "run.zip")


def _export_run(home: Home) -> None:
    export_run(home.runs, home.run("one"), home.outside / "new.zip")


def _export_table(home: Home) -> None:
    import pandas as pd

    write_frame(pd.DataFrame({"title": DATA.movies.titles * 200}), home.outside / "new.csv")


def _rename_run(home: Home) -> None:
    home.runs.rename(home.run("two"), "three")


def _delete_run(home: Home) -> None:
    home.runs.delete(home.run("two"))


def _restore_run(home: Home) -> None:
    home.runs.restore(next((home.runs.folder / ".trash").iterdir()).name)


def _rate(home: Home) -> None:
    ann = home.people.list()[0]
    for number in range(5):
        rated = Rated(Film(title=f"Film {number}", year=1990), 3.5, STARS, time=number)
        home.people.change(ann.id, lambda now, rated=rated: rate(now, rated), "a rating")


def _rename_person(home: Home) -> None:
    home.people.rename(home.people.list()[0].id, "Anna")


def _delete_person(home: Home) -> None:
    home.people.delete(home.people.list()[0].id)


def _export_person(home: Home) -> None:
    write_person(home.people.list()[0], home.outside / "new.json")


def _set(home: Home) -> None:
    home.sets.create("late", films_of(range(5), MovieFinder(DATA)), "")


def _place(home: Home) -> Place:
    return Place(home.runs, home.home, DATA.content_hash)


def _save(home: Home, name: str = "new.movierec") -> Generator[Any, None, Any]:
    facts = new_facts(reference_to(DATA, bundled=False), None, "", "")
    return save_project(home.outside / name, facts, _place(home), Choice())


def _open(home: Home) -> Generator[Any, None, Any]:
    return open_project(home.outside / "kept.movierec", _place(home))


def _map(home: Home) -> Generator[Any, None, Any]:
    movie_map = yield from raw_map(DATA, MapConfig(method="pca"))
    keep_map(movie_map, home.home / FILE)


def _read_with_copy(home: Home) -> Generator[Any, None, Any]:
    return write_cached(home.home / "cache", "new", DATA)


def _train_list(home: Home) -> Generator[Any, None, Any]:
    return train_list(DATA, default_spec("ease"), ListStore.beside(home.runs), "late")


def _compare(home: Home) -> Generator[Any, None, Any]:
    contestants = [Contestant("mean", preset_spec("global-mean")), Contestant("biases", preset_spec("biases"))]
    return run_comparison(DATA, contestants, article_splits([1]), ComparisonStore.beside(home.runs))


def _search(home: Home) -> Generator[Any, None, Any]:
    space = (Dimension("model", "user_shrinkage", 1.0, 9.0),)
    plan = SearchPlan(preset_spec("biases"), space, most_trials=3)
    return run_search(DATA, plan, SearchStore.beside(home.runs))


def _average(home: Home) -> Generator[Any, None, Any]:
    return average_runs(DATA, [home.run("one"), home.run("two")], home.runs, "mean of both")


OPERATIONS: dict[str, Work] = {
    "reading": _read_with_copy, "list run": _train_list, "comparison": _compare, "search": _search,
    "average": _average, "import": _import_run, "export": _export_run, "export table": _export_table,
    "rename": _rename_run, "delete": _delete_run, "restore": _restore_run, "ratings": _rate,
    "rename person": _rename_person, "delete person": _delete_person, "export person": _export_person, "set": _set,
    "project save": _save, "project open": _open, "map": _map,
}  # fmt: skip
_GOES_ON = ("comparison", "search", "list run")
"""Work that is kept as far as it came, to be continued."""
_EMPTY = {
    "home", "home/people", "home/people/trash", "home/sets", "home/sets/trash", "home/runs", "home/runs/.trash",
    "home/runs/lists", "home/runs/comparisons", "home/runs/searches", "home/runs/article",
}  # fmt: skip
"""Folders that may be there with nothing in them: they are made before what comes into them."""


def main() -> int:
    """Kill, start, read; returns 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", nargs="+", choices=OPERATIONS, default=list(OPERATIONS), metavar="NAME")
    parser.add_argument("--kills", type=int, default=50, help="of each operation (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the points (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print every try, for programs")
    options = parser.parse_args()
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory() as place:
        first = make_home(Path(place) / "first")
        for name in options.operations:
            rng = np.random.default_rng([options.seed, zlib.crc32(name.encode())])
            mine = list(killed(name, first, Path(place), options.kills, rng))
            trials += mine
            line = f"{name:14} tried {len(mine):3}  survived {sum(not one.fault for one in mine):3}"
            line += f"  killed {sum(bool(one.death) for one in mine):3}"
            print(line, file=sys.stderr if options.json else sys.stdout, flush=True)
            for one in mine:
                if one.fault:
                    print(f"  after {one.death or 'its end'}: {one.fault}", file=sys.stderr)
    if options.json:
        print(json.dumps([asdict(trial) for trial in trials]))
    return int(any(trial.fault for trial in trials))


def make_home(folder: Path) -> Home:
    """A home with something of everything, and the files that are imported from."""
    made = Home(folder)
    made.outside.mkdir(parents=True)
    spec = preset_spec("dense")
    spec = replace(spec, training=replace(spec.training, epochs=2, threads=1))
    for name in ("one", "two", "gone"):
        finish(train(DATA, spec, made.runs, name))
    made.runs.delete(made.run("gone"))
    finish(run_comparison(DATA, [Contestant("mean", preset_spec("global-mean"))], article_splits([0]),
                          ComparisonStore.beside(made.runs)))  # fmt: skip
    ann = made.people.create("Ann")
    made.people.change(ann.id, lambda now: rate(now, Rated(Film(title="Heat", year=1995), 4.0, STARS)), "a rating")
    made.sets.create("early", films_of(range(9), MovieFinder(DATA)), "")
    export_run(made.runs, made.run("one"), made.outside / "run.zip")
    finish(write_cached(made.home / "cache", "kept", DATA))
    finish(_map(made))
    finish(_save(made, "kept.movierec"))
    return made


def killed(name: str, first: Home, place: Path, kills: int, rng: np.random.Generator) -> Generator[Trial, None, None]:
    """The operation left alone once, to learn how long it is, then killed as often as asked."""
    whole = _copied(name, first, place / "whole")
    started = time.perf_counter()
    points, _ = _forked(whole, OPERATIONS[name], 0, 0.0)
    seconds = time.perf_counter() - started
    before, after = snapshot(first), snapshot(whole)
    allowed = _plain(files(first)) | _plain(files(whole))
    for number in range(kills):
        trial = _copied(name, first, place / "trial")
        by_clock = number % 2 == 1
        point, late = int(rng.integers(1, points + 1)), float(rng.uniform(0.0, seconds))
        _, death = _forked(trial, OPERATIONS[name], 0 if by_clock else point, late if by_clock else 0.0)
        sweep_home(trial.home)
        yield Trial(name, death, _fault(name, trial, before, after, allowed))
    shutil.rmtree(place / "trial", ignore_errors=True)
    shutil.rmtree(whole.folder)


def _copied(name: str, first: Home, folder: Path) -> Home:
    """A home for the operation: all that there is, and nothing where a project brings it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(first.folder, folder)
    copy = Home(folder)
    if name == "project open":
        shutil.rmtree(copy.home)
        copy.home.mkdir()
    return copy


def snapshot(home: Home) -> dict[str, Any]:
    """Everything by what it is, without ids and times that differ from try to try. Damage is named under "damage"."""
    stores = {"runs": home.runs, "lists": ListStore.beside(home.runs),
              "comparisons": ComparisonStore.beside(home.runs), "searches": SearchStore.beside(home.runs)}  # fmt: skip
    found: dict[str, Any] = {"damage": []}
    for name, store in stores.items():
        listing = store.listing()  # type: ignore[attr-defined]
        found["damage"] += map(str, listing.problems)
        found[name] = sorted(getattr(record, "name", "") or record.status for record in listing.records)
    for record in home.runs.list():
        home.runs.read_history(record.id)
        for file in (WEIGHTS_FILE, CHECKPOINT_FILE):
            if home.runs.has(record.id, file):
                home.runs.read_tensors(record.id, file)
    sets, problems = home.sets.listing()
    found["damage"] += [*problems, *home.people.damaged()]
    found["sets"] = [(kept.name, kept.films) for kept in sets]
    found["people"] = [(person.name, len(person.ratings)) for person in home.people.list()]
    kept = read_map(home.home / FILE, DATA) if (home.home / FILE).exists() else None
    found["map"] = None if kept is None else kept.coordinates.tobytes()
    for key in ("kept", "new"):
        read = finish(read_cached(home.home / "cache", key)) if (home.home / "cache" / key).exists() else None
        found[f"copy {key}"] = None if read is None else read.content_hash
    return found


def files(home: Home) -> list[str]:
    """Every file and empty folder below a home, but locks."""
    return [
        path.relative_to(home.folder).as_posix()
        for path in home.folder.rglob("*")
        if not path.name.endswith(".lock") and path.name != ".lock" and (path.is_file() or not any(path.iterdir()))
    ]


def _plain(names: list[str]) -> set[str]:
    """Names without the ids, which differ from try to try: whatever holds a digit is a star."""
    return {"/".join("*" if any(letter.isdigit() for letter in part) else part for part in name.split("/"))
            for name in names}  # fmt: skip


def _fault(name: str, trial: Home, before: dict[str, Any], after: dict[str, Any], allowed: set[str]) -> str:
    try:
        now = snapshot(trial)
    except Exception as error:  # noqa: BLE001 - whatever it is, this is what the script looks for
        return f"it cannot be read: {error!r}"
    if now["damage"]:
        return f"damaged: {'; '.join(now['damage'])}"
    for key, was in before.items():
        between = name == "project open" or (key == "people" and name == "ratings")
        goes_on = name in _GOES_ON and key in ("comparisons", "searches", "lists")
        if now[key] != was and now[key] != after[key] and not between and not goes_on:
            return f"{key} is torn: {str(now[key])[:200]}"
    extra = _plain(files(trial)) - allowed - _EMPTY
    if name in _GOES_ON:
        extra = {path for path in extra if not path.startswith("home/runs/")}
    return f"left behind: {', '.join(sorted(extra))}" if extra else ""


def _forked(home: Home, work: Work, point: int, after: float) -> tuple[int, str]:
    """Work in another process that is killed at its ``point``-th tick, or ``after`` seconds; 0: it is left alone."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        with contextlib.suppress(Exception):
            _work(home, work, point, writing)
            status = 0
        os._exit(status)
    os.close(writing)
    if after:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        ticks = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return len(ticks), ticks[-1] if ticks else "the start"
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("An operation failed by itself")
    return len(ticks), ""


def _work(home: Home, work: Work, point: int, writing: int) -> None:
    count, real_replace, real_rename = 0, os.replace, Path.rename

    def tick(where: str) -> None:
        nonlocal count
        count += 1
        os.write(writing, f"{where}\n".encode())
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def replace_and_tick(source: Any, target: Any) -> None:
        tick(f"before {Path(target).name}")
        real_replace(source, target)
        tick(f"after {Path(target).name}")

    def rename_and_tick(source: Path, target: Any) -> Path:
        tick(f"before {Path(target).name}")
        result = real_rename(source, target)
        tick(f"after {Path(target).name}")
        return result

    os.replace, Path.rename = replace_and_tick, rename_and_tick  # type: ignore[assignment]
    sweep_home(home.home)
    tick("the start")
    events = work(home)
    for event in events or ():
        tick(type(event).__name__)
    tick("the end")


if __name__ == "__main__":
    sys.exit(main())
