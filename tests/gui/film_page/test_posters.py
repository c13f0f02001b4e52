"""Posters on a film's page: off until the user turns them on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from movierec_gui.data.posters import PosterBox, PosterSettings
from movierec_gui.errors import UserError
from movierec_gui.gui.film_page import FilmWindow
from movierec_gui.gui.film_page.posters import PosterDialog

KEY = "0123456789abcdef0123456789abcdef"


def picture():
    image = QImage(342, 513, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(data.data())


class Tmdb:
    def __init__(self):
        self.asked, self.error = [], None

    def __call__(self, address, headers):
        self.asked.append(address)
        if self.error is not None:
            raise self.error
        return picture() if "image" in address else b'{"poster_path": "/abc.jpg"}'


@pytest.fixture
def tmdb():
    return Tmdb()


@pytest.fixture
def posters(tmp_path, tmdb):
    return PosterBox(tmp_path / "home", tmdb)


@pytest.fixture
def window(keep, workspace, posters):
    made = FilmWindow(workspace, posters=posters)
    keep(made)
    return made


def test_nobody_is_asked_while_posters_are_off(window, settled, tmdb):
    window.show_film(3)
    settled()
    assert not window.poster.isVisible()
    assert tmdb.asked == []


def test_turned_on_they_show_at_once_and_off_again_they_are_gone(window, settled, tmdb, posters, qtbot):
    window.show_film(3)
    settled()
    window.posters_button.click()
    dialog = window.findChild(PosterDialog)
    dialog.on.setChecked(True)
    dialog.key.setText(f" {KEY} ")
    dialog.save_button.click()
    settled()
    assert posters.settings() == PosterSettings(True, KEY)
    assert window.poster.picture.isVisible()
    assert window.poster.picture.pixmap().height() == 240
    assert "/movie/4?" in tmdb.asked[0]
    posters.keep(PosterSettings(False, KEY))
    window.poster.follow_settings()
    assert not window.poster.isVisible()


def test_a_key_that_is_none_stays_in_the_dialog(keep, posters):
    dialog = PosterDialog(posters)
    keep(dialog)
    dialog.on.setChecked(True)
    dialog.key.setText("abc")
    dialog.save()
    assert "no key of TMDB" in dialog.messages.text
    assert posters.settings() == PosterSettings()


def test_what_goes_wrong_is_said_in_the_posters_place(window, settled, tmdb, posters):
    posters.keep(PosterSettings(True, KEY))
    tmdb.error = OSError("no route to host")
    window.poster.follow_settings()
    window.show_film(3)
    settled()
    assert "TMDB is out of reach" in window.poster.note.text()
    assert not window.poster.picture.isVisible()


def test_damaged_settings_are_named_and_nobody_is_asked(window, settled, posters, tmdb, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "posters.json").write_text("{", encoding="utf-8")
    window.poster.follow_settings()
    assert "posters.json cannot be read" in window.poster.note.text()
    with pytest.raises(UserError):
        posters.settings()
    assert tmdb.asked == []
