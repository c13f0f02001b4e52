"""Numbers in sentences, and names that tell things apart."""

from __future__ import annotations

import pytest

from movierec_gui.wording import counted, unique_names, unused_name


@pytest.mark.parametrize(("count", "text"), [(0, "0 movies"), (1, "1 movie"), (2, "2 movies"), (9125, "9,125 movies")])
def test_only_one_is_singular(count: int, text: str) -> None:
    assert counted(count, "movie") == text


def test_a_name_gets_a_number_where_it_is_taken() -> None:
    assert unused_name("LSTM", []) == "LSTM"
    assert unused_name("LSTM", ["LSTM", "GRU"]) == "LSTM 2"
    assert unused_name("LSTM", ["LSTM", "LSTM 2"]) == "LSTM 3"


def test_names_are_made_unique() -> None:
    assert unique_names(["a", "b", "a", "a 2", "a"]) == ("a", "b", "a 2", "a 2 2", "a 3")
