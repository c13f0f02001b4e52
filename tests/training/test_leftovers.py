"""What a start removes and what it leaves, at every point at which a kill may fall while something is kept."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from filelock import FileLock

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.progress import finish
from movierec_gui.training import checkpoints, list_trainer
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.running import continue_comparison, run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import RunSpec, preset_spec
from movierec_gui.training.leftovers import sweep_home, sweep_runs
from movierec_gui.training.list_runs import ListSpec, ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import (
    CHECKPOINT_FILE,
    FINISHED,
    HISTORY_FILE,
    RUN_FILE,
    RUNNING,
    STOPPED,
    WEIGHTS_FILE,
    RunStore,
)
from movierec_gui.training.searching.running import SearchPlan, continue_search, run_search
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.trainer import train

CHANGES = ((os, "replace"), (Path, "unlink"), (Path, "rename"), (Path, "mkdir"), (Path, "touch"), (shutil, "rmtree"))
"""What the stores change the disk with; between two of them a kill changes nothing."""
NOBODY = 4_194_305
"""One above the largest number of a process."""
OF_RUN = {RUN_FILE, HISTORY_FILE, WEIGHTS_FILE, CHECKPOINT_FILE, "lock"}


@pytest.fixture(autouse=True)
def _every_epoch_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (checkpoints, list_trainer):
        monkeypatch.setattr(module, "SECONDS_BETWEEN", 0.0)
        monkeypatch.setattr(module, "LARGEST_SHARE", 1e9)


@dataclass
class Kills:
    """Homes as kills would leave them: copies before and after each change that some work makes."""

    folder: Path
    home: Path
    seen: set[str]

    def after(self, work: Callable[[], Any]) -> list[Path]:
        """Do the work to its end; the copies, each state once."""
        found: list[Path] = []

        def look() -> None:
            if (digest := _digest(self.home)) not in self.seen:
                self.seen.add(digest)
                found.append(_left(self.home, self.folder / str(len(self.seen))))

        with pytest.MonkeyPatch.context() as patched:
            for owner, name in CHANGES:
                patched.setattr(owner, name, _looked_at(getattr(owner, name), look))
            work()
        return found


def swept(states: list[Path]) -> Iterator[Path]:
    """What the next start makes of these homes, each state once; nothing temporary is left in any."""
    seen: set[str] = set()
    for home in states:
        sweep_home(home)
        assert not _temporary(home)
        digest = _digest(home)
        if digest not in seen:
            yield home
        seen.add(digest)


@pytest.fixture(name="kills")
def _kills(tmp_path: Path) -> Kills:
    (tmp_path / "home" / "runs").mkdir(parents=True)
    return Kills(tmp_path / "kills", tmp_path / "home", set())


def _looked_at(change: Callable[..., Any], look: Callable[[], None]) -> Callable[..., Any]:
    within: list[bool] = []

    def changed(*arguments: Any, **options: Any) -> Any:
        if within:
            return change(*arguments, **options)
        within.append(True)
        try:
            look()
            result = change(*arguments, **options)
            look()
        finally:
            within.clear()
        return result

    return changed


def _files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file() or not any(path.iterdir()))


def _digest(home: Path) -> str:
    found = hashlib.sha256()
    for path in _files(home):
        found.update(re.sub(r"-[0-9a-f]+\.part", "", str(path.relative_to(home))).encode())
        found.update(path.read_bytes() if path.is_file() else b"/")
    return found.hexdigest()


def _left(home: Path, copy: Path) -> Path:
    """A copy in which what was being written belongs to a program that is gone."""
    shutil.copytree(home, copy)
    for half in copy.rglob("*.part"):
        half.rename(half.with_name(half.name.replace(f"-{os.getpid()}-", f"-{NOBODY}-")))
    for lock in copy.rglob("*.tmp.lock"):
        os.utime(lock, (1, 1))  # the start comes some time after the kill
    return copy


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _temporary(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.startswith(".movierec-")]


def _orphans(folder: Path) -> list[Path]:
    """Locks of entries that are gone."""
    locks = [path for path in folder.glob(".*.lock") if path.name != ".changes.lock"]
    return [path for path in locks if not (folder / f"{path.stem[1:]}.json").exists()]


def _tensors(store: RunStore | ListStore, run_id: str) -> dict[str, torch.Tensor]:
    return store.read_tensors(run_id, WEIGHTS_FILE)[0]


def _same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(one[name].equal(other[name]) for name in one)


def quick(name: str) -> RunSpec:
    spec = preset_spec(name)
    return replace(spec, training=replace(spec.training, epochs=2, batch_size=512, threads=1, device="cpu"))


def quick_list(name: str) -> ListSpec:
    spec = default_spec(name, SplitConfig(test=0.2, validation=0.2))
    small = {"epochs": 2, "hidden": 8, "code": 4} if name == "recvae" else {}
    return replace(spec, settings=replace(spec.settings, **small))


@pytest.mark.parametrize("name", ["popularity", "recvae"])
def test_a_killed_list_run_goes_on_or_is_finished_without_its_checkpoint(
    name: str, tiny_dataset: Dataset, kills: Kills
) -> None:
    store, spec = ListStore.beside(RunStore(kills.home / "runs")), quick_list(name)
    states = kills.after(lambda: finish(train_list(tiny_dataset, spec, store)))
    (whole,) = store.list()
    expected = _tensors(store, whole.id)
    # The point at which only the checkpoint is still to go.
    late = [home for home in states if _holds_a_checkpoint_at_the_end(ListStore.beside(RunStore(home / "runs")))]
    assert len(late) == (name == "recvae")
    finished = 0
    for home in swept(states):
        left = ListStore.beside(RunStore(home / "runs"))
        assert not left.listing().problems
        for record in left.list():
            if record.status != FINISHED:
                assert left.is_resumable(record)
                finish(train_list(tiny_dataset, spec, left, resume=record.id))
            else:
                finished += 1
            assert replace(left.read(record.id), seconds=0.0) == replace(whole, seconds=0.0)
            assert _same(_tensors(left, record.id), expected)
            assert _names(left.path(record.id)) <= {"list.json", WEIGHTS_FILE, "lock"}
        assert len(_names(left.folder) - {".changes.lock"}) == len(left.list())
    assert finished


def _holds_a_checkpoint_at_the_end(store: ListStore) -> bool:
    return any(record.status == FINISHED and store.has(record.id, CHECKPOINT_FILE) for record in store.list())


def test_a_killed_rating_run_goes_on_and_a_finished_one_keeps_its_checkpoint(
    tiny_dataset: Dataset, kills: Kills
) -> None:
    store, spec = RunStore(kills.home / "runs"), quick("dense")
    states = kills.after(lambda: finish(train(tiny_dataset, spec, store)))
    (whole,) = store.list()
    expected, history = _tensors(store, whole.id), [epoch.train_mse for epoch in store.read_history(whole.id)]
    finished = resumed = 0
    for home in swept(states):
        left = RunStore(home / "runs")
        assert not left.listing().problems
        for record in left.list():
            assert _names(left.path(record.id)) <= OF_RUN
            if record.status != FINISHED:
                if not left.has(record.id, CHECKPOINT_FILE):
                    continue  # it begins again
                resumed += 1
                finish(train(tiny_dataset, spec, left, resume=record.id))
            else:
                finished += 1
                assert left.has(record.id, CHECKPOINT_FILE)
            assert replace(left.read(record.id), seconds=0.0) == replace(whole, seconds=0.0)
            assert [epoch.train_mse for epoch in left.read_history(record.id)] == history
            assert _same(_tensors(left, record.id), expected)
    assert finished
    assert resumed


def _compared(dataset: Dataset, home: Path, again: str = "") -> Generator[Any, None, Any]:
    store = ComparisonStore.beside(RunStore(home / "runs"))
    if again:
        return continue_comparison(dataset, again, store)
    contestants = [Contestant(name, preset_spec(name)) for name in ("global-mean", "biases")]
    return run_comparison(dataset, contestants, article_splits([0]), store, ranking=False)


def _searched(dataset: Dataset, home: Path, again: str = "") -> Generator[Any, None, Any]:
    store = SearchStore.beside(RunStore(home / "runs"))
    if again:
        return continue_search(dataset, again, store)
    space = (Dimension("model", "user_shrinkage", 1.0, 9.0),)
    return run_search(dataset, SearchPlan(preset_spec("biases"), space, most_trials=2), store)


def _told(record: Any) -> Any:
    """All figures of a comparison or a search, without times."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(one) for name, one in value.items() if "seconds" not in name and "memory" not in name}
        return [plain(one) for one in value] if isinstance(value, (list, tuple)) else repr(value)

    return plain(asdict(record))


