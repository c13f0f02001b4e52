"""What a comparison is, in words."""

from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.tabs.train_tab.comparing.texts import (
    failure_lines,
    missing_text,
    record_text,
    source_text,
    splits_text,
)
from movierec_gui.training.comparing.contestants import article_splits
from movierec_gui.training.runs import STOPPED


def test_a_comparison_in_a_list(record, make_record):
    moment, *rest = record_text(record, running=False).split(" · ")
    assert "2026, " in moment
    assert rest == ["4 models", "2 seeds"]
    assert record_text(record, running=True).endswith(" · running · 4 models · 2 seeds")
    stopped = make_record([], entries=record.entries[:1], seeds=(0,), status=STOPPED)
    assert record_text(stopped, running=False).endswith(" · stopped at 0 of 1 · 1 model · 1 seed")


def test_which_ratings_the_figures_are_from(record, make_record):
    text = source_text(record)
    assert "20,000 to 20,001 test ratings of each split of tiny" in text
    assert "seeds 0, 1 of the article's random split" in text
    assert "a tenth of the other ratings chose the epoch" in text
    folds = tuple(SplitConfig(method="k_fold", test=0.5, fold=str(number)) for number in (1, 2))
    assert "the 2 parts of the ratings in turn (seed 0)" in source_text(make_record([], splits=folds))
    own = (SplitConfig(method="official", fold="u1"), SplitConfig(method="official", fold="u2"))
    assert "the data set's own folds u1, u2" in source_text(make_record([], splits=own))
    assert source_text(make_record([], splits=(), test_ratings=())) == ""


def test_what_is_missing(make_record, make_result, record):
    first = make_result("a", 0, 0.7)
    assert missing_text(make_record([first])) == "Continue: 1 of 2 fits still to do"
    assert missing_text(record) == "Continue: 2 of 8 fits still to do, 2 of which failed before"


def test_splits_are_counted_by_kind():
    assert splits_text(article_splits([4])) == "1 seed"
    assert splits_text((SplitConfig(method="official", fold="u1"),) * 2) == "2 own folds"
    assert splits_text((SplitConfig(method="k_fold", fold="1"),) * 5) == "5 folds"


def test_failures_are_told_once_for_each_reason(record):
    assert failure_lines(record) == "blown failed on seed 0, seed 1. The loss is not a number."


def test_recommenders_are_counted_apart(mixed_record):
    assert "1 model, 2 recommenders" in record_text(mixed_record, False)
