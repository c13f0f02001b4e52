import pytest

from movierec_gui.data.people.finding import BY_ID, BY_IMDB, BY_NEAR_YEAR, BY_TITLE, BY_TMDB, MovieFinder
from movierec_gui.data.people.person import MOVIELENS, STARS, Film, Scale
from tests.data.people.conftest import catalogue


def label(finder, found):
    return None if found.movie is None else finder.dataset.movies.label(found.movie)


def labels(finder, found):
    return [finder.dataset.movies.label(movie) for movie in found.candidates]


def test_a_known_imdb_id_decides(finder):
    found = finder.find(Film("Tillbaka till framtiden", 1985, imdb_id="tt0088763"))
    assert (label(finder, found), found.why) == ("Back to the Future (1985)", BY_IMDB)


def test_an_imdb_id_without_a_title_decides(finder):
    assert label(finder, finder.find(Film(imdb_id="tt0114709"))) == "Toy Story (1995)"


@pytest.mark.parametrize("year", [1994, 1996])
def test_an_imdb_id_decides_where_the_year_is_one_off(finder, year):
    assert label(finder, finder.find(Film("Historia de juguetes", year, imdb_id="tt0114709"))) == "Toy Story (1995)"


@pytest.mark.parametrize(
    "film",
    [
        Film("Frozen", 2013, imdb_id="tt9000001"),
        Film("Toy Story", 1995, imdb_id="tt9999999", tmdb_id="862"),
        Film("Toy Story", 1995, imdb_id="tt9999999", movie_id=1, family=MOVIELENS),
    ],
)
def test_an_unknown_imdb_id_does_not_fall_through_to_another_id(finder, film):
    found = finder.find(film)
    assert found.movie is None
    assert found.candidates, "the film of that title is offered, not taken"


def test_an_imdb_id_that_contradicts_the_title_is_asked_about(finder):
    found = finder.find(Film("Heat", 1995, imdb_id="tt0114709"))
    assert found.movie is None
    assert set(labels(finder, found)) == {"Toy Story (1995)", "Heat (1995)"}
    found = finder.find(Film("Breaking Bad", 2008, imdb_id="tt0072443"))
    assert found.movie is None


def test_an_id_of_the_datasets_family_is_believed_where_the_title_agrees(finder):
    assert finder.find(Film("The Godfather", 1972, movie_id=858, family=MOVIELENS)).why == BY_ID
    assert label(finder, finder.find(Film(movie_id=858, family=MOVIELENS))) == "Godfather, The (1972)"


def test_an_id_whose_title_says_otherwise_is_not_believed(finder):
    found = finder.find(Film("GoldenEye", 1995, movie_id=2, family=MOVIELENS))
    assert (label(finder, found), found.why) == ("GoldenEye (1995)", BY_TITLE)
    assert finder.find(Film("Nothing of the kind", 1995, movie_id=2, family=MOVIELENS)).movie is None


def test_an_id_of_another_family_means_nothing(finder):
    assert finder.find(Film(movie_id=1, family="catalogue 1234")).movie is None
    assert finder.find(Film("Heat", 1995, movie_id=1, family="catalogue 1234")).why == BY_TITLE


def test_a_tmdb_number_is_a_film_where_the_title_does_not_speak_against_it(finder):
    assert finder.find(Film(tmdb_id="862")).why == BY_TMDB
    assert finder.find(Film("Toy Story", 1995, tmdb_id="862")).why == BY_TMDB


@pytest.mark.parametrize(
    ("title", "year", "number"), [("Breaking Bad", 2008, "1396"), ("Game of Thrones", 2011, "949")]
)
def test_the_tmdb_number_of_a_show_is_no_film(finder, title, year, number):
    found = finder.find(Film(title, year, tmdb_id=number))
    assert found.movie is None


def test_a_tmdb_number_with_a_title_in_another_language_is_asked_about(finder):
    found = finder.find(Film("Tillbaka till framtiden", 1985, tmdb_id="105"))
    assert found.movie is None
    assert labels(finder, found) == ["Back to the Future (1985)"]


