import errno
import json
import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from movierec_gui.data.people.changes import mark, rate
from movierec_gui.data.people.person import STARS, WATCHLIST, Decision, Film, Marked, Person, Rated
from movierec_gui.data.people.person_json import document_of, person_of
from movierec_gui.data.people.store import PeopleStore, default_people, json_lines, write_person
from movierec_gui.errors import UserError
from movierec_gui.resource_paths import data_home

PROJECT = Path(__file__).resolve().parents[3]
HEAT = Rated(Film("Heat", 1995), 4.5, STARS)


def rating(number):
    return partial(rate, rated=Rated(Film(f"Film {number}", 1990), 4, STARS))


@pytest.fixture
def store(tmp_path):
    return PeopleStore(tmp_path / "people")


def test_the_programs_home_holds_the_people():
    assert default_people().folder == data_home() / "people"
    assert default_people().list() == ()


def test_every_change_is_on_the_disk(store):
    ann = store.create("Ann")
    store.change(ann.id, partial(rate, rated=HEAT), "the rating of Heat")
    store.change(ann.id, partial(mark, which=WATCHLIST, marked=Marked(Film("Alien"))), "Alien to watch")
    again = PeopleStore(store.folder).find("ann")
    assert again.ratings == (HEAT,)
    assert [marked.film.title for marked in again.watchlist] == ["Alien"]
    assert store.read(ann.id) == again


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_files_are_the_users_alone(store):
    ann = store.create("Ann")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / f"{ann.id}.json").stat().st_mode) == 0o600


def test_undo_and_redo_outlive_the_program(store):
    ann = store.create("Ann")
    for number in range(3):
        store.change(ann.id, rating(number), f"the rating of Film {number}")
    assert store.undo_texts(ann.id) == ("the rating of Film 2", "")
    store = PeopleStore(store.folder)
    assert len(store.undo(ann.id).ratings) == 2
    assert store.undo_texts(ann.id) == ("the rating of Film 1", "the rating of Film 2")
    assert len(store.redo(ann.id).ratings) == 3
    with pytest.raises(UserError, match="nothing to redo"):
        store.redo(ann.id)
    for _ in range(3):
        store.undo(ann.id)
    with pytest.raises(UserError, match="nothing to undo"):
        store.undo(ann.id)


def test_a_change_that_changes_nothing_is_no_step(store):
    ann = store.create("Ann")
    store.change(ann.id, lambda person: person, "nothing")
    assert store.undo_texts(ann.id) == ("", "")


def test_names_are_found_in_any_case_and_are_taken_once(store):
    ann = store.create("  Ann  Smith ")
    assert store.find("ann smith") == store.find(ann.id) == ann
    for name, message in [("ANN SMITH", "called ANN SMITH already"), ("  ", "needs a name")]:
        with pytest.raises(UserError, match=message):
            store.create(name)
    bea = store.create("Bea")
    with pytest.raises(UserError, match="already"):
        store.rename(bea.id, "Ann Smith")
    assert store.rename(bea.id, "Béa").name == "Béa"
    assert [person.name for person in store.list()] == ["Ann Smith", "Béa"]


@pytest.mark.parametrize("name", ["Ann\u200b", "\uff21\uff2e\uff2e", "\u2060ann", "A\u0301nn"])
def test_nobody_gets_a_name_that_looks_like_another_s(store, name):
    store.create("Ann"), store.create("Ánn")
    with pytest.raises(UserError, match="already"):
        store.create(name)
    with pytest.raises(UserError, match="already"):
        store.rename(store.create("Bea").id, name)


def test_a_name_that_shows_nothing_is_no_name(store):
    with pytest.raises(UserError, match="needs a name"):
        store.create("\u200b\u3164")


def test_nobody_of_that_name(store):
    with pytest.raises(UserError, match="nobody called 'Ann'"):
        store.find("Ann")
    store.create("Anna")
    with pytest.raises(UserError, match="Did you mean 'Anna'"):
        store.find("Ann")
    with pytest.raises(UserError, match="There is no person ann-1"):
        store.read("ann-1")
    with pytest.raises(UserError, match="There is no person ann-1"):
        store.undo("ann-1")
    for wrong in ("../x", ""):
        with pytest.raises(UserError):
            store.read(wrong)


