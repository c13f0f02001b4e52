from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.progress import finish
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
