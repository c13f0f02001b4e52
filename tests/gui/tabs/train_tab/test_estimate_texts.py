"""What a run will cost, in words."""

from dataclasses import replace

import pytest

from movierec_gui.gui.tabs.train_tab.estimate_texts import estimate_text, list_estimate_text
from movierec_gui.training.estimate import Estimate
from movierec_gui.training.list_estimate import ListEstimate


def estimate(**changed):
    facts = Estimate((), 1200, 3 * 2**20, 800, 90, 250, epochs=5, fits_itself=False, device="cpu", epoch_seconds=2.0)
    return replace(facts, **changed)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "1,200 parameters, about 3 MB of memory.\n800 ratings, about 2.0 s per epoch, 10 s in all."),
        ({"epochs": 1}, "1,200 parameters, about 3 MB of memory.\n800 ratings, done in about 2.0 s."),
        ({"fits_itself": True}, "1,200 parameters, about 3 MB of memory.\n800 ratings, done in about 10 s."),
        (
            {"epoch_seconds": None, "memory_bytes": 1},
            "1,200 parameters, about 1 MB of memory.\n800 ratings; the time is measured when nothing trains.",
        ),
        (
            {"epoch_seconds": None, "parameters": 1, "train_ratings": 1},
            "1 parameter, about 3 MB of memory.\n1 rating; the time is measured when nothing trains.",
        ),
        (
            {"memory_bytes": 2**30},
            "1,200 parameters, about 1.0 GB of memory.\n800 ratings, about 2.0 s per epoch, 10 s in all.",
        ),
        (
            {"memory_bytes": 2**30 - 1},
            "1,200 parameters, about 1024 MB of memory.\n800 ratings, about 2.0 s per epoch, 10 s in all.",
        ),
    ],
)
def test_of_a_network(changed, text):
    assert estimate_text(estimate(**changed)).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("seconds", "rest"),
    [(None, "; the time is measured when nothing trains."), (12.0, ", learned in about 12\N{NO-BREAK SPACE}s.")],
)
def test_of_a_recommender(seconds, rest):
    judged = "Judged by everybody's lists of ten, on 200 ratings held out"
    assert list_estimate_text(ListEstimate(1000, 200, seconds)) == f"{judged}.\n1,000 ratings{rest}"
