from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.report.article.handout import hand_on, is_handout, take
from movierec_gui.report.article.store import ArticleStore


@pytest.fixture
def page(measured: Any, tmp_path: Path) -> Path:
    noted = replace(measured.record, notes={"map": "What lies together?", "baseline": ""})
    return finish(hand_on(measured.store, noted, tmp_path / "class.article.zip"))


def test_a_page_that_is_handed_on_comes_with_figures_map_and_notes(page: Path, measured: Any, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path / "elsewhere")
    opened = finish(take(store, page))
    assert opened.notes == 1
    assert opened.record == replace(measured.record, runs={}, notes=opened.record.notes)
    assert opened.record.notes["map"] == "What lies together?"
    assert store.arrays(opened.record.id).keys() == measured.store.arrays(measured.record.id).keys()


def test_writing_and_reading_a_page_tell_that_they_began_and_ended(measured: Any, tmp_path: Path) -> None:
    target = tmp_path / "class.article.zip"
    both = (hand_on(measured.store, measured.record, target), take(ArticleStore(tmp_path / "elsewhere"), target))
    for words, work in zip(("Writing", "Reading"), both, strict=True):
        assert list(work) == [Progress(f"{words} class.article.zip", done, 1) for done in (0, 1)]


def test_figures_that_are_here_already_get_no_arrays_of_another_machine(
    page: Path, measured: Any, tmp_path: Path
) -> None:
    store = ArticleStore(tmp_path / "elsewhere")
    store.write(measured.record)
    finish(take(store, page))
    assert store.arrays(measured.record.id) == {}


def test_a_page_without_a_map_comes_without_one(measured: Any, tmp_path: Path) -> None:
    store, other = ArticleStore(tmp_path / "here"), ArticleStore(tmp_path / "there")
    store.write(measured.record)
    page = finish(hand_on(store, measured.record, tmp_path / "class.article.zip"))
    assert is_handout(page)
    opened = finish(take(other, page))
    assert opened.notes == 0
    assert not other.arrays_path(opened.record.id).exists()


def test_own_notes_and_runs_stay_beside_what_comes(page: Path, measured: Any, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path / "elsewhere")
    store.write(replace(measured.record, notes={"map": "mine"}))
    opened = finish(take(store, page))
    assert opened.record.notes == {"map": "mine\n\nWhat lies together?"}
    assert opened.record.runs == measured.record.runs
    assert finish(take(store, page)).record.notes == opened.record.notes


def test_the_page_names_no_run_of_the_machine(page: Path, measured: Any) -> None:
    with zipfile.ZipFile(page) as archive:
        text = archive.read("article.json").decode()
    assert not any(run_id in text for run_id in measured.record.runs.values())


def test_a_page_is_known_by_what_it_holds(page: Path, tmp_path: Path) -> None:
    assert is_handout(page)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("run.json", "{}")
    assert not is_handout(other)
    assert not is_handout(tmp_path)
    for names, is_page in (
        (["article.safetensors"], False),
        (["article.json"], True),
        (["article.json", "more.txt"], False),
    ):
        with zipfile.ZipFile(other, "w") as archive:
            for name in names:
                archive.writestr(name, "{}")
        assert is_handout(other) == is_page


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"article.json": "{}", "evil.py": "1"}, "holds 'evil.py'"),
        ({"article.json": "{"}, "damaged"),
        ({"article.json": "{}"}, "damaged"),
        ({"article.safetensors": "x"}, "holds no article.json"),
        ({"../article.json": "{}"}, "holds '../article.json'"),
    ],
)
def test_anything_else_is_refused_with_a_reason(tmp_path: Path, members: dict[str, str], message: str) -> None:
    path = tmp_path / "page.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    store = ArticleStore(tmp_path / "store")
    with pytest.raises(UserError, match=message):
        finish(take(store, path))
    assert not list(store.folder.glob("*.json"))
