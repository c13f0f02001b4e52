"""Every sheet and table has a file name of its own."""

from __future__ import annotations

from movierec_gui.data.inner_tables import FileNames


def test_names_that_differ_only_in_strokes_stay_apart() -> None:
    files, again = FileNames(), FileNames()
    names = ["a/b", "a_b", "a\\b", "a_b (2)", "plain", "a/b"]
    found = [files.of(name) for name in names]
    assert found == ["a_b.csv", "a_b (2).csv", "a_b (3).csv", "a_b (2) (2).csv", "plain.csv", "a_b.csv"]
    assert [again.of(name) for name in names] == found
