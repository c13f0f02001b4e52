"""Two programs do not work on the same thing at once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from movierec_gui.errors import UserError
from movierec_gui.training.locks import locked


def test_one_at_a_time_holds_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path, "The run is being trained"):
        with pytest.raises(UserError) as refused, locked(path, "The run is being trained"):
            pass
        assert str(refused.value) == "The run is being trained by another program. Wait until it ends."
    with locked(path, "The run is being trained"):
        pass


def test_an_error_lets_go_of_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", "Work is done"):
        raise ZeroDivisionError
    with locked(tmp_path / "lock", "Work is done"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has rights of another kind")
def test_its_file_is_for_the_user_alone(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", "Work is done"):
        assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600
