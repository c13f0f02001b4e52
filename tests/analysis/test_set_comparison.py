from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.analysis.set_comparison import compare_sets, set_errors
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

ODD, EVEN = np.arange(1, 58, 2), np.arange(0, 58, 2)


def test_p_values_are_those_of_scipy_corrected_together(tiny_dataset):
    found = compare_sets(tiny_dataset, ("odd", "even"), ODD, EVEN)
    years = tiny_dataset.movies.years
    raw = [
        stats.mannwhitneyu(years[ODD], years[EVEN]).pvalue,
        stats.mannwhitneyu(tiny_dataset.movie_means[ODD], tiny_dataset.movie_means[EVEN]).pvalue,
        stats.mannwhitneyu(tiny_dataset.movie_counts[ODD], tiny_dataset.movie_counts[EVEN]).pvalue,
    ]
    genres = tiny_dataset.movies.genres
    for genre in range(genres.shape[1]):
        counts = [[int(genres[side, genre].sum()), int((~genres[side, genre]).sum())] for side in (ODD, EVEN)]
        raw.append(stats.fisher_exact(counts).pvalue)
    expected = dict(
        zip(
            ("year", "mean rating", "ratings", *tiny_dataset.movies.genre_names),
            stats.false_discovery_control(raw),
            strict=True,
        )
    )
    assert {entry.name: entry.p_value for entry in found.differences} == pytest.approx(expected)
    assert (found.sizes, found.common, found.tested) == ((29, 29), 0, (29, 29))
    assert found.differences[0].one == np.median(years[ODD])
    table = found.table()
    assert table.columns.tolist() == ["kind", "name", "odd", "even", "p"]
    assert len(table) == len(found.differences)


def test_movies_in_both_sets_stand_on_no_side(tiny_dataset):
    found = compare_sets(tiny_dataset, ("a", "b"), range(30), range(20, 50))
    assert (found.common, found.tested) == (10, (20, 20))
    assert "without the 10 in both" in found.explanation


def test_a_set_within_another_is_set_against_the_rest(tiny_dataset):
    assert compare_sets(tiny_dataset, ("a", "b"), range(10), range(50)).tested == (10, 40)
    assert compare_sets(tiny_dataset, ("a", "b"), range(50), range(10)).tested == (40, 10)


def test_equal_sets_have_nothing_to_test_and_empty_ones_are_refused(tiny_dataset):
    found = compare_sets(tiny_dataset, ("a", "a"), range(10), range(10))
    assert all(np.isnan(entry.p_value) for entry in found.differences)
    assert "nothing to test" in found.explanation
    assert found.table().columns.tolist() == ["kind", "name", "1", "2", "p"]
    with pytest.raises(UserError, match="“b” has no movie"):
        compare_sets(tiny_dataset, ("a", "b"), range(10), [])


def test_a_run_s_error_on_each_set_is_that_of_its_held_out_ratings(fitted_run):
    (odd, none), where = finish(set_errors(fitted_run, [("odd", ODD), ("none", [])]))
    judged = finish(judge_run(fitted_run))
    inside = judged.movies % 2 == 1
    inside &= judged.movies < 58
    assert odd.ratings == inside.sum()
    assert odd.mse == pytest.approx(np.square(judged.errors[inside]).mean())
    assert odd.low < odd.mse < odd.high
    assert where == judged.where
    assert none.ratings == 0
    assert np.isnan(none.mse)
