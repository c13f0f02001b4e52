"""Choosing where to compute, with the hardware's answers replaced."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.errors import UserError
from movierec_gui.training import devices


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"),
    [(False, False, "cpu"), (True, False, "cuda"), (False, True, "mps"), (True, True, "cuda")],
)
def test_auto_takes_the_fastest_device_present(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, chosen: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert devices.choose_device("auto").type == chosen
    assert devices.choose_device("cpu").type == "cpu"


def test_an_absent_device_is_refused_with_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserError, match="cpu"):
        devices.choose_device("cuda")


@pytest.mark.parametrize(("cores", "asked", "given"), [(2, 0, 1), (8, 0, 7), (1, 0, 1), (8, 3, 3), (None, 0, 1)])
def test_one_core_is_left_to_the_interface(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, asked: int, given: int
) -> None:
    used: list[int] = []
    monkeypatch.setattr(devices.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(torch, "set_num_threads", used.append)
    devices.use_threads(asked)
    assert used == [given]