def test_who_is_deleted_can_be_brought_back(store):
    ann = store.create("Ann")
    trash = store.delete(ann.id)
    assert trash.exists()
    assert store.list() == ()
    assert store.restore(ann.id) == ann
    store.delete(ann.id)
    store.create("Ann")
    with pytest.raises(UserError, match="already"):
        store.restore(ann.id)
    with pytest.raises(UserError, match="in the trash"):
        store.restore("nobody")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "movierec person 1"}', b"\xff\xfe", b"null"])
def test_a_damaged_file_is_named_and_never_touched(store, content):
    ann, bea = store.create("Ann"), store.create("Bea")
    path = store.folder / f"{ann.id}.json"
    path.write_bytes(content)
    assert store.list() == (bea,)
    assert [ann.id in problem for problem in store.damaged()] == [True]
    with pytest.raises(UserError, match="does not hold a person"):
        store.read(ann.id)
    with pytest.raises(UserError, match="does not hold a person"):
        store.change(ann.id, rating(1), "a rating")
    store.create("Ann")
    assert path.read_bytes() == content


def test_another_value_in_a_kept_file_is_damage(store):
    ann = store.create("Ann")
    store.change(ann.id, rating(1), "a rating")
    path = store.folder / f"{ann.id}.json"
    content = path.read_bytes()
    for place in range(8 * content.index(b'"ratings"'), 8 * len(content), 101):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        with pytest.raises(UserError, match="does not hold a person"):
            PeopleStore(store.folder).read(ann.id)


def test_a_kept_file_of_an_older_version_has_no_checksum_and_is_read(store):
    ann = store.create("Ann")
    after = store.change(ann.id, rating(1), "a rating")
    path = store.folder / f"{ann.id}.json"
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines[1].startswith(b'"checksum": ')
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert PeopleStore(store.folder).read(ann.id) == after


SPLICE = {"field": "ratings", "start": 0, "old": [], "new": []}
STEP = {"what": "x", "names": ["Ann", "Ann"], "splices": [SPLICE]}


@pytest.mark.parametrize(
    "step",
    [
        {"what": "x"}, [], "x", STEP | {"what": 3}, STEP | {"names": "AB"}, STEP | {"names": ["Ann", 1]},
        *(STEP | {"splices": [SPLICE | {"start": start}]} for start in ("0", 0.5, float("inf"), float("nan"), -1)),
        STEP | {"splices": [SPLICE | {"field": "name"}]}, STEP | {"splices": [SPLICE | {"new": [{"title": 3}]}]},
    ],
)  # fmt: skip
def test_damaged_steps_to_undo_are_damage(store, step):
    ann = store.create("Ann")
    path = store.folder / f"{ann.id}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["checksum"]
    path.write_text(json.dumps(document | {"undo": [STEP]}), encoding="utf-8")
    assert PeopleStore(store.folder).damaged() == ()
    path.write_text(json.dumps(document | {"undo": [step]}), encoding="utf-8")
    assert len(PeopleStore(store.folder).damaged()) == 1


def test_a_file_under_another_name_is_not_somebody_twice(store):
    ann = store.create("Ann")
    (store.folder / "copy.json").write_bytes((store.folder / f"{ann.id}.json").read_bytes())
    assert store.list() == (ann,)
    assert len(store.damaged()) == 1


def test_a_disk_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "people").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match="people cannot be made"):
        PeopleStore(tmp_path / "people").create("Ann")


def test_a_full_disk_leaves_what_was_there(store, monkeypatch):
    ann = store.create("Ann")
    store.change(ann.id, rating(1), "a rating")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="cannot be written"):
        store.change(ann.id, rating(2), "a rating")
    monkeypatch.undo()
    for again in (store, PeopleStore(store.folder)):
        assert len(again.read(ann.id).ratings) == 1
    assert [path.suffix for path in store.folder.iterdir() if path.name != ".lock"] == [".json"]


