import numpy as np

from movierec_gui.data.people.follow import Followed, follow
from movierec_gui.data.people.person import OF_TEN, STARS, Film, Marked, Person, Rated, Scale
from tests.data.people.conftest import catalogue

ONE = catalogue((1, "Heat", 1995, "0113277", "949"), (2, "Casino", 1995, "", ""), (3, "Alien", 1979, "", ""))
OTHER = catalogue((70, "Alien", 1979, "", ""), (80, "Heat (a.k.a. Calor)", 1995, "0113277", ""), values=(1, 3, 5))


def person(*ratings, **marks):
    return Person("a", "Ann", ratings=tuple(Rated(film, value, scale) for film, value, scale in ratings), **marks)


def test_a_person_follows_into_other_data_and_back():
    ann = person((ONE.film(0), 4.5, STARS), (ONE.film(2), 3, STARS))
    assert follow(ann, ONE).ratings == {0: 4.5, 2: 3}
    assert follow(ann, OTHER).ratings == {1: 5, 0: 3}
    assert follow(ann, ONE).ratings == {0: 4.5, 2: 3}, "nothing of the person was changed"


def test_half_a_star_on_whole_stars_is_moved_with_a_line():
    ann = person((Film("Heat", 1995), 0.5, STARS), (Film("Alien", 1979), 4.5, STARS))
    followed = follow(ann, OTHER)
    assert followed.ratings == {1: 1, 0: 5}
    assert followed.notes == ("2 ratings moved to the nearest rating that the dataset has (1 to 5)",)


def test_ratings_of_ten_become_stars_with_a_line():
    followed = follow(person((Film("Heat", 1995), 9, OF_TEN), (Film("Casino", 1995), 1, OF_TEN)), ONE)
    assert followed.ratings == {0: 4.5, 1: 0.5}
    assert followed.notes[0] == "2 ratings from 1 to 10 to the dataset's 0.5 to 5"


def test_what_the_data_lack_is_named():
    ann = person((Film("Barbie", 2023), 4, STARS), (Film("Aliem", 1980), 4, STARS), (Film("Heat", 1995), 2, STARS))
    followed = follow(ann, ONE)
    assert followed.missing == (Film("Barbie", 2023), Film("Aliem", 1980))
    assert followed.summary() == "1 of 3 ratings kept; 2 of films that are not in this dataset"
    followed = follow(person((Film("Heat", 1997), 4, STARS)), ONE)
    assert (followed.ratings, followed.unsure) == ({}, (Film("Heat", 1997),))
    assert "1 of films in doubt" in followed.summary()


def test_lists_follow_too():
    ann = person(
        watchlist=(Marked(Film("Alien", 1979)), Marked(Film("Barbie", 2023))), seen=(Marked(Film("Heat", 1995)),)
    )
    followed = follow(ann, ONE)
    assert (followed.watchlist, followed.seen, followed.liked, followed.not_for_me) == ((2,), (0,), (), ())


def test_of_two_ratings_of_one_movie_the_later_counts():
    ann = Person(
        "a", "Ann", ratings=(Rated(Film("Heat", 1995), 1, STARS, 9), Rated(Film(imdb_id="tt0113277"), 5, STARS, 3))
    )
    assert follow(ann, ONE).ratings == {0: 1}
    assert follow(ann, ONE).times == {0: 9}


def test_a_dataset_without_steps_keeps_the_value():
    finder = catalogue((1, "Heat", 1995, "", ""), values=tuple(np.linspace(0.5, 5, 60)))
    assert follow(person((Film("Heat", 1995), 8.7, OF_TEN)), finder).ratings[0] == 4.35


def test_what_a_person_knows_and_wants_to_see_is_told_of_every_movie():
    followed = Followed({1: 4.0}, {1: 0}, watchlist=(2, 4), not_for_me=(3,), seen=(0,), liked=(4,))
    assert followed.fresh(5).tolist() == [False, False, True, False, True]
    assert followed.to_watch(5).tolist() == [False, False, True, False, True]
    nobody = Followed({}, {})
    assert nobody.fresh(2).tolist() == [True, True]
    assert nobody.to_watch(2).tolist() == [False, False]


def test_ratings_that_the_data_have_as_they_are_need_no_word():
    assert follow(person((ONE.film(0), 4.5, STARS), (ONE.film(2), 5, STARS)), ONE).notes == ()
    assert follow(person((OTHER.film(0), 1, Scale(1, 5)), (OTHER.film(1), 5, Scale(1, 5))), OTHER).notes == ()
