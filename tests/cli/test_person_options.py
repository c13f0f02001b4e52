import pytest

from movierec_gui.cli.output import Output
from movierec_gui.cli.person_options import RatingsSource, read_scale_option
from movierec_gui.data.people.person import OF_TEN, STARS, Film, Rated
from movierec_gui.data.people.store import default_people
from movierec_gui.errors import UserError


def test_a_scale_may_be_left_out():
    assert read_scale_option(None) is None
    assert read_scale_option("1-10") == OF_TEN


def test_ratings_of_a_kept_person(tiny_dataset, capsys):
    store = default_people()
    ann = store.create("Ann")
    source = RatingsSource(person="Ann")
    assert RatingsSource().is_empty
    assert not source.is_empty
    with pytest.raises(UserError, match="Ann has rated no movie of tiny"):
        source.ratings(Output(), tiny_dataset)

    def rate_two(person):
        from dataclasses import replace

        films = (Film("Movie 2", 1952), Film("Movie 3", 1953))
        return replace(person, ratings=tuple(Rated(film, 4, STARS) for film in films))

    store.change(ann.id, rate_two, "two ratings")
    assert source.ratings(Output(), tiny_dataset) == {2: 4, 3: 4}
    assert "Ann: 2 of 2 ratings kept" in capsys.readouterr().err
