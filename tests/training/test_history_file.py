"""A run's epochs as text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.records import DamagedError
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.history_file import decode, encode

OLDER = Path(__file__).with_name("older_version") / "history.csv"
HISTORY = (
    EpochRecord(1, 1.1, {"mse": 1 / 3, "rmse": 0.5, "mae": 0.25}, 1e-3, 1.25),
    EpochRecord(2, 0.9, {}, 1e-4, 2.5),
    EpochRecord(3, 0.0, {"mse": 1e-9, "rmse": 1e-4, "mae": 7.0}, 0.0, 0.0),
)


def test_epochs_come_back_exactly() -> None:
    assert decode(encode(HISTORY)) == HISTORY
    assert decode(encode([])) == ()


def test_an_older_version_s_file_has_no_checksums_and_opens() -> None:
    first, second = decode(OLDER.read_bytes(), kept_epoch=2)
    assert (first.epoch, second.epoch) == (1, 2)
    assert first.validation["mse"] == 2.5419001574840663


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"0.9,", b"nan,"), (b"0.9,", b"inf,"), (b"0.9,", b"-0.9,"), (b"0.9,", b","), (b"0.9,", b"x,"),
        (b"\n2,", b"\n3,"), (b"\n2,", b"\n2.5,"), (b"0.25,", b","), (b"train_mse", b"train_mae"), (b"\n2,", b"\n\xff,"),
        (b"2.500", b"-1"), (b"\n1,", b"\n\x00,"),
    ],
)  # fmt: skip
def test_what_is_no_epoch_is_refused_with_and_without_checksums(right: bytes, wrong: bytes) -> None:
    content = encode(HISTORY)
    older = b"\n".join(line.rpartition(b",")[0] for line in content.splitlines()) + b"\n"
    assert decode(older) == HISTORY
    for good in (content, older):
        assert right in good
        with pytest.raises(DamagedError):
            decode(good.replace(right, wrong, 1))


def test_a_file_that_ends_before_the_kept_epoch_is_refused() -> None:
    cut = encode(HISTORY[:2])
    assert len(decode(cut, kept_epoch=2)) == 2
    with pytest.raises(DamagedError, match="ends after epoch 2, before the kept one, 3"):
        decode(cut, kept_epoch=3)


@given(st.data())
def test_one_flipped_bit_changes_no_epoch_unnoticed(data: st.DataObject) -> None:
    content = bytearray(encode(HISTORY))
    start = content.index(b"\n")
    bit = data.draw(st.integers(8 * start, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    try:
        found = decode(bytes(content), kept_epoch=3)
    except DamagedError:
        return
    assert found == HISTORY


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.booleans()), max_size=5))
def test_any_history_comes_back(epochs: list[tuple[float, float, bool]]) -> None:
    history = tuple(
        EpochRecord(number, error, dict.fromkeys(("mse", "rmse", "mae"), other) if validated else {}, 0.1, 0.0)
        for number, (error, other, validated) in enumerate(epochs, 1)
    )
    assert decode(encode(history)) == history
    assert decode(encode(replace(epoch, seconds=0.12345) for epoch in history)) == tuple(
        replace(epoch, seconds=0.123) for epoch in history
    )
