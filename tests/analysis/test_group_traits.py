from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from movierec_gui.analysis.group_traits import NAMELESS, group_name, group_traits
from movierec_gui.data.dataset import NO_YEAR, Tags


@pytest.fixture
def tagged(tiny_dataset):
    """Movies 0 to 9 are tagged “odd” by two people each, in two spellings; movie 10 alone is “unique”."""
    movies = np.repeat(np.arange(10), 2)
    texts = (*("Odd", " odd ") * 10, "unique", "")
    tags = Tags(
        np.zeros(22, np.int32), np.concatenate([movies, [10, 11]]).astype(np.int32), texts, np.zeros(22, np.int64)
    )
    years = np.where(np.arange(60) < 10, 1944, 1987).astype(tiny_dataset.movies.years.dtype)
    years[5] = NO_YEAR
    return replace(tiny_dataset, tags=tags, movies=replace(tiny_dataset.movies, years=years))


def _traits(dataset, *groups):
    return group_traits(dataset, [np.asarray(group) for group in groups], np.arange(60))


def test_tags_decades_and_genres_set_a_group_apart(tagged):
    first, rest = _traits(tagged, np.arange(10), np.arange(10, 60))
    assert [trait.label for trait in first] == ["“odd”", "1940s"]
    assert group_name(first) == "“odd”, 1940s"
    odd, forties = first
    assert (odd.count, odd.share, odd.background_share, odd.lift) == (10, 1.0, pytest.approx(1 / 6), pytest.approx(6.0))
    assert (forties.count, forties.share) == (9, 0.9)
    assert [trait.label for trait in rest] == ["1980s"]
    assert rest[0].words.startswith("1980s ×1.2 (50 movies, p ")


def test_p_values_are_fisher_s_corrected_over_all_groups_and_traits(tagged):
    """Recomputed with pandas and scipy's exact test on 2 × 2 tables."""
    groups = [np.arange(12), np.arange(20, 60)]
    table = pd.DataFrame(tagged.movies.genres, columns=list(tagged.movies.genre_names))
    table["1940s"], table["1980s"] = tagged.movies.years == 1944, tagged.movies.years == 1987
    table["odd"] = np.arange(60) < 10
    raw = {}
    for number, group in enumerate(groups):
        inside = table.index.isin(group)
        for name in table:
            counts = pd.crosstab(inside, table[name]).reindex(index=[True, False], columns=[True, False], fill_value=0)
            raw[number, name] = stats.fisher_exact(counts, alternative="greater").pvalue
    corrected = dict(zip(raw, stats.false_discovery_control(list(raw.values())), strict=True))
    found = {
        (number, trait.name): trait.p_value
        for number, traits in enumerate(_traits(tagged, *groups))
        for trait in traits
    }
    assert found == pytest.approx({key: p for key, p in corrected.items() if p < 0.05})


def test_a_group_like_all_others_has_no_name(tagged):
    (traits,) = _traits(tagged, np.arange(0, 60, 7))
    assert traits == ()
    assert group_name(traits) == NAMELESS


def test_groups_drawn_by_lot_are_named_as_rarely_as_promised(bundled_dataset):
    rng = np.random.default_rng(0)
    movies = np.flatnonzero(bundled_dataset.movie_counts)
    groups = np.array_split(rng.permutation(movies), 60)
    named = [traits for traits in group_traits(bundled_dataset, groups, movies) if traits]
    assert len(named) <= 3


def test_without_years_genres_and_tags_there_is_nothing_to_say(tagged):
    movies = replace(
        tagged.movies,
        years=np.full_like(tagged.movies.years, NO_YEAR),
        genres=np.zeros((60, 0), np.bool_),
        genre_names=(),
    )
    assert _traits(replace(tagged, movies=movies, tags=Tags.empty()), np.arange(10)) == ((),)
    assert group_traits(tagged, [], np.arange(60)) == ()
    assert _traits(tagged, np.arange(0)) == ((),)
