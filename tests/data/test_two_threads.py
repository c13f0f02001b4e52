"""A second thread changes nothing but the time: order, results, what is raised and when, and nothing stays behind."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data import cache, completing, rating_rows, sources, two_threads
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.two_threads import Helper, alongside, second_thread
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]

pytestmark = pytest.mark.by_chance  # which of two threads says something first


@pytest.fixture(params=[1, 2])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """With one processor there is no second thread."""
    monkeypatch.setattr(os, "cpu_count", lambda: request.param)
    return int(request.param)


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("helper")]


def numbers(count: int, seen: list[str] | None = None) -> Generator[int, None, int]:
    for number in range(count):
        if seen is not None:
            seen.append(threading.current_thread().name)
        yield number
    return count


@pytest.mark.parametrize("count", [0, 1, 5, 100])
def test_items_made_ahead_come_in_their_order(processors: int, count: int) -> None:
    with second_thread() as helper:
        assert list(helper.ahead(numbers(count))) == list(range(count))
    assert not helpers()


def test_what_an_item_raises_comes_in_its_turn(processors: int) -> None:
    def items() -> Iterator[int]:
        yield from range(10)
        raise UserError("no more", "", "")

    with second_thread() as helper:
        ahead = helper.ahead(items())
        assert [next(ahead) for _ in range(10)] == list(range(10))
        with pytest.raises(UserError, match="no more"):
            next(ahead)


def test_only_a_few_items_are_made_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    made: list[str] = []
    with second_thread() as helper:
        next(helper.ahead(numbers(1000, made)))
    assert len(made) <= two_threads._AHEAD + 1
    assert not helpers()


def test_things_are_done_one_after_the_other(processors: int) -> None:
    done: list[int] = []
    with second_thread() as helper:
        for number in range(50):
            helper.do(lambda number=number: done.append(number))  # type: ignore[misc]
        helper.finish()
        assert done == list(range(50))


def test_what_was_to_be_done_and_failed_is_told(processors: int) -> None:
    def fail() -> None:
        raise MemoryError

    def do_it() -> None:
        with second_thread() as helper:
            helper.do(fail)
            helper.finish()

    with pytest.raises(MemoryError):
        do_it()
    assert not helpers()


def test_without_worth_there_is_no_thread() -> None:
    with second_thread(worth=False) as helper:
        names: list[str] = []
        list(helper.ahead(numbers(3, names)))
    assert names == [threading.current_thread().name] * 3


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 5), (5, 0), (3, 40), (40, 3), (20, 20)])
def test_two_tasks_at_once_give_what_each_gives_alone(processors: int, first: int, second: int) -> None:
    assert finish(alongside(numbers(first), numbers(second))) == (first, second)
    assert not helpers()


def test_the_other_task_runs_in_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    own: list[str] = []
    others: list[str] = []
    finish(alongside(numbers(5, own), numbers(5, others)))
    assert set(own) == {threading.current_thread().name}
    assert others[0].startswith("helper")


def test_the_events_are_the_first_task_s_and_then_the_rest_of_the_other_s(processors: int) -> None:
    events = list(alongside(numbers(3), (-number for number in range(100))))
    assert events[:3] == [0, 1, 2]
    rest = events[3:]
    assert rest == [-number for number in range(100 - len(rest), 100)]
    assert len(rest) >= 100 - 3 * two_threads._STEPS


def test_where_nobody_pulls_the_other_task_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    others: list[str] = []
    both = alongside(numbers(1000), numbers(1000, others))
    next(both)
    both.close()
    assert len(others) <= two_threads._STEPS
    assert not helpers()


@pytest.mark.parametrize("fails", [0, 1])
def test_an_error_of_either_closes_both(processors: int, fails: int) -> None:
    def task(number: int) -> Generator[int, None, int]:
        yield from range(20)
        if number == fails:
            raise UserError(f"{number} fails", "", "")
        return number

    tasks = task(0), task(1)
    with pytest.raises(UserError, match=f"{fails} fails"):
        finish(alongside(*tasks))
    assert [inspect.getgeneratorstate(task) for task in tasks] == [inspect.GEN_CLOSED] * 2
    assert not helpers()


@pytest.fixture
def always_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the data are."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for module in (rating_rows, cache, sources, completing):
        monkeypatch.setattr(module, "WORTH_A_THREAD", 0)
    monkeypatch.setattr(sources, "WORTH_CACHING", 0)


def many_rows(rows: int, odd: int = -1) -> str:
    """Ratings by ascending user and movie, with an odd row among them."""
    lines = [f"{1 + row // 50},{1 + row % 50},{1 + row % 5}.0,{1_112_486_027 + row}" for row in range(rows)]
    if odd >= 0:
        lines[odd] = "3,x,4.0,1112486027"
    return "userId,movieId,rating,timestamp\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("odd", [-1, 0, 30_000, 59_999])
@pytest.mark.usefixtures("always_two")
def test_a_dataset_is_the_same_with_two_threads_and_with_one(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: int
) -> None:
    folder = write_folder({"ratings.csv": many_rows(60_000, odd), "movies.csv": "movieId,title,genres\n1,Heat,Crime\n"})
    two = finish(load_dataset(folder, tmp_path / "kept"))
    kept = finish(load_dataset(folder, tmp_path / "kept"))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = finish(load_dataset(folder))
    for dataset in (two, kept):
        assert dataset.content_hash == one.content_hash
        assert dataset.report == one.report
        assert dataset.movies.titles == one.movies.titles
        for name in ("users", "movies", "values", "timestamps"):
            np.testing.assert_array_equal(getattr(dataset.ratings, name), getattr(one.ratings, name))
    assert not helpers()


@pytest.mark.parametrize("again", ["", "1,1,2.0,1112480000", "3,7,2.0,1112999999", "0,1,1.0,1112486027"])
@pytest.mark.usefixtures("always_two")
def test_rows_out_of_order_are_found_whichever_thread_numbers_them(
    write_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    files = {
        "ratings.csv": many_rows(60_000) + (again and f"{again}\n"),
        "tags.csv": "userId,movieId,tag,timestamp\n2,1,good,1\n5000,2,bad,2\n",
        "movies.csv": "movieId,title,genres\n900,Heat,Crime\n",
    }
    folder = write_folder(files)
    two = finish(load_dataset(folder, tmp_path / "kept"))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(completing, "WORTH_A_THREAD", 1 << 60)
    one = finish(load_dataset(folder))
    assert two.content_hash == one.content_hash
    assert two.report == one.report
    assert two.tags.users.tolist() == one.tags.users.tolist() == [2 - int(again[:1] != "0"), -1]
    assert len(two.ratings) == 60_000 + (again[:1] == "0")


@pytest.mark.usefixtures("always_two")
def test_opening_can_be_left_at_every_event(write_folder: Write, tmp_path: Path) -> None:
    folder = write_folder({"ratings.csv": many_rows(60_000)})
    pulled = 0
    while True:
        work = load_dataset(folder, tmp_path / "kept")
        ended = False
        for _ in range(pulled):
            try:
                next(work)
            except StopIteration:
                ended = True
        work.close()
        assert not helpers()
        if ended:
            break
        assert not list((tmp_path / "kept").glob("*"))
        pulled += 1
    assert pulled > 5


@pytest.mark.usefixtures("always_two")
def test_files_that_change_while_they_are_read_are_kept_under_no_name(write_folder: Write, tmp_path: Path) -> None:
    folder = write_folder({"ratings.csv": many_rows(1000)})
    work = load_dataset(folder, tmp_path / "kept")
    while next(work).stage != "Numbering users and movies":
        pass
    (folder / "ratings.csv").write_text(many_rows(900))
    finish(work)
    assert not list((tmp_path / "kept").glob("*"))


@pytest.mark.usefixtures("always_two")
def test_the_name_is_looked_for_first_where_a_copy_of_that_size_is_kept(write_folder: Write, tmp_path: Path) -> None:
    one = write_folder({"ratings.csv": many_rows(1000)}, folder="one")
    finish(load_dataset(one, tmp_path / "kept"))
    other = write_folder({"ratings.csv": many_rows(1000).replace("4.0", "4.5")}, folder="other")
    stages = [event.stage for event in load_dataset(other, tmp_path / "kept")]
    assert stages.index("Comparing with what is known") < stages.index("Reading ratings.csv")
    assert len(list((tmp_path / "kept").glob("*"))) == 2


def test_a_helper_without_a_thread_does_things_at_once() -> None:
    done: list[int] = []
    Helper(None).do(lambda: done.append(1))
    assert done == [1]