@pytest.mark.parametrize(
    ("kind", "work"), [(ComparisonStore, _compared), (SearchStore, _searched)], ids=["comparison", "search"]
)
def test_a_killed_comparison_or_search_goes_on_and_leaves_no_lock(
    kind: Any, work: Callable[..., Any], tiny_dataset: Dataset, kills: Kills
) -> None:
    states = kills.after(lambda: finish(work(tiny_dataset, kills.home)))
    (whole,) = kind.beside(RunStore(kills.home / "runs")).list()
    unfinished = 0
    for home in swept(states):
        store = kind.beside(RunStore(home / "runs"))
        assert not store.listing().problems
        assert not _orphans(store.folder)
        for record in store.list():
            complete = record.is_spent if hasattr(record, "is_spent") else record.is_complete
            if record.status == RUNNING and not complete:
                unfinished += 1
                finish(work(tiny_dataset, home, record.id))
            now = store.read(record.id)
            assert now.status == FINISHED or complete
            assert _told(replace(now, status=FINISHED)) == _told(whole)
    assert unfinished


def test_a_killed_average_is_there_as_a_whole_or_not_at_all(tiny_dataset: Dataset, kills: Kills) -> None:
    store = RunStore(kills.home / "runs")
    ids = [finish(train(tiny_dataset, quick(name), store, name)).id for name in ("biases", "dot")]
    states = kills.after(lambda: finish(average_runs(tiny_dataset, ids, store, "mean")))
    (whole,) = [record for record in store.list() if record.name == "mean"]
    expected, numbers = _tensors(store, whole.id), set()
    for home in swept(states):
        left = RunStore(home / "runs")
        assert not left.listing().problems
        made = [record for record in left.list() if record.name == "mean"]
        numbers.add(len(made))
        assert len(_names(left.folder) - {".changes.lock"}) == 2 + len(made)
        for record in made:
            assert _same(_tensors(left, record.id), expected)
    assert numbers == {0, 1}


