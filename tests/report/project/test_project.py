"""A project saved here and opened elsewhere, whole or not at all."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.analysis.maps.last_map import FILE as MAP_FILE
from movierec_gui.analysis.maps.last_map import keep_map, read_map
from movierec_gui.analysis.projections import MapConfig, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.film_sets.store import SetStore
from movierec_gui.data.people.changes import rename
from movierec_gui.data.people.person import Film
from movierec_gui.data.people.store import PeopleStore
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.running import open_article
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.project.facts import new_facts, reference_to
from movierec_gui.report.project.opening import is_project, open_project, read_facts
from movierec_gui.report.project.parts import PARTS, Choice, Place
from movierec_gui.report.project.saving import save_project
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.running import run_comparison
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train

SPLIT = SplitConfig(seed=4)


@pytest.fixture(scope="session")
def here(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A home with a thing of every kind; no test writes to it."""
    home = tmp_path_factory.mktemp("here")
    runs = RunStore(home / "runs")
    finish(train(tiny_dataset, preset_spec("biases"), runs, "biases"))
    finish(train_list(tiny_dataset, default_spec("popularity"), ListStore.beside(runs), "popular"))
    contestants = [Contestant("mean", preset_spec("global-mean"))]
    finish(run_comparison(tiny_dataset, contestants, article_splits([0]), ComparisonStore.beside(runs)))
    keep_map(finish(raw_map(tiny_dataset, MapConfig(perplexity=6, iterations=10))), home / MAP_FILE)
    data = (tiny_dataset.content_hash, tiny_dataset.name)
    SetStore(home / "sets").create("Favourites", [Film("Movie 1", 1951)], "by hand", data)
    PeopleStore(home / "people").create("Ann")
    articles = ArticleStore.beside(runs)
    record = open_article(tiny_dataset, runs, SPLIT, ArticleConfig())
    articles.change(record, lambda kept: replace(kept, notes={"map": "Look!"}))
    articles.keep_arrays(record.id, {"a": np.arange(3)})
    return Place(runs, home, tiny_dataset.content_hash)


@pytest.fixture
def there(tmp_path: Path, here: Place) -> Place:
    """Another machine."""
    return Place(RunStore(tmp_path / "there" / "runs"), tmp_path / "there", "")


@pytest.fixture
def project(here: Place, tiny_dataset: Dataset, tmp_path: Path) -> Path:
    """Everything but people."""
    return _save(here, tiny_dataset, tmp_path / "all.movierec", Choice())


def _save(place: Place, dataset: Dataset, target: Path, choice: Choice) -> Path:
    facts = new_facts(reference_to(dataset, bundled=False), SPLIT, place.runs.list()[0].id, "For the class.")
    return finish(save_project(target, facts, place, choice)).path


def test_everything_that_is_saved_is_there_after_it_is_opened(
    project: Path, here: Place, there: Place, tiny_dataset: Dataset
) -> None:
    opened = finish(open_project(project, there))
    assert {name: len(placed.added) for name, placed in opened.placed.items()} == {
        "runs": 1, "lists": 1, "comparisons": 1, "maps": 1, "sets": 1, "article": 1,
    }  # fmt: skip
    (run,) = here.runs.list()
    assert there.runs.list() == (run,)
    weights = (open_run(place.runs, run.id, tiny_dataset).model.state_dict() for place in (here, there))
    first, second = weights
    assert all((first[name] == second[name]).all() for name in first)
    for kind in (ComparisonStore, ListStore):
        assert repr(kind.beside(there.runs).list()) == repr(kind.beside(here.runs).list())
    assert SetStore(there.home / "sets").list() == SetStore(here.home / "sets").list()
    assert PeopleStore(there.home / "people").list() == ()
    kept = read_map(there.home / MAP_FILE, tiny_dataset)
    assert kept is not None
    articles = ArticleStore.beside(there.runs)
    record = open_article(tiny_dataset, there.runs, SPLIT)
    assert record.notes == {"map": "Look!"}
    assert articles.arrays(record.id)["a"].tolist() == [0, 1, 2]
    assert (opened.facts.split_config, opened.facts.current_run) == (SPLIT, run.id)
    assert opened.facts.note == "For the class."


def test_opening_it_again_changes_nothing(project: Path, there: Place) -> None:
    finish(open_project(project, there))
    before = {path: path.read_bytes() for path in there.home.rglob("*") if path.is_file()}
    again = finish(open_project(project, there))
    assert again.in_words == "Nothing new. 6 were here already and stay as they are."
    assert {path: path.read_bytes() for path in there.home.rglob("*") if path.is_file()} == before


def test_people_go_along_only_by_request(here: Place, there: Place, tiny_dataset: Dataset, tmp_path: Path) -> None:
    wanted = Choice(parts=("people",))
    path = _save(here, tiny_dataset, tmp_path / "people.movierec", wanted)
    opened = finish(open_project(path, there))
    assert opened.placed.keys() == {"people"}
    (ann,) = PeopleStore(there.home / "people").list()
    assert ann.name == "Ann"
    assert (there.home / "people" / f"{ann.id}.json").stat().st_mode & 0o077 == 0


