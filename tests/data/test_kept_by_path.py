from __future__ import annotations

from pathlib import Path

from movierec_gui.data.kept_by_path import KeptByPath


def test_the_latest_two_hundred_are_kept(tmp_path: Path) -> None:
    kept = KeptByPath(tmp_path / "kept.json")
    for number in range(203):
        kept.put(tmp_path / str(number), {"n": number})
    assert kept.get(tmp_path / "2") is None
    assert kept.get(tmp_path / "3") == {"n": 3}


def test_a_flipped_digit_is_no_choice_of_anybody(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    kept = KeptByPath(file)
    kept.put(None, {"n": 5})
    file.write_text(file.read_text().replace("5", "6"))
    assert kept.get(None) is None
