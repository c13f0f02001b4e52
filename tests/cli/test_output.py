from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from movierec_gui.cli.output import Output, plain, rows_of
from movierec_gui.cli.text_table import text


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_people_get_tables_and_lines(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    out.table([text("Title")], [("Heat",)], "Movies")
    out.facts({"Name": "x", "Longer name": None})
    out.json({"title": "Heat"})
    out.note("aside")
    captured = capsys.readouterr()
    assert captured.out == "Movies\nTitle\nHeat\nName         x\nLonger name  -\n"
    assert captured.err == "aside\n"


def test_programs_get_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(as_json=True, quiet=True)
    out.table([text("Title")], [("Heat",)])
    out.facts({"Name": "x"})
    out.line("words")
    out.json({"title": "Amélie", "year": float("nan")})
    out.note("aside")
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"title": "Amélie", "year": None}
    assert captured.err == ""


def test_json_is_plain_ascii_where_the_pipe_is_not_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", pipe)
    Output(as_json=True).json({"title": "七人の侍"})
    pipe.flush()
    assert json.loads(pipe.buffer.getvalue().decode("ascii")) == {"title": "七人の侍"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("no_color", "heading"), [("", "\x1b[1mTitle\x1b[0m"), ("1", "Title")])
def test_headings_are_bold_on_a_terminal_that_may_be_coloured(
    monkeypatch: pytest.MonkeyPatch, no_color: str, heading: str
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", no_color)
    Output().table([text("Title")], [("Heat",)])
    assert terminal.getvalue().splitlines() == [heading, "Heat"]


def test_tables_are_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("NO_COLOR", "1")
    Output().table([text("Title", cut=True)], [("x" * 50,)])
    assert terminal.getvalue().splitlines()[1] == "x" * 19 + "…"


def test_values_become_plain() -> None:
    values = {1: (np.float32(0.5), np.array([1, 2]), Path("a"), float("inf"), [None, "x"])}
    assert plain(values) == {"1": [0.5, [1, 2], "a", None, [None, "x"]]}


def test_rows_of_a_frame_have_none_for_what_is_missing() -> None:
    frame = pd.DataFrame({"a": [1.5, np.nan], "b": pd.array([None, 3], dtype="Int32"), "c": ["x", "y"]})
    assert rows_of(frame, ("b", "a")) == [(None, 1.5), (3, None)]
