"""One log, and a report from it that names nothing of the user's."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.errors import UserError
from movierec_gui.program_log import LOG_FILE, diagnostics, log_handler


def _write(folder: Path, *, error: Exception | None = None, message: str = "") -> None:
    handler = log_handler(folder)
    caught = (type(error), error, error.__traceback__) if error else None
    entry = logging.LogRecord("movierec_gui.gui", logging.ERROR, "", 0, message, None, caught)
    handler.handle(entry)
    handler.close()


def test_a_report_holds_kinds_and_places_and_nothing_that_was_said(tmp_path: Path) -> None:
    try:
        Path("/home/ann/secret.csv").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        _write(tmp_path, error=error, message="Ann's film Amélie in /home/ann/secret.csv\nsecond line: tt0211915")
    text = diagnostics(tmp_path, Qt="6.10")
    for named in ("ann", "Ann", "secret", "Amélie", "tt0211915", str(tmp_path), "second"):
        assert named not in text.partition("The log")[2]
    assert "ERROR movierec_gui.gui" in text
    assert "FileNotFoundError" in text
    assert "pathlib" in text
    assert "Qt: 6.10" in text


SECRETS = ("Amelie", "SecretError", "ann", "/home/ann/HeatException: x", "C:\\Users\\ann", "tt0211915", "AnnWarning")


@given(
    st.lists(st.sampled_from((*SECRETS, "\n", '  File "', "Error: ", ".", ", line 3, in ", " ")), max_size=30),
    st.sampled_from((ValueError, KeyError, UserError, OSError)),
)
def test_no_part_of_a_message_comes_through_however_it_looks(words: list[str], kind: type[Exception]) -> None:
    said = "".join(words)
    with tempfile.TemporaryDirectory() as place:
        try:
            raise kind(said)
        except Exception as error:  # noqa: BLE001 - any kind
            _write(Path(place), error=error, message=said)
        text = diagnostics(Path(place)).partition("The log")[2]
    assert kind.__name__ in text
    for word in ("Amelie", "SecretError", "ann", "Ann", "HeatException", "tt0211915", "Users"):
        assert word not in text.replace("movierec_gui", "").replace(__file__, "")


def test_without_a_log_it_says_so(tmp_path: Path) -> None:
    assert "There is no log" in diagnostics(tmp_path)


def test_the_log_does_not_grow_beyond_two_files(tmp_path: Path) -> None:
    for _ in range(5):
        _write(tmp_path, message="x" * 600_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOG_FILE, f"{LOG_FILE}.1"]
    assert all(path.stat().st_size < 1_300_000 for path in tmp_path.iterdir())


def test_a_log_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        log_handler(tmp_path / "logs")
