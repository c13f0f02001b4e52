from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.labelled_blocks import blocks_by_line

REVIEW = b"product/productId: B1\nreview/userId: A1\nreview/score: 4.0\nreview/text: fine\n"


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"product/productId: B1\n", b"to/from: x\n\nplain\n", b'{"a/b": 1}\n']
)
def test_anything_else_stays_as_it_is(data: bytes) -> None:
    assert blocks_by_line(BytesIO(data)).read() == data


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9), st.sampled_from([b"\n", b"\r\n"]), st.integers(1, 60))
def test_every_review_is_an_object_on_its_first_line(scores: list[int], end: bytes, size: int) -> None:
    blocks = [REVIEW.replace(b"4.0", b"%d" % score).replace(b"\n", end) for score in scores]
    stream, found = blocks_by_line(BytesIO(end.join(blocks))), b""
    while piece := stream.read(size):
        found += piece
    lines = found.split(b"\n")
    rows = [(number, json.loads(line)) for number, line in enumerate(lines) if line]
    assert [number for number, _ in rows] == [5 * number for number in range(len(scores))]
    assert [row["score"] for _, row in rows] == [str(score) for score in scores]
    assert rows[0][1] == {"productId": "B1", "userId": "A1", "score": str(scores[0]), "text": "fine"}


def test_values_go_on_over_lines_and_old_encodings_are_read() -> None:
    (line,) = blocks_by_line(BytesIO(REVIEW + b"and caf\xe9\n")).read().splitlines()
    assert json.loads(line)["text"] == "fine and café"


def test_a_review_without_end_is_one_bad_row() -> None:
    data = REVIEW + b"x\n" * (1 << 20) + b"\n" + REVIEW
    lines = [line for line in blocks_by_line(BytesIO(data)).read().split(b"\n") if line]
    assert lines[0] == b"{"
    assert json.loads(lines[1])["score"] == "4.0"
