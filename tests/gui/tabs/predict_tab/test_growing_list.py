"""The list beside the questions, and how films moved in it."""

from types import SimpleNamespace

import pytest

from movierec_gui.gui.tabs.predict_tab.growing_list import GrowingList, moved_text
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord


@pytest.mark.parametrize(
    ("before", "movie", "text"),
    [
        ((), 5, ""),
        ((5, 6, 7), 5, ""),
        ((6, 7), 5, "new"),
        ((8, 6, 7, 5), 5, "▲ 3"),
        ((7, 5, 6), 7, "▼ 2"),
    ],
)
def test_how_a_film_moved(before, movie, text):
    assert moved_text(before, (5, 6, 7), movie) == text


@pytest.fixture
def run(tiny_dataset):
    record = RunRecord("r", "dense", preset_spec("dense"), "tiny", "hash", "2026-01-01T00:00:00+00:00")
    return SimpleNamespace(dataset=tiny_dataset, record=record)


def listed(*movies):
    return [SimpleNamespace(movie=movie, predicted=4.5 - movie / 10) for movie in movies]


def cells(shown):
    model = shown.table.model()
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def test_it_grows_from_answer_to_answer(qtbot, run):
    shown = GrowingList()
    qtbot.addWidget(shown)
    assert (shown.heading.text(), shown.source.text()) == ("Your list", "The model is being opened…")
    shown.show_list(run, listed(1, 2, 3), 0)
    assert shown.heading.text() == "Before your first answer"
    assert shown.source.text().startswith("Predicted by: dense")
    assert cells(shown) == [
        ["Movie 1 (1951)", "", "4.4"],
        ["Movie 2 (1952)", "", "4.3"],
        ["Movie 3 (1953)", "", "4.2"],
    ]
    shown.show_list(run, listed(3, 1, 4), 1)
    assert shown.heading.text() == "Your list so far"
    assert [row[1] for row in cells(shown)] == ["▲ 2", "▼ 1", "new"]
    assert shown.movies == (3, 1, 4)
    shown.show_list(run, listed(1, 2, 3), 0)
    assert shown.heading.text() == "Without an answer of yours"
    assert [row[1] for row in cells(shown)] == ["▲ 1", "new", "▼ 2"]
    shown.clear()
    shown.show_list(run, listed(1, 2, 3), 0)
    assert shown.heading.text() == "Before your first answer"
    shown.clear()
    assert (shown.movies, cells(shown), shown.heading.text()) == ((), [], "Your list")
