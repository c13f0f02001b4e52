"""What the ratings around a moment tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Ratings, Tags
from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.models.house import moment_context
from movierec_gui.models.house.moment_context import FAR, SCALES, SESSION, WIDTH, MomentContext

DAY = 86_400
TIMES = np.array([1000, 1000, 1000 + 60, 1000 + DAY, 1000 + 40 * DAY])


@pytest.fixture(name="rated")
def _rated() -> TrainingData:
    """User 0 rated five movies, user 1 two, user 2 none; rows are not in the order of time."""
    ratings = Ratings(
        users=np.array([0, 1, 0, 0, 1, 0, 0], np.int32),
        movies=np.array([0, 0, 1, 2, 1, 3, 4], np.int32),
        values=np.array([4, 3, 2, 5, 1, 3, 4], np.float32),
        timestamps=np.array([TIMES[4], 5000, TIMES[0], TIMES[1], 9000, TIMES[2], TIMES[3]], np.int64),
    )
    genres, years = np.zeros((6, 2), np.bool_), np.zeros(6, np.int32)
    return TrainingData(3, 6, ratings, (0.5, 5.0), genres, years, Tags.empty())


ERRORS = torch.tensor([0.5, -1.0, 1.0, -0.5, 2.0, 0.25, -0.75])
UNUSUAL = torch.tensor([1.0, 0.0, -1.0, 0.5, -2.0, 0.0, 0.5])
OF_USER_0 = np.array([1.0, -0.5, 0.25, -0.75, 0.5])  # ERRORS of user 0 in the order of time


def context(data: TrainingData) -> MomentContext:
    module = MomentContext(data)
    module.fit(ERRORS, UNUSUAL)
    return module


def told(data: TrainingData, user: int, moment: int) -> np.ndarray:
    return context(data).of_moments(torch.tensor([user]), torch.tensor([moment]))[0].numpy()


def test_errors_are_averaged_by_their_nearness_in_time(rated: TrainingData) -> None:
    moment = 1000 + 30
    row = told(rated, 0, moment)
    for number, scale in enumerate(SCALES, 1):
        weights = np.exp(-np.abs(TIMES - moment) / scale)
        assert row[3 * number] == pytest.approx(weights @ OF_USER_0 / (weights.sum() + 1), abs=1e-6)
        assert row[3 * number + 2] == pytest.approx(np.log1p(weights.sum()), abs=1e-6)


def test_the_same_second_stands_for_itself(rated: TrainingData) -> None:
    row = told(rated, 0, 1000)
    assert row[0] == pytest.approx((1.0 - 0.5) / 3)
    assert row[2] == pytest.approx(np.log1p(2))
    assert told(rated, 0, 1001)[:3] == pytest.approx([0, 0, 0])


def test_neighbours_are_those_strictly_before_and_after(rated: TrainingData) -> None:
    begin = 3 * (len(SCALES) + 1)
    row = told(rated, 0, int(TIMES[2]))
    errors = row[begin : begin + 8 : 2]  # last before, first after, one further back, one further on
    assert errors == pytest.approx([OF_USER_0[1], OF_USER_0[3], OF_USER_0[0], OF_USER_0[4]])
    assert told(rated, 0, 1)[begin : begin + 8 : 2] == pytest.approx([0, OF_USER_0[0], 0, OF_USER_0[1]])


def test_the_level_of_a_user_is_not_counted_as_unusual(rated: TrainingData) -> None:
    shifted = MomentContext(rated)
    shifted.fit(ERRORS, UNUSUAL + 3.0)
    torch.testing.assert_close(shifted.signals, context(rated).signals)


def test_a_session_ends_with_a_silence(rated: TrainingData) -> None:
    place, since = WIDTH - 4, WIDTH - 3
    inside = told(rated, 0, 1000 + 90)
    assert inside[place] == pytest.approx(np.log1p(3) / 5)
    assert inside[since] == pytest.approx(np.log1p(90) / 10)
    outside = told(rated, 0, int(TIMES[2] + SESSION + 1))
    assert outside[place] == outside[since] == 0


def test_now_is_after_every_training_rating_of_anybody(rated: TrainingData) -> None:
    module, users = context(rated), torch.tensor([0, 1, 2])
    later = torch.full_like(users, int(TIMES[4]) + 1)
    torch.testing.assert_close(module.of_moments(users, None), module.of_moments(users, later))


def test_a_user_without_ratings_and_a_new_one_are_told_the_same(rated: TrainingData) -> None:
    module = context(rated)
    row = module.of_moments(torch.tensor([2]), None)[0]
    torch.testing.assert_close(row, module.of_nobody())
    assert torch.isfinite(row).all()
    assert row[: 3 * (len(SCALES) + 1)].abs().sum() == 0
    assert float(row[:-1].abs().max()) == pytest.approx(np.log1p(FAR) / 10)


def test_another_user_changes_nothing(rated: TrainingData) -> None:
    users, moments = torch.tensor([0, 0]), torch.tensor([1000, 2000])
    before = context(rated).of_moments(users, moments)
    errors = ERRORS.clone()
    errors[[1, 4]] = 9.0
    module = MomentContext(rated)
    module.fit(errors, UNUSUAL)
    torch.testing.assert_close(module.of_moments(users, moments), before)


def test_order_repetition_and_chunks_change_nothing(rated: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    module = context(rated)
    users = torch.tensor([1, 0, 2, 0, 1, 0])
    moments = torch.tensor([9000, 1000, 5, 1000, 1, 4000])
    together = module.of_moments(users, moments)
    assert together.shape == (6, WIDTH)
    for number in range(6):
        alone = module.of_moments(users[number : number + 1], moments[number : number + 1])[0]
        torch.testing.assert_close(together[number], alone)
    monkeypatch.setattr(moment_context, "PAIRS", 1)
    torch.testing.assert_close(module.of_moments(users, moments), together)


@pytest.mark.parametrize(("pairs", "sizes"), [(1, [1] * 7), (2, [1, 1, 1, 1, 2, 1]), (10, [2, 2, 3]), (1000, [4, 3])])
def test_only_so_many_moments_times_neighbours_are_in_memory(
    pairs: int, sizes: list[int], rated: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """User 0 has five neighbours for each of four moments, user 2 none for any of three."""
    asked: list[int] = []
    describe = moment_context._describe

    def watched(times: np.ndarray, signals: np.ndarray, moments: np.ndarray) -> np.ndarray:
        asked.append(len(moments))
        return describe(times, signals, moments)

    monkeypatch.setattr(moment_context, "_describe", watched)
    monkeypatch.setattr(moment_context, "PAIRS", pairs)
    context(rated).of_moments(torch.tensor([0, 0, 0, 0, 2, 2, 2]), torch.tensor([10, 20, 30, 40, 10, 20, 30]))
    assert asked == sizes


def test_data_without_times_is_refused(rated: TrainingData) -> None:
    timeless = replace(rated.ratings, timestamps=np.zeros(7, np.int64))
    with pytest.raises(UserError, match="have no times"):
        MomentContext(replace(rated, ratings=timeless))


WINDOWS_BEGIN = 3 * (len(SCALES) + 1) + 8
POSITION_BEGIN = WINDOWS_BEGIN + 6


def test_windows_average_the_nearest_ratings_on_either_side_pulled_to_zero(rated: TrainingData) -> None:
    row = told(rated, 0, int(TIMES[3]))  # two are in the window of three before, one is after
    assert row[WINDOWS_BEGIN] == pytest.approx((OF_USER_0.sum()) / (5 + 1), abs=1e-6)
    begun = told(rated, 0, 1)  # nothing before, three of five after
    assert begun[WINDOWS_BEGIN] == pytest.approx(OF_USER_0[:3].sum() / (3 + 1), abs=1e-6)
    assert begun[WINDOWS_BEGIN + 2] == pytest.approx(OF_USER_0.sum() / (5 + 1), abs=1e-6)
    ended = told(rated, 0, int(TIMES[4]) + 1)
    assert ended[WINDOWS_BEGIN] == pytest.approx(OF_USER_0[2:].sum() / (3 + 1), abs=1e-6)


def test_silences_and_the_place_in_the_history(rated: TrainingData) -> None:
    moment = int(TIMES[2]) + 100
    before, after, since, until, share, count = told(rated, 0, moment)[POSITION_BEGIN : POSITION_BEGIN + 6]
    assert before == pytest.approx(np.log1p(100) / 10)
    assert after == pytest.approx(np.log1p(TIMES[3] - moment) / 10)
    assert since == pytest.approx(np.log1p(moment - TIMES[0]) / 10)
    assert until == pytest.approx(np.log1p(TIMES[4] - moment) / 10)
    assert share == pytest.approx(3 / 5)
    assert count == pytest.approx(np.log1p(3) / 5)


def test_outside_of_the_history_a_silence_has_no_end(rated: TrainingData) -> None:
    longest = np.log1p(FAR) / 10
    first = told(rated, 0, 1)[POSITION_BEGIN : POSITION_BEGIN + 4]
    assert first[0] == pytest.approx(longest)
    assert first[2] == 0
    last = told(rated, 0, int(TIMES[4]) + 5)[POSITION_BEGIN : POSITION_BEGIN + 4]
    assert last[0] == pytest.approx(np.log1p(5) / 10)
    assert last[1] == pytest.approx(longest)
    assert last[3] == 0


def test_ratings_within_half_an_hour_on_either_side_make_a_burst(rated: TrainingData) -> None:
    assert told(rated, 0, 1000 + 30)[WIDTH - 2] == pytest.approx(np.log1p(3) / 5)
    assert told(rated, 0, 1000 + int(SESSION))[WIDTH - 2] == pytest.approx(np.log1p(1) / 5)
    assert told(rated, 0, 1000 + 5 * DAY)[WIDTH - 2] == 0


def test_the_moment_counts_in_years_from_the_usual_one(rated: TrainingData) -> None:
    year = 365.25 * DAY
    assert told(rated, 0, int(35 * year))[WIDTH - 1] == pytest.approx(0.0, abs=1e-6)
    assert told(rated, 0, int(40 * year))[WIDTH - 1] == pytest.approx(1.0)


def test_a_second_session_begins_after_the_silence(rated: TrainingData) -> None:
    inside = told(rated, 0, int(TIMES[3]) + 20)
    assert inside[WIDTH - 4] == pytest.approx(np.log1p(1) / 5)
    assert inside[WIDTH - 3] == pytest.approx(np.log1p(20) / 10)


def test_what_is_unusual_is_told_as_the_errors_are(rated: TrainingData) -> None:
    of_user = np.array([-1.0, 0.5, 0.0, 0.5, 1.0])
    of_user = of_user - of_user.mean()
    begin = 3 * (len(SCALES) + 1)
    unusual = told(rated, 0, int(TIMES[2]))[begin + 1 : begin + 8 : 2]
    assert unusual == pytest.approx([of_user[1], of_user[3], of_user[0], of_user[4]], abs=1e-6)
