"""What a set of movies has in common."""

import math

import numpy as np
import pytest
from scipy.stats import fisher_exact

from movierec_gui.analysis.movie_groups import GenreShare, describe_movies, genre_statistics, random_movies


def test_years_ratings_and_titles_are_means_over_the_movies(tiny_dataset):
    group = describe_movies(tiny_dataset, [4, 0, 59])
    assert group.size == 3
    assert group.titles == ("Movie 4 (1954)", "Movie 0 (1950)", "Movie 59 (2009)")
    assert group.mean_year == pytest.approx((1954 + 1950 + 2009) / 3)
    # The mean of the two rated movies' means; 59 has no rating.
    assert group.mean_rating == pytest.approx(tiny_dataset.movie_means[[0, 4]].mean())


def test_a_movie_without_a_year_does_not_count_as_year_0(tiny_dataset):
    assert describe_movies(tiny_dataset, [10, 58]).mean_year == 1960


@pytest.mark.parametrize(("lift", "expected"), [(2.0, 1.0), (0.25, -2.0), (0.0, -4.0), (100.0, 4.0), (1.0, 0.0)])
def test_lifts_are_also_given_as_logarithms_within_limits(lift, expected):
    assert GenreShare("Drama", 3, 0.5, 0.5, lift, 0.01).log_lift == expected


def test_a_genre_is_certain_below_five_percent(tiny_dataset):
    assert GenreShare("Drama", 3, 0.5, 0.5, 2.0, 0.049).certain
    assert not GenreShare("Drama", 3, 0.5, 0.5, 2.0, 0.05).certain
    assert math.isnan(describe_movies(tiny_dataset, []).genres[0].log_lift)


def test_an_empty_group_has_no_means(tiny_dataset):
    group = describe_movies(tiny_dataset, [])
    assert group.size == 0
    assert math.isnan(group.mean_year)
    assert math.isnan(group.mean_rating)
    assert all(genre.count == 0 and math.isnan(genre.lift) for genre in group.genres)
    assert all(genre.p_value == 1.0 for genre in group.genres)


def test_genres_are_compared_with_the_catalogue(tiny_dataset):
    # Even movies are comedies, odd ones dramas, every fifth one is a war movie as well.
    group = describe_movies(tiny_dataset, [0, 2, 4, 10])
    genres = {genre.name: genre for genre in group.genres}
    assert [genre.name for genre in group.genres] == ["Comedy", "War", "Drama"]
    assert (genres["Comedy"].count, genres["Comedy"].share, genres["Comedy"].lift) == (4, 1.0, 2.0)
    assert genres["War"].share == 0.5
    assert genres["War"].background_share == pytest.approx(0.2)
    assert genres["War"].lift == pytest.approx(2.5)
    assert genres["Drama"].lift == 0.0


def test_the_background_can_be_narrowed(tiny_dataset):
    group = describe_movies(tiny_dataset, [0, 10], background=range(0, 60, 2))
    comedy = next(genre for genre in group.genres if genre.name == "Comedy")
    assert (comedy.lift, comedy.p_value) == (1.0, 1.0)


def test_the_smaller_tail_of_the_test_agrees_with_fishers(tiny_dataset):
    dramas = [1, 3, 5, 7, 9, 11, 13, 2]
    statistics = genre_statistics(tiny_dataset, [dramas])
    one_sided = fisher_exact([[7, 1], [23, 29]], alternative="greater").pvalue
    # Comedy mirrors Drama, so both have the smallest of three p-values: corrected, they are 3/2 of it.
    drama = tiny_dataset.movies.genre_names.index("Drama")
    assert statistics.p_values[0, drama] == pytest.approx(2 * one_sided * 3 / 2)


def test_correction_covers_all_groups_together(tiny_dataset):
    group = list(range(1, 17, 2))
    alone = genre_statistics(tiny_dataset, [group]).p_values[0]
    among_many = genre_statistics(tiny_dataset, [group, *([movie] for movie in range(30))]).p_values[0]
    assert (among_many >= alone).all()
    assert among_many[1] > alone[1]


def test_tags_count_once_per_movie_in_lower_case(tiny_dataset):
    assert describe_movies(tiny_dataset, [0, 1, 2]).tags == (("funny", 2), ("sad", 1))
    assert describe_movies(tiny_dataset, [0, 1, 2], n_tags=1).tags == (("funny", 2),)
    assert describe_movies(tiny_dataset, [7]).tags == ()


def test_random_movies_are_distinct_and_depend_on_the_generator_alone(poison_seeds):
    background = np.arange(100, 160)
    first = random_movies(background, 20, np.random.default_rng(5))
    poison_seeds()
    assert (first == random_movies(background, 20, np.random.default_rng(5))).all()
    assert len(set(first.tolist())) == 20
    assert set(first.tolist()) <= set(background.tolist())
    assert len(random_movies(background, 1000, np.random.default_rng(5))) == 60
