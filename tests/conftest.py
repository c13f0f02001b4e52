"""What every test stands on: no display, a home of its own, no help from global seeds, no threads left behind."""

from __future__ import annotations

import gc
import itertools
import os

# Before Qt, matplotlib or torch is imported anywhere: they read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Each program that a test starts would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import random
import runpy
import secrets
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import numpy as np
import numpy.typing as npt
import pytest

from movierec_gui import atomic_files
from movierec_gui.system_libraries import find_qt_problem

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.features import TrainingData

# Before pytest-qt imports Qt, which would only name the first library that is missing.
if problem := find_qt_problem():
    pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)

# No example has a time limit: on a busy machine that would fail a test that is right. The examples are the same each
# time, so that a change is not blamed for what it did not touch; --hypothesis-profile=chance draws others.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("chance", deadline=None)
hypothesis.settings.load_profile("same")

TINY_USERS, TINY_MOVIES = 40, 60
_HOMES = itertools.count()
PATIENCE = 30
"""Seconds until a thread counts as left: a step under way, such as matplotlib's drawing, is slow beside other work."""


def pytest_collection_finish() -> None:
    """No collection looks through the libraries again, as in the program."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs, downloads and settings go to a folder of this test alone."""
    folder = tmp_path_factory.mktemp(f"home-{next(_HOMES)}", numbered=False)  # pytest's numbers look through all others
    monkeypatch.setenv("MOVIEREC_HOME", str(folder))
    monkeypatch.setattr(atomic_files, "_HOME", [])  # an earlier test's


@pytest.fixture(autouse=True)
def rights_of_new_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that is run within a test makes all later files of the process private: the next test starts afresh."""
    monkeypatch.setattr(atomic_files, "_USUAL_MASK", [])
    mask = os.umask(0o077)
    os.umask(mask)
    yield
    os.umask(mask)


@pytest.fixture(autouse=True)
def poison_seeds() -> Callable[[], None]:
    """Leaves the global random generators in an unknown state; call it again between two runs that must agree."""

    def poison() -> None:
        seed = secrets.randbits(32)
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002 - the global generator is the one to poison
        if "torch" in sys.modules:  # the processor's alone: torch.manual_seed notes the stack for every other device
            sys.modules["torch"].default_generator.manual_seed(seed)

    poison()
    return poison


@pytest.fixture(autouse=True)
def ties_are_turned_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy promises no order of equal numbers unless a stable one is asked for: here they come the wrong way round."""
    argsort = np.argsort

    def turned(values: npt.ArrayLike, axis: int = -1, kind: Any = None, **options: Any) -> npt.NDArray[np.intp]:
        asked_by = sys._getframe(1).f_globals.get("__name__", "")
        if kind is not None or options or not asked_by.startswith("movierec_gui"):
            return argsort(values, axis=axis, kind=kind, **options)
        array = np.asarray(values)
        backwards: npt.NDArray[np.intp] = argsort(np.flip(array, axis), axis=axis, kind="stable")
        return array.shape[axis] - 1 - backwards

    monkeypatch.setattr(np, "argsort", turned)


@pytest.fixture(autouse=True)
def garbage_goes_between_tests() -> Iterator[None]:
    """Where a test of the window has turned Python's own collection off, it stays off, and this takes its place."""
    yield
    if not gc.isenabled():
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(pairs) if count > most]
        if due:
            gc.collect(due[-1])


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fails the test that leaves a thread in Python code, Qt's threads included; one that soon ends is waited for."""
    before = set(sys._current_frames())
    yield
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while leaked := set(sys._current_frames()) - before:
        if time.monotonic() > deadline:
            stacks = [
                traceback.format_stack(frame) for ident, frame in sys._current_frames().items() if ident in leaked
            ]
            pytest.fail("threads left running:\n" + "\n".join("".join(stack) for stack in stacks))
        pause.wait(0.01)


