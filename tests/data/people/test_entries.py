from movierec_gui.data.people.entries import Notes
from movierec_gui.data.people.sources import SOURCES


def test_remarks_are_kept_once():
    notes = Notes()
    notes.add("a")
    notes.skipped(["y", "x"], "left out")
    notes.skipped([], "nothing")
    notes.add("a")
    assert list(notes.lines) == ["a", "x, y: left out"]


def test_every_source_has_a_name_of_its_own():
    names = [source.NAME for source in SOURCES]
    assert len(set(names)) == len(names)
    assert names[-1] == "table", "what fits any table comes last"
