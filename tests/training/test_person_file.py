"""The file of the ratings that a run was trained with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.records import DamagedError
from movierec_gui.training.person_file import data_with, decode, encode, facts_of

ANN = JoinedPerson("ann-1", "Ann", 3, (2, 3), (4.5, 1.0), (7, 8))


def test_a_person_goes_in_and_comes_out() -> None:
    assert decode(encode(ANN), facts_of(ANN), 60) == ANN
    assert facts_of(ANN).summary == "2 of 3 ratings of Ann"


@pytest.mark.parametrize(
    "content",
    [
        encode(replace(ANN, values=(4.5, 2.0))),
        encode(ANN).replace(b"4.5", b"3.5"),
        encode(ANN)[:-20],
        b"",
    ],
)
def test_another_file_in_its_place_is_noticed(content: bytes) -> None:
    with pytest.raises(DamagedError, match="does not hold the ratings"):
        decode(content, facts_of(ANN))


@pytest.mark.parametrize(
    ("person", "message"),
    [
        (replace(ANN, times=(7,)), "other lengths"),
        (replace(ANN, movies=(2, 60)), "movies that the dataset does not have"),
        (replace(ANN, movies=(-1, 3)), "movies that the dataset does not have"),
    ],
)
def test_what_makes_no_sense_is_damage(person: JoinedPerson, message: str) -> None:
    with pytest.raises(DamagedError, match=message):
        decode(encode(person), facts_of(person), 60)


def test_the_persons_ratings_come_after_all_others_and_leave_the_rest(tiny_dataset: Dataset) -> None:
    split = split_ratings(tiny_dataset, SplitConfig())
    plain, joined = data_with(tiny_dataset, split, None), data_with(tiny_dataset, split, ANN)
    assert joined.n_users == plain.n_users + 1 == 41
    assert len(joined.ratings) == len(plain.ratings) + 2
    assert joined.ratings.users[-2:].tolist() == [40, 40]
    assert joined.ratings.take(slice(0, len(plain.ratings))).values.tolist() == plain.ratings.values.tolist()
    assert joined.user_counts[:40].tolist() == plain.user_counts.tolist()
