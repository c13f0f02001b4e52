"""Ratings as files hold them: where they stand in the file, and several files as one."""

import numpy as np
import pytest

from movierec_gui.data.identifiers import TextIds
from movierec_gui.data.raw_ratings import RawRatings, joined
from movierec_gui.errors import UserError


def raw(file, users, scale=(1.0, 5.0), **others):
    n = len(users)
    columns = (np.array(users), np.arange(n), np.full(n, 3.0, np.float32), np.zeros(n, np.int64))
    return RawRatings(file, *columns, 1, np.empty((0, 2), np.int64), n, scale=scale, **others)


def test_rows_that_are_left_out_are_skipped_lines_then():
    left = raw("r.csv", [1, 2, 3, 4]).without(np.array([1]))
    assert left.users.tolist() == [1, 3, 4]
    assert left.line_numbers(np.arange(3)).tolist() == [1, 3, 4]


def test_tables_are_joined_with_the_widest_scale():
    both = joined([raw("a.csv", [1, 2]), raw("b.csv", [3], scale=(0.5, 4.0))])
    assert (both.file, both.users.tolist(), both.rows_read, both.scale) == ("a.csv + b.csv", [1, 2, 3], 3, (0.5, 5.0))


def test_tables_with_names_cannot_be_joined():
    with pytest.raises(UserError, match="cannot be joined"):
        joined([raw("a.csv", [0], text_users=TextIds()), raw("b.csv", [0])])
