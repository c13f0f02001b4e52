from dataclasses import replace

import numpy as np

from movierec_gui.data.people.catalogue_index import _KNOWN_IDS, CatalogueIndex, family_of
from movierec_gui.data.people.person import MOVIELENS
from movierec_gui.data.people.titles import article_first, exact_key
from tests.data.people.conftest import catalogue


def test_the_family_of_movielens_is_told_by_its_ids(finder, bundled_dataset):
    assert finder.family == MOVIELENS
    movies = bundled_dataset.movies
    assert family_of(movies) == MOVIELENS


def test_a_retitled_movie_does_not_make_another_family(bundled_dataset):
    movies = bundled_dataset.movies
    titles = tuple(
        "Renamed" if identifier == 2571 else title for identifier, title in zip(movies.ids, movies.titles, strict=True)
    )
    assert family_of(replace(movies, titles=titles)) == MOVIELENS


def test_another_numbering_is_a_family_of_its_own():
    other = catalogue((1, "Toy Story", 1995, "", ""), (2, "GoldenEye", 1995, "", ""), (50, "Star Wars", 1977, "", ""))
    same = catalogue((1, "Toy Story", 1995, "", ""), (2, "GoldenEye", 1995, "", ""), (50, "Star Wars", 1977, "", ""))
    more = catalogue((1, "Toy Story", 1995, "", ""), (2, "GoldenEye", 1995, "", ""))
    assert other.family != MOVIELENS
    assert other.family == same.family
    assert other.family != more.family


def test_ids_in_all_their_spellings():
    finder = catalogue((1, "A", 2000, "0114709", "862.0"), (2, "B", 2001, "tt0113497", ""), (3, "C", 2002, "", "0"))
    index = CatalogueIndex(finder.dataset.movies)
    assert [index.imdb_id(movie) for movie in range(3)] == ["tt0114709", "tt0113497", ""]
    assert [index.tmdb_id(movie) for movie in range(3)] == ["862", "", ""]
    assert index.by_imdb == {114709: 0, 113497: 1}


def test_similar_titles_of_about_the_same_year():
    finder = catalogue(
        (1, "Return of the Blue Monkey", 2000, "", ""),
        (2, "Return of the Blue Monkey", 1950, "", ""),
        (3, "Something Else", 2000, "", ""),
    )
    index = CatalogueIndex(finder.dataset.movies)
    assert index.similar(("Return of a Blue Monkey",), 2001) == [0]
    assert index.similar((), 2001) == []


def test_a_catalogue_without_ids():
    index = CatalogueIndex(catalogue((1, "A", 2000, "", "")).dataset.movies)
    assert (index.imdb_id(0), index.tmdb_id(0), index.by_imdb) == ("", "", {})
    assert index.years == np.array([2000]).tolist()


def family_with(*retitled, known=10):
    """The family of the first known movies of MovieLens, some of them under another title."""
    ids = list(_KNOWN_IDS)[:known]
    named = [(number, "Another" if number in retitled else _KNOWN_IDS[number], 0, "", "") for number in ids]
    return family_of(catalogue(*named, (987_654, "Something", 0, "", "")).dataset.movies)


def test_three_known_ids_are_needed_and_nine_of_ten_must_be_right():
    assert [family_with(known=known) == MOVIELENS for known in (2, 3, 4)] == [False, True, True]
    assert family_with(1, known=10) == MOVIELENS
    assert family_with(1, known=9) != MOVIELENS
    assert family_with(1, 2, known=10) != MOVIELENS


def test_every_known_id_is_movielens_own(bundled_dataset):
    movies = bundled_dataset.movies
    titles = dict(zip(movies.ids.tolist(), movies.titles, strict=True))
    wrong = [number for number, key in _KNOWN_IDS.items() if key not in exact_key(article_first(titles[number]))]
    assert not wrong


def test_titles_that_share_three_of_five_words_are_similar_and_short_words_say_nothing():
    finder = catalogue((1, "Blue Monkey Island Secret", 2000, "", ""), (2, "Blue Monkey", 2001, "", ""))
    index = CatalogueIndex(finder.dataset.movies)
    assert index.similar(("Blue Monkey Island Garden",), 2000) == [0], "three of five words"
    assert index.similar(("Blue Monkey Garden House",), 2000) == []
    assert index.similar(("Blue Monkey of an Ox",), 2000) == [1]
    assert index.similar(("Blue Monkey Secret",), 2000) == [0, 1]
    assert [bool(index.similar(("Blue Monkey",), year)) for year in (1999, 2000, 2002, 2003)] == [
        False,
        True,
        True,
        False,
    ]
