"""Tags are read the same quickly and carefully."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_gui.data import tag_rows
from movierec_gui.data.archives import FileTree
from movierec_gui.data.tag_rows import RawTags, read_tags
from movierec_gui.data.validation import IssueLog, ValidationReport
from movierec_gui.progress import finish

HEADER = "userId,movieId,tag,timestamp\n"


def read(text: str, encoding: str = "utf-8") -> tuple[RawTags, ValidationReport]:
    content = text.encode(encoding)
    tree = FileTree("memory", Path("memory"), {"tags.csv": len(content)}, lambda _name: BytesIO(content), Path)
    log = IssueLog()
    tags = finish(read_tags(tree, "tags.csv", log))
    assert tags is not None
    return tags, log.report(0, 0)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_quotes_commas_and_spaces(newline: str) -> None:
    rows = '1,10,dark,5\n2,20,"slow, but ""good""",6\n3,30, two words ,7\n4,40,a,b,8\n5,50,,9\n'
    tags, report = read((HEADER + rows).replace("\n", newline))
    assert tags.texts == ("dark", 'slow, but "good"', "two words", "a,b", "")
    assert tags.users.tolist() == [1, 2, 3, 4, 5]
    assert tags.movies.tolist() == [10, 20, 30, 40, 50]
    assert tags.timestamps.tolist() == [5, 6, 7, 8, 9]
    assert tags.lines.tolist() == [2, 3, 4, 5, 6]
    assert report.clean


def test_lines_with_quotes_among_many_without_stay_in_their_places() -> None:
    texts = [f"tag {n % 7}" for n in range(400)]
    texts[3], texts[200], texts[399] = "a, b", 'say "x"', ""
    cells = [f'"{text.replace(chr(34), 2 * chr(34))}"' if set(text) & set(',"') else text for text in texts]
    tags, report = read(HEADER + "".join(f"{n + 1},{n + 5},{cell},{n + 9}\n" for n, cell in enumerate(cells)))
    assert list(tags.texts) == texts
    assert tags.users.tolist() == list(range(1, 401))
    assert tags.movies.tolist() == list(range(5, 405))
    assert tags.timestamps.tolist() == list(range(9, 409))
    assert tags.lines.tolist() == list(range(2, 402))
    assert report.clean


def test_bad_rows_are_named_by_line() -> None:
    tags, report = read(HEADER + '1,10,ok,5\n\nx,10,no user,6\n1,10,7\n1,10,"open,8\n1,10,undated,\n')
    assert tags.texts == ("ok", "undated")
    assert tags.lines.tolist() == [2, 7]
    assert [(issue.line, issue.reason, issue.kept) for issue in report.issues] == [
        (4, "malformed row", False),
        (5, "malformed row", False),
        (6, "malformed row", False),
        (7, "unusable timestamp", True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_an_accent_after_the_first_64_kilobytes(encoding: str) -> None:
    tags, _ = read(HEADER + "1,10,plain,5\n" * 8000 + "1,10,José,5\n", encoding)
    assert tags.texts[-1] == "José"
    assert len(tags.texts) == 8001


def test_a_header_alone() -> None:
    assert read(HEADER)[0].texts == ()


@pytest.mark.parametrize(("content", "counts"), [(b"", {}), (b"\n", {}), (b"words", {"no table of columns": 1})])
def test_no_table(content: bytes, counts: dict[str, int]) -> None:
    tree = FileTree("memory", Path("memory"), {"tags.csv": 0}, lambda _name: BytesIO(content), Path)
    log = IssueLog()
    assert finish(read_tags(tree, "tags.csv", log)) is None
    assert log.report(0, 0).counts == counts


field = st.sampled_from(["1", "22", "", " 3", "x", '"', '"a,b"', 'a"b', "é", "-1", "9" * 17, "4.0"])
rows = st.one_of(
    st.lists(field, max_size=6).map(",".join),
    st.builds("{},{},{},{}".format, st.integers(0, 9), st.integers(0, 10**9), field, st.integers(0, 10**11)),
)


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(rows, max_size=30), newline=st.sampled_from(["\n", "\r\n"]))
def test_random_lines_read_the_same_quickly_and_carefully(lines: list[str], newline: str) -> None:
    text = newline.join(["userId,movieId,tag,timestamp", *lines, ""])
    quick, quick_report = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tag_rows._TagReader, "_read_quickly", lambda _self, _lines: False)
        careful, careful_report = read(text)
    for column in ("lines", "users", "movies", "timestamps"):
        np.testing.assert_array_equal(getattr(quick, column), getattr(careful, column))
    assert quick.texts == careful.texts
    assert quick_report == careful_report
