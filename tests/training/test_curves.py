import numpy as np
import pytest

from movierec_gui.training.curves import curves_table, overfitting_epoch, smoothed
from movierec_gui.training.events import EpochRecord


def history(train, validation):
    return [
        EpochRecord(epoch, t, {} if v is None else {"mse": v}, 1e-3, 1.0)
        for epoch, (t, v) in enumerate(zip(train, validation, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("train", "validation", "expected"),
    [
        ([], [], 0),
        ([1.0, 0.9, 0.8], [1.0, 0.9, 0.8], 0),
        ([1.0, 0.9, 0.8, 0.7, 0.6], [1.0, 0.80, 0.82, 0.85, 0.9], 3),
        # It comes back: that was noise.
        ([1.0, 0.9, 0.8, 0.7, 0.6], [1.0, 0.80, 0.82, 0.85, 0.80], 0),
        # A rise of one epoch only is too little to tell.
        ([1.0, 0.9, 0.8, 0.7], [1.0, 0.9, 0.80, 0.85], 0),
        # Below the rise that counts.
        ([1.0, 0.9, 0.8, 0.7], [1.0, 0.800, 0.801, 0.802], 0),
        # The training error got worse as well: that is not over-fitting.
        ([1.0, 0.9, 1.8, 1.7], [1.0, 0.8, 1.8, 1.7], 0),
        ([1.0, 0.9], [None, None], 0),
        # The rise becomes clear only later.
        ([1.0, 0.9, 0.8, 0.7, 0.6], [1.0, 0.800, 0.801, 0.81, 0.83], 4),
    ],
)
def test_where_over_fitting_starts(train, validation, expected):
    assert overfitting_epoch(history(train, validation)) == expected


def test_smoothing_starts_at_the_first_value_and_can_be_off():
    values = np.array([4.0, 2.0, 2.0, 2.0])
    np.testing.assert_array_equal(smoothed(values, 0.0), values)
    smooth = smoothed(values, 0.5)
    assert smooth[0] == 4.0
    assert (np.diff(smooth) < 0).all()
    assert (smooth[1:] > 2.0).all()


def test_smoothing_passes_over_gaps():
    smooth = smoothed(np.array([np.nan, 1.0, np.nan, 3.0]), 0.5)
    assert np.isnan(smooth[0])
    assert smooth[1] == smooth[2] == 1.0
    assert 1.0 < smooth[3] < 3.0


def test_the_table_holds_every_epoch(tiny_run):
    store, record = tiny_run
    table = curves_table([(record, store.read_history(record.id))])
    assert list(table["epoch"]) == [1, 2]
    assert set(table["run"]) == {record.id}
    assert table["validation_mse"].notna().all()
    assert len(curves_table([])) == 0
