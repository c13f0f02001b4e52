from dataclasses import replace

import numpy as np

from movierec_gui.data.people.catalogue_index import CatalogueIndex, family_of
from movierec_gui.data.people.person import MOVIELENS
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