class Program:
    """Another Python program, which a test talks with line by line, and kills."""

    def __init__(self, code: str, *arguments: object) -> None:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        project = Path(__file__).resolve().parent.parent
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project)

    def hear(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def tell(self, line: str = "go on") -> None:
        """Give it a line to read."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it at once (SIGKILL), wherever it is."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def start_program() -> Iterator[Callable[..., Program]]:
    """Starts programs from their code and arguments; whatever still runs at the end is killed."""
    programs: list[Program] = []

    def start(code: str, *arguments: object) -> Program:
        programs.append(Program(code, *arguments))
        return programs[-1]

    yield start
    for program in programs:
        program.kill()


@pytest.fixture(scope="session")
def bundled_dataset() -> Dataset:
    """The MovieLens data that the program ships: 100,004 ratings by 671 users."""
    from movierec_gui.data.sources import load_bundled
    from movierec_gui.progress import finish

    return finish(load_bundled())


@pytest.fixture(scope="session")
def tiny_answer() -> npt.NDArray[np.float32]:
    """The true ratings behind ``tiny_dataset``, shape [40 users, 60 movies].

    A checkerboard: even users love even movies and dislike odd ones, odd users the reverse (3 stars ± 1.5), and two
    users of three are half a star kinder or sterner. Biases explain next to nothing of it, an interaction all of it.
    """
    users, movies = np.arange(TINY_USERS), np.arange(TINY_MOVIES)
    agree = (users[:, None] + movies[None, :]) % 2 == 0
    leaning = (users % 3 - 1)[:, None] * 0.5
    answer = (np.where(agree, 4.5, 1.5) + leaning).astype(np.float32)
    answer.setflags(write=False)
    return answer


@pytest.fixture(scope="session")
def tiny_dataset(tiny_answer: npt.NDArray[np.float32]) -> Dataset:
    """About 1,200 ratings, half of ``tiny_answer``.

    Ids differ from indices, movie 59 has no ratings, movie 58 no year, and one tag is by somebody who rated nothing.
    """
    from movierec_gui.data.dataset import NO_YEAR, Dataset, Movies, Ratings, Tags

    rng = np.random.default_rng(12)
    rated = rng.random(tiny_answer.shape) < 0.5
    rated[:, -1] = False
    users, movies = np.nonzero(rated)
    n = len(users)
    years = np.arange(1950, 1950 + TINY_MOVIES, dtype=np.int32)
    years[58] = NO_YEAR
    genres = np.zeros((TINY_MOVIES, 3), np.bool_)
    genres[np.arange(TINY_MOVIES), np.arange(TINY_MOVIES) % 2] = True
    genres[::5, 2] = True
    return Dataset(
        name="tiny",
        ratings=Ratings(
            users.astype(np.int32),
            movies.astype(np.int32),
            tiny_answer[users, movies],
            1_000_000_000 + rng.permutation(n).astype(np.int64) * 3600,
        ),
        movies=Movies(
            ids=np.arange(TINY_MOVIES, dtype=np.int64) * 7 + 100,
            titles=tuple(f"Movie {movie}" for movie in range(TINY_MOVIES)),
            years=years,
            genre_names=("Comedy", "Drama", "War"),
            genres=genres,
            imdb_ids=tuple(f"{movie + 1:07d}" for movie in range(TINY_MOVIES)),
            tmdb_ids=tuple(str(movie + 1) for movie in range(TINY_MOVIES)),
        ),
        user_ids=np.arange(TINY_USERS, dtype=np.int64) * 10 + 10,
        tags=Tags(
            users=np.array([0, 0, 1, -1], np.int32),
            movies=np.array([0, 2, 1, 58], np.int32),
            texts=("funny", "funny", "sad", "nobody's year"),
            timestamps=np.array([10, 20, 30, 40], np.int64),
        ),
    )


@pytest.fixture
def expect_documented_settings() -> Callable[[Any], None]:
    """Checks that docs/settings.md describes an architecture's or a recommender's settings as they are."""

    def check(entry: Any) -> None:
        docs = Path(__file__).resolve().parent.parent / "docs"
        section = runpy.run_path(str(docs / "make_settings.py"))["section"]
        written = (docs / "settings.md").read_text(encoding="utf-8")
        assert f"\n{section(entry)}\n" in written, "run: python docs/make_settings.py"

    return check


@pytest.fixture
def data(tiny_dataset: Dataset) -> TrainingData:
    """The training part of ``tiny_dataset``."""
    from movierec_gui.data.features import training_data
    from movierec_gui.data.splits import SplitConfig, split_ratings

    return training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