def test_two_films_of_one_name_and_year_are_asked_about(finder):
    found = finder.find(Film("Hamlet", 2000))
    assert found.movie is None
    assert len(found.candidates) == 2


def test_without_a_year_only_a_single_film_of_the_name_is_taken(finder):
    assert label(finder, finder.find(Film("Toy Story"))) == "Toy Story (1995)"
    assert len(finder.find(Film("Hamlet")).candidates) == 6


def test_a_year_one_off_is_taken_where_only_one_film_has_the_name():
    finder = catalogue(
        (1, "Alone", 2000, "", ""), (2, "Twice", 1990, "", ""), (3, "Twice", 2012, "", ""), (4, "No Year", 0, "", "")
    )
    found = finder.find(Film("Alone", 2001))
    assert (found.movie, found.why) == (0, BY_NEAR_YEAR)
    assert finder.find(Film("Alone", 2002)).candidates == (0,)
    assert finder.find(Film("Alone", 2004)).candidates == ()
    assert finder.find(Film("Twice", 2011)).movie is None, "a remake may well have a third version"
    assert finder.find(Film("Twice", 2011)).candidates == (2,)
    assert finder.find(Film("No Year", 2010)).candidates == (3,)


def test_a_title_that_is_the_head_of_another_is_asked_about(finder):
    found = finder.find(Film("Robin Hood", 1991))
    assert found.movie is None
    assert labels(finder, found) == ["Robin Hood: Prince of Thieves (1991)"]


def test_a_misspelt_title_is_asked_about(finder):
    found = finder.find(Film("The Motorcycle Diares", 2004))
    assert found.movie is None
    found = finder.find(Film("Raiders of the Lost Arc", 1981))
    assert labels(finder, found)[0].startswith("Raiders of the Lost Ark")


def test_the_original_title_finds_what_the_first_one_does_not(finder):
    found = finder.find(Film("Побег из Шоушенка", 1994, other_titles=("The Shawshank Redemption",)))
    assert label(finder, found) == "Shawshank Redemption, The (1994)"


def test_every_movie_is_found_by_its_own_name(finder):
    movies = finder.dataset.movies
    wrong = []
    for movie in range(len(movies)):
        found = finder.find(Film(movies.titles[movie], int(movies.years[movie])))
        if found.movie != movie and movie not in found.candidates:
            wrong.append(movies.label(movie))
    assert not wrong


def test_every_movie_is_found_by_what_is_kept_of_it(finder):
    assert all(finder.find(finder.film(movie)).movie == movie for movie in range(finder.dataset.n_movies))


def test_ids_that_are_another_movies_are_dropped(finder):
    film = Film("Breaking Bad", 2008, tmdb_id="1396", movie_id=1, family=MOVIELENS)
    assert finder.believed(film, finder.find(film)) == Film("Breaking Bad", 2008)
    good = Film("Toy Story", 1995, tmdb_id="862", movie_id=1, family=MOVIELENS)
    assert finder.believed(good, finder.find(good)) == good


def test_the_scale_of_a_dataset(finder, tiny_dataset):
    assert finder.scale == STARS
    assert catalogue((1, "A", 2000, "", ""), values=(1, 2, 5)).scale == Scale(1, 5)
    assert catalogue((1, "A", 2000, "", ""), values=(4,)).scale == Scale(1, 4)
    assert catalogue((1, "A", 2000, "", ""), values=(3, 8, 10)).scale == Scale(1, 10)
    assert catalogue((1, "A", 2000, "", ""), values=(30, 100)).scale == Scale(0, 100)
    assert catalogue((1, "A", 2000, "", ""), values=(-9.5, 10)).scale == Scale(-9.5, 10)
    assert catalogue((1, "A", 2000, "", ""), values=(1,)).scale == Scale(0, 1)
    assert MovieFinder(tiny_dataset).scale == Scale(1, 5)