def test_somebody_of_the_same_name_stays(here: Place, there: Place, tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = _save(here, tiny_dataset, tmp_path / "people.movierec", Choice(parts=("people",)))
    people = PeopleStore(there.home / "people")
    own = people.create("ann")
    assert finish(open_project(path, there)).placed["people"].there == ["Ann"]
    assert people.list() == (own,)
    people.change(own.id, lambda person: rename(person, "Bea"), "the name")
    assert finish(open_project(path, there)).placed["people"].added == ["Ann"]


def test_it_says_what_it_lacks_and_how_to_open_it(project: Path, there: Place, tiny_dataset: Dataset) -> None:
    opened = finish(open_project(project, there))
    assert opened.lacking(tiny_dataset) == ""
    text = opened.lacking(None)
    assert f"hash {tiny_dataset.content_hash[:12]}" in text
    assert "Open the folder or file of tiny" in text
    bundled = replace(opened.facts, data=replace(opened.facts.data, bundled=True, preparation={"min_user_ratings": 5}))
    assert "Open the bundled data" in replace(opened, facts=bundled).lacking(None)
    assert "prepare them the same way" in replace(opened, facts=bundled).lacking(None)


def test_chosen_runs_and_parts_alone_are_saved(here: Place, tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = _save(here, tiny_dataset, tmp_path / "some.movierec", Choice(parts=("runs", "lists"), runs=()))
    assert read_facts(path).counts == {}
    path = _save(here, tiny_dataset, tmp_path / "some.movierec", Choice(parts=("sets",)))
    assert read_facts(path).counts == {"sets": 1}


def test_nothing_of_this_machine_and_nothing_that_could_run_is_in_it(project: Path, here: Place) -> None:
    with zipfile.ZipFile(project) as archive:
        names = archive.namelist()
        texts = b"".join(archive.read(name) for name in names if name.endswith((".json", ".csv")))
    assert {Path(name).suffix for name in names} <= {".json", ".csv", ".safetensors"}
    assert str(here.home).encode() not in texts


def test_a_save_that_is_broken_off_leaves_what_was_there(here: Place, tiny_dataset: Dataset, tmp_path: Path) -> None:
    target = tmp_path / "x.movierec"
    target.write_bytes(b"before")
    facts = new_facts(reference_to(tiny_dataset, bundled=False), None, "", "")
    work = save_project(target, facts, here, Choice())
    next(work)
    next(work)
    work.close()
    assert [path.name for path in tmp_path.iterdir()] == ["x.movierec"]
    assert target.read_bytes() == b"before"


def _rewritten(project: Path, target: Path, change: dict[str, bytes | None], extra: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(project) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in extra.items():
            new.writestr(name, content)
    return target


def test_every_damaged_file_is_named_and_nothing_is_put_anywhere(project: Path, there: Place, tmp_path: Path) -> None:
    with zipfile.ZipFile(project) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    for name, content in contents.items():
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        path = _rewritten(project, tmp_path / "damaged.movierec", {name: flipped}, {})
        with pytest.raises(UserError, match="damaged") as told:
            finish(open_project(path, there))
        assert name in str(told.value)
    missing = next(name for name in contents if name.startswith("runs/"))
    path = _rewritten(project, tmp_path / "damaged.movierec", {missing: None}, {})
    with pytest.raises(UserError, match=f"{missing} is missing"):
        finish(open_project(path, there))
    assert there.runs.list() == ()
    assert [path.name for path in there.home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name",
    ["evil.py", "runs/x/evil.pkl", "../runs/x/run.json", "runs/../../run.json", "/etc/x.json", "runs/starter/run.json",
     "people/a/b.json", "runs\\x\\run.json", "sets/.hidden.json"],
)  # fmt: skip
def test_what_does_not_belong_into_it_is_refused_by_name(
    project: Path, there: Place, tmp_path: Path, name: str
) -> None:
    path = _rewritten(project, tmp_path / "evil.movierec", {}, {name: b"{}"})
    with pytest.raises(UserError, match="is not a project"):
        finish(open_project(path, there))
    assert there.runs.list() == ()


def test_other_files_are_no_project(tmp_path: Path, there: Place) -> None:
    text = tmp_path / "x.movierec"
    text.write_text("no zip")
    assert not is_project(text)
    with pytest.raises(UserError, match="not a readable zip"):
        finish(open_project(text, there))
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("run.json", "{}")
    with pytest.raises(UserError, match=r"holds no project\.json"):
        read_facts(text)


def test_the_parts_have_names_of_their_own() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)
    assert [part.name for part in PARTS if part.only_by_request] == ["people"]
