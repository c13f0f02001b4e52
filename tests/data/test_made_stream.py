from __future__ import annotations

import pytest

from movierec_gui.data.made_stream import MadeStream


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_pieces_are_given_in_any_sizes(size: int) -> None:
    stream = MadeStream(iter([b"abc", b"", b"defg"]), lambda: None)
    found = []
    while piece := stream.read(size):
        found.append(piece)
    assert b"".join(found) == b"abcdefg"
    assert all(len(piece) == size for piece in found[:-1])


def test_only_what_is_asked_for_is_made_and_the_source_is_closed() -> None:
    made: list[int] = []
    closed: list[bool] = []
    pieces = (made.append(number) or b"xy" for number in range(9))  # type: ignore[func-returns-value]
    with MadeStream(pieces, lambda: closed.append(True)) as stream:
        assert stream.read(3) == b"xyx"
        assert made == [0, 1]
        assert stream.read() == b"y" + b"xy" * 7
    assert closed == [True]
