"""Choosing where to compute, with the hardware's answers replaced."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.errors import UserError
from movierec_gui.training import devices
from movierec_gui.training.distributed import Workers


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


@pytest.mark.parametrize(
    ("cuda", "name", "chosen"), [(False, "auto", "cpu"), (True, "auto", "cuda:1"), (True, "cpu", "cpu")]
)
def test_each_of_several_processes_gets_a_device_of_its_own(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, name: str, chosen: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert str(devices.choose_device(name, Workers(1, 2, 1, 2))) == chosen


def test_several_processes_cannot_share_what_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    with pytest.raises(UserError, match="Several processes cannot train on the device 'mps'"):
        devices.choose_device("mps", Workers(0, 2, 0, 2))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(UserError, match="3 processes for 2 CUDA devices"):
        devices.choose_device("cuda", Workers(2, 3, 2, 3))


def test_processes_that_train_together_divide_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    monkeypatch.setattr(devices.os, "cpu_count", lambda: 9)
    monkeypatch.setattr(torch, "set_num_threads", used.append)
    devices.use_threads(0, 2)
    devices.use_threads(0, 20)
    assert used == [4, 1]
