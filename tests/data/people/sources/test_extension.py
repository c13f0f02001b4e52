import pytest

from movierec_gui.data.people.reading import NeedsWhoError
from tests.data.people.conftest import matched

JUDGED = """participant_id,dataset_id,movie_id,seen_status,familiarity,p1_check,p2_check,interest_level,rating,rank_p2,movielens_rating
2,200950,1,t,Seen,,,Not interested,3.5,,
2,200950,6,f,Never,,,Very interested,4.5,1,
5,200953,16,f,Familiar,P1,P2,Interested,3.0,,4.0
5,200953,32,t,Seen,,,Somewhat interested,2.0,,
"""  # noqa: E501


def test_a_file_of_several_people_asks_for_one(review):
    with pytest.raises(NeedsWhoError, match="2 people") as asked:
        review(JUDGED)
    assert asked.value.people == ("2", "5")
    with pytest.raises(NeedsWhoError):
        review(JUDGED, who="7")


def test_estimates_of_films_not_seen_are_no_ratings(review):
    result = review(JUDGED, who="2")
    assert matched(result) == {"Toy Story (1995)": 3.5}
    assert "2 estimates of films not seen" in result.notes[0]


def test_profiles_are_ratings(review):
    result = review("participant_id,dataset_id,movie_id,movielens_rating\n2,200950,1,4.5\n2,200950,6,4\n")
    assert matched(result) == {"Toy Story (1995)": 4.5, "Heat (1995)": 4}
