"""Two readings of a table side by side, and in a sentence."""

from dataclasses import replace

from movierec_gui.data.table_trial import Trial
from movierec_gui.gui.tabs.data_tab.reading_effect import ReadingEffect, effect_words

FOUND = Trial(True, 1200, 1000, 40, 1, 3.456, (0.5, 5), (2001, 2001), (), 0, ())


def test_figures_stand_side_by_side_and_what_differs_stands_out(qtbot):
    effect = ReadingEffect()
    qtbot.addWidget(effect)
    effect.show_trials(FOUND, replace(FOUND, ratings=1100, scale=(0, 10), years=None))
    assert effect.figures == ("1,200", "1,100", "40", "1", "3.46", "0 to 10", "no times")
    roles = [label.property("role") or "" for label in effect._chosen]
    assert roles == ["", "changed", "", "", "", "changed", "changed"]
    effect.show_trials(FOUND, FOUND)
    assert effect.figures[-1] == "2001"
    assert not any(label.property("role") for label in effect._chosen)


def test_what_cannot_be_read_has_no_figures(qtbot):
    effect = ReadingEffect()
    qtbot.addWidget(effect)
    effect.show_trials(None, None)
    assert effect.figures == ("–",) * 7
    assert effect.words == ""
    effect.show_waiting()
    assert effect.words == "Counting…"


def test_the_sentence_says_what_is_left_out_and_how_far_it_looked():
    assert effect_words(FOUND) == "1,200 rows: 1,000 ratings by 40 users of 1 movie."
    part = replace(FOUND, whole=False, rows=1, left_out=(("not rated", 7), ("empty cell", 1)), bad_times=9)
    assert effect_words(part) == (
        "1 row from the beginning of the file: 1,000 ratings by 40 users of 1 movie. "
        "Left out: 7 × not rated, 1 × empty cell. Times that cannot be read: 9."
    )
