"""The session survives in a text file; a damaged or missing one reads as the first start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from movierec_gui.gui.session import MOST_RECENT, Session, StoredSelection


def test_everything_comes_back_from_text(tmp_path):
    path = tmp_path / "session.ini"
    session = Session(path)
    session.set_theme("dark")
    session.set_geometry(QByteArray(b"\x01\x02\x00"))
    session.set_tab("Train")
    session.set_folder(Path("/data/a, b"))
    session.set_source(Path("/data/a, b/ü;x"))
    session.set_selection(StoredSelection("hash", (1, 5), "node 7; LSTM", "run-1"))
    session.set_form("Train", {"epochs": 5, "names": ["a", "b, c"]})
    session.save()

    path.read_text(encoding="utf-8")  # it is text
    again = Session(path)
    assert again.theme == "dark"
    assert again.geometry == QByteArray(b"\x01\x02\x00")
    assert again.tab == "Train"
    assert again.folder == Path("/data/a, b")
    assert again.source == Path("/data/a, b/ü;x")
    assert again.selection == StoredSelection("hash", (1, 5), "node 7; LSTM", "run-1")
    assert again.form("Train") == {"epochs": 5, "names": ["a", "b, c"]}


def test_the_first_start_has_defaults(tmp_path):
    session = Session(tmp_path / "new" / "session.ini")
    assert session.theme == "system"
    assert session.geometry.isEmpty()
    assert (session.tab, session.source, session.recent) == ("", None, ())
    assert session.selection == StoredSelection()
    assert session.form("Train") == {}


def test_it_lies_in_the_users_folder_by_default(monkeypatch, tmp_path):
    monkeypatch.setenv("MOVIEREC_HOME", str(tmp_path))
    assert Session().path == tmp_path / "session.ini"


def test_damage_reads_as_defaults(tmp_path):
    path = tmp_path / "session.ini"
    selection = '"{\\"movies\\": [-1]}"'
    damaged = f'[window]\ntheme=pink\n[data]\nrecent="[1"\nselection={selection}\n[forms]\nTrain="[1]"\n'
    path.write_text(damaged, encoding="utf-8")
    session = Session(path)
    assert session.theme == "system"
    assert session.recent == ()
    assert session.selection == StoredSelection()
    assert session.form("Train") == {}
    assert [str(problem).split(":")[0] for problem in session.problems] == [
        "A part of the last session is left out"
    ] * 3
    assert "data/selection" in str(session.problems[1])


@pytest.mark.parametrize(
    "text", ["[1, 2]", '{"movies": "1"}', '{"movies": [1.5]}', '{"label": null}', "[" * 100_000, "NaN", '"']
)
def test_a_selection_of_wrong_types_is_left_out_and_named(tmp_path, text):
    session = Session(tmp_path / "session.ini")
    session._settings.setValue("data/selection", text)
    assert session.selection == StoredSelection()
    (problem,) = session.problems
    assert "data/selection" in str(problem)


def test_a_folder_in_the_file_s_place_is_named(tmp_path):
    (tmp_path / "session.ini").mkdir()
    session = Session(tmp_path / "session.ini")
    assert session.theme == "system"
    assert "A folder is in its place" in str(session.problems[0])


def test_recent_files_are_few_unique_and_the_latest_first(tmp_path):
    session = Session(tmp_path / "session.ini")
    for number in range(MOST_RECENT + 3):
        session.set_source(Path(f"/data/{number}"))
    session.set_source(Path("/data/9"))
    assert session.recent[:3] == (Path("/data/9"), Path("/data/10"), Path("/data/8"))
    assert len(session.recent) == MOST_RECENT
    session.set_source(None)
    assert session.source is None
    assert session.recent[0] == Path("/data/9")
    session.forget_recent()
    assert session.recent == ()


def test_the_person_is_remembered(tmp_path):
    session = Session(tmp_path / "session.ini")
    assert session.person == ""
    session.set_person("ann-1")
    session.save()
    assert Session(tmp_path / "session.ini").person == "ann-1"


def test_what_is_the_same_already_is_not_written_again(tmp_path):
    path = tmp_path / "session.ini"

    def keep(epochs):
        session.set_tab("Train")
        session.set_form("Train", {"epochs": epochs, "names": ["a", "b, c"]})
        session.save()
        return path.stat().st_ino, path.stat().st_mtime_ns

    session = Session(path)
    first = keep(5)
    assert keep(5) == first
    assert keep(6) != first
    session = Session(path)
    first = path.stat().st_ino, path.stat().st_mtime_ns
    assert keep(6) == first