@pytest.fixture(name="ended")
def _ended(tiny_dataset: Dataset, tmp_path: Path) -> tuple[ListStore, Path]:
    """The store with a finished list run, and its checkpoint, which was left behind."""
    store = ListStore.beside(RunStore(tmp_path / "home" / "runs"))
    record = finish(train_list(tiny_dataset, quick_list("popularity"), store))
    checkpoint = store.path(record.id) / CHECKPOINT_FILE
    checkpoint.write_bytes(b"of no use")
    return store, checkpoint


def test_a_checkpoint_stays_while_somebody_holds_the_run(ended: tuple[ListStore, Path]) -> None:
    store, checkpoint = ended
    home = store.folder.parents[1]
    with FileLock(checkpoint.with_name("lock")):
        assert sweep_home(home) == 0
    assert sweep_home(home) == 1
    assert not checkpoint.exists()


@pytest.mark.parametrize("status", [RUNNING, STOPPED, "failed"])
def test_the_checkpoint_of_an_unfinished_run_stays(status: str, ended: tuple[ListStore, Path]) -> None:
    store, checkpoint = ended
    store.change(checkpoint.parent.name, status=status)
    assert sweep_home(store.folder.parents[1]) == 0
    assert checkpoint.exists()


@pytest.mark.parametrize("damage", ["record", "no record", "no weights"])
def test_the_checkpoint_of_a_damaged_run_stays_for_whoever_may_save_it(
    damage: str, ended: tuple[ListStore, Path]
) -> None:
    store, checkpoint = ended
    record = checkpoint.with_name("list.json")
    if damage == "record":
        record.write_bytes(record.read_bytes().replace(b'"name"', b'"nome"'))
    else:
        (record if damage == "no record" else checkpoint.with_name(WEIGHTS_FILE)).unlink()
    assert sweep_home(store.folder.parents[1]) == 0
    assert checkpoint.exists()


def test_a_folder_of_runs_elsewhere_is_swept_too(ended: tuple[ListStore, Path]) -> None:
    store, checkpoint = ended
    assert sweep_runs(store.folder.parent) == 1
    assert not checkpoint.exists()


def test_what_cannot_be_removed_is_left_and_no_home_is_none(
    ended: tuple[ListStore, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, checkpoint = ended

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError("not yours")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        assert sweep_home(store.folder.parents[1]) == 0
    assert checkpoint.exists()
    assert sweep_home(tmp_path / "missing") == 0


def test_locks_of_deleted_comparisons_go_and_those_of_kept_and_held_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "comparisons"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        (folder / f".20260101-000000-{number}.lock").touch()
    (folder / ".mine.lock").touch()
    (folder / "20260101-000000-1.json").write_text("{}", encoding="utf-8")
    with FileLock(folder / ".20260101-000000-2.lock"):
        assert sweep_home(tmp_path) == 1
    assert _names(folder) == {
        "20260101-000000-1.json", ".20260101-000000-1.lock", ".20260101-000000-2.lock", ".mine.lock",
    }  # fmt: skip
