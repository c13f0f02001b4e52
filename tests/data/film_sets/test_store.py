from __future__ import annotations

import json

import pytest

from movierec_gui import records
from movierec_gui.data.film_sets.store import SetStore, default_sets
from movierec_gui.data.people.person import Film
from movierec_gui.errors import UserError

FILMS = (
    Film("Heat", 1995, "tt0113277", "949", 6, "movielens", ("Heat!",)),
    Film(title="Only a title"),
)


@pytest.fixture
def store(tmp_path):
    return SetStore(tmp_path / "sets")


def test_a_set_is_read_back_as_it_was_kept(store):
    kept = store.create(" Best  of ", FILMS, "a lasso", ("hash", "data"))
    assert (kept.name, kept.films, kept.origin) == ("Best of", FILMS, "a lasso")
    assert SetStore(store.folder).read(kept.id) == kept
    assert store.list() == (kept,)
    assert store.find("best OF") == store.find(kept.id) == kept


def test_names_are_there_once_and_say_something(store):
    kept = store.create("One", FILMS, "")
    for name in ("", "  ", "one", "One\u200b", "\uff2f\uff2e\uff25", "\u200b", "x" * 81):
        with pytest.raises(UserError):
            store.create(name, FILMS, "")
    other = store.create("Two", FILMS, "")
    with pytest.raises(UserError, match="called “ONE” already"):
        store.rename(other.id, "ONE")
    assert store.rename(kept.id, "ONE").name == "ONE"
    with pytest.raises(UserError, match="empty"):
        store.create("Three", (), "")


def test_a_changed_set_keeps_its_name_and_id(store):
    kept = store.create("One", FILMS, "first")
    changed = store.change(kept.id, FILMS[:1], "second", ("h", "d"))
    assert (changed.id, changed.name, changed.films) == (kept.id, "One", FILMS[:1])
    assert store.read(kept.id) == changed


def test_a_deleted_set_comes_back(store):
    kept = store.create("One", FILMS, "")
    assert store.delete(kept.id).exists()
    assert store.list() == ()
    with pytest.raises(UserError, match="no set"):
        store.read(kept.id)
    assert store.restore(kept.id) == kept
    store.delete(kept.id)
    store.create("One", FILMS, "")
    with pytest.raises(UserError, match="called “One” already"):
        store.restore(kept.id)


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", "a.json"])
def test_an_id_points_nowhere_else(store, name):
    with pytest.raises(UserError, match="no set's id"):
        store.read(name)


@pytest.mark.parametrize(
    "damage",
    [
        lambda values: values | {"name": 7},
        lambda values: values | {"films": [{"title": "Heat", "imdb_id": "not one"}]},
        lambda values: values | {"films": [{"title": "Heat", "year": -3}]},
        lambda values: values | {"id": "another"},
        lambda values: values | {"format": "another"},
        lambda values: [values],
    ],
)
def test_a_damaged_file_is_left_out_by_name_and_the_others_are_there(store, damage):
    good, bad = store.create("Good", FILMS, ""), store.create("Bad", FILMS, "")
    path = store.folder / f"{bad.id}.json"
    values = json.loads(path.read_bytes())
    values.pop("checksum")
    path.write_text(json.dumps(damage(values)), encoding="utf-8")
    kept, problems = store.listing()
    assert kept == (good,)
    assert len(problems) == 1
    assert path.name in problems[0]


def test_a_flipped_bit_in_a_title_is_noticed(store):
    kept = store.create("One", FILMS, "")
    path = store.folder / f"{kept.id}.json"
    path.write_bytes(path.read_bytes().replace(b'"Heat"', b'"Meat"'))
    assert store.damaged()
    assert records.LARGEST < 256 << 20


def test_sets_lie_in_the_home():
    assert default_sets().folder.name == "sets"