def test_what_another_program_wrote_is_read_again(store):
    ann = store.create("Ann")
    other = PeopleStore(store.folder)
    for number in range(3):
        (store if number % 2 else other).change(ann.id, rating(number), "a rating")
        assert len(store.read(ann.id).ratings) == len(other.read(ann.id).ratings) == number + 1


WRITER = """
import sys
from pathlib import Path
from movierec_gui.data.people.changes import rate
from movierec_gui.data.people.person import STARS, Film, Rated
from movierec_gui.data.people.store import PeopleStore
store, person, who = PeopleStore(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
for number in range(12):
    rated = Rated(Film(f"Film {who} {number}", 1990), 4, STARS)
    store.change(person, lambda now: rate(now, rated), "a rating")
"""


def test_two_programs_lose_nothing_of_each_others(store):
    ann = store.create("Ann")
    programs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), ann.id, who], cwd=PROJECT) for who in "ab"
    ]
    assert [program.wait(60) for program in programs] == [0, 0]
    assert len(store.read(ann.id).ratings) == 24


@pytest.mark.slow
def test_a_kill_loses_nothing_that_was_kept():
    script = PROJECT / "benchmarks" / "reliability" / "kill_people.py"
    arguments = [sys.executable, str(script), "--kills", "5", "--longest", "0.2", "--json"]
    answer = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=PROJECT)
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert (result["tried"], result["survived"], result["lost"]) == (5, 5, 0)
    assert result["acknowledged"] > 0


def test_a_file_can_be_read_by_people_a_line_for_each_entry():
    amelie = Film("Amélie", 2001, "tt0211033", "194", 4973, "movielens", ("Le Fabuleux destin",), "video")
    ann = Person(
        "ann-1",
        "Änn \ud800",
        ratings=(Rated(amelie, 4.5, STARS, 1_000_000_000, "IMDb"), Rated(Film("七人", imdb_id="tt1"), 4, STARS)),
        watchlist=(Marked(Film("Alien", 1979), 5, "IMDb"), Marked(Film("Heat"))),
        decisions=(Decision("heat (1995)", None), Decision("alien (1979)", Film("Alien", 1979))),
    )
    first = (
        '{"title": "Amélie", "year": 2001, "imdb": "tt0211033", "tmdb": "194", "family": "movielens", '
        '"other_titles": ["Le Fabuleux destin"], "doubt": "video", "movie": 4973, '
        '"value": 4.5, "low": 0.5, "high": 5, "time": 1000000000, "source": "IMDb"}'
    )
    assert json_lines(document_of(ann)).decode("utf-8").splitlines() == [
        '{"format": "movierec person 1",',
        '"id": "ann-1",',
        '"name": "Änn \\ud800",',
        '"ratings": [',
        f"{first},",
        '{"title": "七人", "imdb": "tt1", "value": 4, "low": 0.5, "high": 5}',
        "],",
        '"watchlist": [',
        '{"title": "Alien", "year": 1979, "time": 5, "source": "IMDb"},',
        '{"title": "Heat"}',
        "],",
        '"not_for_me": [],',
        '"seen": [],',
        '"liked": [],',
        '"decisions": [',
        '{"key": "heat (1995)"},',
        '{"key": "alien (1979)", "film": {"title": "Alien", "year": 1979}}',
        "]}",
    ]


def test_a_person_is_written_whole_to_a_file_of_their_own(tmp_path):
    ann = Person("ann-1", "Ann", ratings=(Rated(Film("Heat", 1995), 4, STARS),))
    write_person(ann, tmp_path / "ann.json")
    assert person_of(json.loads((tmp_path / "ann.json").read_text(encoding="utf-8")), "here") == ann
    with pytest.raises(UserError, match="cannot be written"):
        write_person(ann, tmp_path / "missing" / "ann.json")
