"""Numbers added in parts come back whole, and none is cut to fit."""

import numpy as np

from movierec_gui.data.growing_column import GrowingColumn


def test_parts_come_back_in_one_piece() -> None:
    column, parts = GrowingColumn(np.float32), [np.arange(3000, dtype=np.float32) + start for start in (0, 3000, 6000)]
    for part in parts:
        column.extend(part)
    assert len(column) == 9000
    assert column.rows().tolist() == np.concatenate(parts).tolist()


def test_numbers_that_need_more_bits_get_them() -> None:
    column = GrowingColumn(np.int32)
    column.extend(np.array([1, -2]))
    column.extend(np.array([2**31, -(2**40)]))
    assert column.rows().tolist() == [1, -2, 2**31, -(2**40)]


def test_nothing_is_nothing() -> None:
    column = GrowingColumn(np.int32)
    column.extend(np.array([], dtype=np.int64))
    assert column.rows().tolist() == []


def test_more_or_less_than_expected_comes_back_whole() -> None:
    for expected in (10, 100_000):
        column = GrowingColumn(np.int32, expected)
        column.extend(np.arange(20_000))
        assert column.rows().tolist() == list(range(20_000))


def test_memory_that_is_not_there_is_taken_as_it_is_needed() -> None:
    column = GrowingColumn(np.int64, 1 << 59)
    column.extend(np.arange(5))
    assert column.rows().tolist() == [0, 1, 2, 3, 4]
