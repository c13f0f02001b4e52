"""Posters: nothing is asked of anybody before the user turns them on, and the key stays where it belongs."""

from __future__ import annotations

import io
import json
import os
import stat
import urllib.error
from collections.abc import Mapping
from email.message import Message
from pathlib import Path

import pytest

from movierec_gui.data import posters
from movierec_gui.data.posters import Fetch, PosterBox, PosterSettings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "a" * 30 + "." + "b" * 30 + "." + "c" * 30


class Tmdb:
    """A server with one poster; every address asked for is noted."""

    def __init__(self, answer: object = None, picture: bytes = b"picture") -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.answer = {"poster_path": "/abc.jpg"} if answer is None else answer
        self.picture = picture

    def __call__(self, address: str, headers: Mapping[str, str]) -> bytes:
        self.asked.append((address, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.picture if "image.tmdb.org" in address else json.dumps(self.answer).encode()


def refused(code: int) -> urllib.error.HTTPError:
    return urllib.error.HTTPError(
        f"https://api.themoviedb.org/3/movie/1?api_key={KEY}", code, "no", Message(), io.BytesIO()
    )


def box(home: Path, fetch: Fetch, on: bool = True, key: str = KEY) -> PosterBox:
    made = PosterBox(home, fetch)
    made.keep(PosterSettings(on, key))
    return made


def test_posters_are_off_and_nobody_is_asked(tmp_path: Path) -> None:
    tmdb = Tmdb()
    assert PosterBox(tmp_path, tmdb).settings() == PosterSettings()
    assert finish(PosterBox(tmp_path, tmdb).poster("862")) is None
    assert finish(box(tmp_path, tmdb, on=False).poster("862")) is None
    assert tmdb.asked == []


def test_a_poster_is_fetched_once_with_the_users_key(tmp_path: Path) -> None:
    tmdb = Tmdb()
    posters = box(tmp_path, tmdb)
    path = finish(posters.poster("862"))
    assert path is not None
    assert path.read_bytes() == b"picture"
    assert tmdb.asked == [
        (f"https://api.themoviedb.org/3/movie/862?api_key={KEY}", {}),
        ("https://image.tmdb.org/t/p/w342/abc.jpg", {}),
    ]
    assert finish(posters.poster("862")) == path
    assert len(tmdb.asked) == 2


def test_a_token_is_sent_as_a_header(tmp_path: Path) -> None:
    tmdb = Tmdb()
    finish(box(tmp_path, tmdb, key=TOKEN).poster("862"))
    assert tmdb.asked[0] == ("https://api.themoviedb.org/3/movie/862", {"Authorization": f"Bearer {TOKEN}"})
    assert tmdb.asked[1][1] == {}


@pytest.mark.parametrize("answer", [{"poster_path": None}, {}, {"poster_path": "//evil.example/x.jpg"}, refused(404)])
def test_a_film_without_a_poster_is_asked_for_once(tmp_path: Path, answer: object) -> None:
    tmdb = Tmdb(answer)
    posters = box(tmp_path, tmdb)
    assert finish(posters.poster("862")) is None
    assert finish(posters.poster("862")) is None
    assert len(tmdb.asked) == 1


@pytest.mark.parametrize("number", ["", "../x", "tt1", "8 62"])
def test_what_is_no_number_is_not_asked_for(tmp_path: Path, number: str) -> None:
    tmdb = Tmdb()
    assert finish(box(tmp_path, tmdb).poster(number)) is None
    assert tmdb.asked == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (refused(401), "TMDB refuses the key"),
        (refused(403), "TMDB refuses the key"),
        (refused(500), "TMDB gives no poster"),
        (urllib.error.URLError("no route"), "TMDB is out of reach"),
        (TimeoutError("timed out"), "TMDB is out of reach"),
        ([1, 2], "answer is not understood"),
    ],
)
def test_what_goes_wrong_is_said_without_the_key(tmp_path: Path, answer: object, message: str) -> None:
    posters = box(tmp_path, Tmdb(answer))
    with pytest.raises(UserError, match=message) as raised:
        finish(posters.poster("862"))
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None or KEY not in str(raised.value.__cause__)


@pytest.mark.parametrize(("on", "key", "message"), [(True, "", "need a key"), (True, "abc", "no key of TMDB")])
def test_settings_that_do_not_fit_are_explained(on: bool, key: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        PosterSettings(on, key)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_the_key_is_readable_by_the_user_alone(tmp_path: Path) -> None:
    box(tmp_path, Tmdb())
    assert stat.S_IMODE((tmp_path / "posters.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"on": "yes"}', b'{"on": true, "key": "abc"}'])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "posters.json").write_bytes(content)
    with pytest.raises(UserError, match=r"posters\.json cannot be read"):
        PosterBox(tmp_path, Tmdb()).settings()


@pytest.mark.parametrize(("size", "taken"), [(5_000_000, True), (5_000_001, False)])
def test_an_answer_may_have_five_million_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, taken: bool
) -> None:
    def ask(address: str, _headers: Mapping[str, str]) -> io.BytesIO:
        return io.BytesIO(bytes(size) if "image.tmdb.org" in address else b'{"poster_path": "/abc.jpg"}')

    monkeypatch.setattr(posters, "ask", ask)
    made = PosterBox(tmp_path)
    made.keep(PosterSettings(True, KEY))
    if taken:
        path = finish(made.poster("862"))
        assert path is not None
        assert path.stat().st_size == size
    else:
        with pytest.raises(UserError, match="the answer is too large"):
            finish(made.poster("862"))
