"""Count the modules that a reader of one comparison enters, and how often the way leads back to one.

    python benchmarks/module_walk.py
    python benchmarks/module_walk.py --without training.ranking training.list_tests
    python benchmarks/module_walk.py --architecture house:fast --dot > walk.dot

One model is compared on one split of a few ratings, and every function of the package is noted when it is first called,
as somebody reads it who follows the program. A *room* is a module of which a function is read, a *stay* a row of
functions of one module, a *return* a stay in a module that was left before: stays = rooms + returns. What is imported
or cached before the comparison starts is not counted. ``--without`` leaves modules out with all that they call: the two
above are where models are judged by their lists, too. ``--dot`` writes which module called which, for Graphviz.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType

import numpy as np

import movierec_gui
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_bundled
from movierec_gui.progress import finish
from movierec_gui.training.comparing.cells import compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.config import RunSpec, preset_spec

PACKAGE = Path(movierec_gui.__file__).resolve().parent
RATINGS, EPOCHS = 2_000, 2


@dataclass
class Walk:
    """Functions of the package in the order in which they were first called, by their modules."""

    rooms: list[str] = field(default_factory=list)
    """The module of each function."""
    doors: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Functions of the second module that the first one was the first to call."""
    without: frozenset[str] = frozenset()
    """Modules that are left out with all that they call."""
    _read: set[CodeType] = field(default_factory=set)

    def note(self, frame: FrameType, event: str, _argument: object) -> None:
        """Called by Python at each call of a function."""
        if event != "call" or frame.f_code in self._read or frame.f_code.co_name == "<module>":
            return
        room = room_of(frame)
        if room is None or self._left_out(frame):
            return
        self._read.add(frame.f_code)
        self.rooms.append(room)
        caller = frame.f_back
        while caller is not None and room_of(caller) is None:
            caller = caller.f_back
        before = room_of(caller) if caller is not None else None
        if before is not None and before != room:
            self.doors[before, room] += 1

    def _left_out(self, frame: FrameType | None) -> bool:
        while frame is not None and self.without:
            if room_of(frame) in self.without:
                return True
            frame = frame.f_back
        return False

    @property
    def stays(self) -> list[str]:
        """The modules in the order of the walk, each as often as it is entered."""
        return [room for room, _ in groupby(self.rooms)]


def room_of(frame: FrameType) -> str | None:
    """The module of a call, below the package; None outside of it."""
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(PACKAGE):
        return None
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def walk_through(work: Callable[[], object], without: Iterable[str] = ()) -> Walk:
    """Do some work and note which functions it calls, those of some modules and what they call left out."""
    walk = Walk(without=frozenset(without))
    sys.setprofile(walk.note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return walk


def few_ratings() -> Dataset:
    """The first of the bundled ratings."""
    dataset = finish(load_bundled())
    return replace(dataset, ratings=dataset.ratings.take(np.arange(RATINGS)))


def settings(name: str) -> RunSpec:
    """Settings of an architecture (and a preset of it) for a short run."""
    spec = preset_spec(*name.split(":", 1))
    return replace(spec, training=replace(spec.training, epochs=EPOCHS, threads=1))


def main() -> None:
    """Compare one model, and print the rooms with their functions and the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="dense", metavar="NAME[:PRESET]", help="default: %(default)s")
    parser.add_argument("--without", nargs="+", default=(), metavar="MODULE", help="left out with all that they call")
    parser.add_argument("--dot", action="store_true", help="write the graph of the modules instead")
    options = parser.parse_args()
    dataset, contestant = few_ratings(), Contestant("it", settings(options.architecture))
    walk = walk_through(lambda: finish(compare(dataset, [contestant], article_splits([0]))), options.without)
    report = graph if options.dot else sums
    print(report(walk))


def sums(walk: Walk) -> str:
    """A line per room, in the order of the walk: functions read, stays; then the sums."""
    functions, stays = Counter(walk.rooms), Counter(walk.stays)
    lines = [f"{room:40} {functions[room]:3} functions {stays[room]:3} stays" for room in functions]
    total = sum(stays.values())
    return "\n".join([*lines, f"{len(stays)} rooms, {total} stays, {total - len(stays)} returns"])


def graph(walk: Walk) -> str:
    """The calls between rooms as a graph in Graphviz's language."""
    edges = [f'  "{before}" -> "{room}" [label={count}];' for (before, room), count in walk.doors.items()]
    return "\n".join(["digraph comparison {", "  rankdir=LR;", *edges, "}"])


if __name__ == "__main__":
    main()
