"""Compares what the engine makes by number with what stands in ``numbers/*.json``; see ``test_numbers.py``."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch

NUMBERS = Path(__file__).parent / "numbers"
_WHOLE, _MOST = 12, 40
"""Arrays of up to so many numbers are told whole; so many entries of anything else."""
_NEAR = 1e-3
_LEFT_OUT = (
    "dataset", "run", "config", "split", "data", "model", "created", "seconds", "id", "dataset_hash", "run_id",
    "spec", "settings", "entries", "fit_seconds", "fit_processor_seconds", "list_seconds", "memory_mb",
    "ratings_per_second", "versions",
)  # fmt: skip


def told(value: Any) -> Any:
    """The value as it stands in the file."""
    match value:
        case None | bool() | str() | int():
            return value
        case float() | np.floating():
            return _number(float(value))
        case np.ndarray():
            return _array(value)
        case Mapping():
            return {str(key): told(each) for key, each in islice(value.items(), _MOST)}
        case Sequence():
            return [len(value), *map(told, value[:_WHOLE])]
    return _other(value)


def _other(value: Any) -> Any:
    match value:
        case np.integer() | np.bool_():
            return value.item()
        case torch.Tensor():
            return told(value.detach().cpu().numpy())
        case pd.DataFrame():
            return {str(name): told(value[name].to_numpy()) for name in value.columns}
    if sp.issparse(value):
        return told(value.toarray())
    if is_dataclass(value):
        names = (field.name for field in fields(value) if field.name not in _LEFT_OUT)
        return {name: told(getattr(value, name)) for name in names}
    return type(value).__name__


def _array(values: np.ndarray) -> Any:
    if values.dtype.kind not in "fiub":
        return [len(values), *map(told, values.ravel()[:_WHOLE].tolist())]
    flat = values.ravel().astype(np.float64)
    if flat.size <= _WHOLE:
        return [list(values.shape), *map(_number, flat)]
    known = flat[np.isfinite(flat)]
    weights = np.cos(np.arange(flat.size))[np.isfinite(flat)]
    moments = (known.mean(), known.std(), known.min(), known.max(), (known * weights).mean()) if known.size else ()
    return {"shape": list(values.shape), "finite": known.size, "numbers": [*map(_number, moments)]}


def _number(number: float) -> float | str:
    return float(f"{number:.5g}") if math.isfinite(number) else str(number)


def differences(now: Any, then: Any, place: str = "") -> list[str]:
    """Where two tellings differ by more than rounding."""
    if isinstance(now, dict) and isinstance(then, dict) and now.keys() == then.keys():
        return [line for key in now for line in differences(now[key], then[key], f"{place}.{key}")]
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        size = max((abs(each) for each in then if isinstance(each, float)), default=0.0)
        pairs = enumerate(zip(now, then, strict=True))
        return [line for at, (one, other) in pairs for line in _apart(one, other, f"{place}[{at}]", size)]
    return _apart(now, then, place, 0.0)


def _apart(now: Any, then: Any, place: str, size: float) -> list[str]:
    if isinstance(now, float) and isinstance(then, float):
        near = math.isclose(now, then, rel_tol=_NEAR, abs_tol=max(1e-5, _NEAR * size))
        return [] if near else [f"{place}: {now} was {then}"]
    if isinstance(now, dict | list) and isinstance(then, type(now)) and len(now) == len(then) and now != then:
        return differences(now, then, place)
    return [] if now == then else [f"{place}: {now!r} was {then!r}"]


def hold(area: str, name: str, value: Any) -> None:
    """Compares a value with what the file of its area says of it, or writes it."""
    file = NUMBERS / f"{area}.json"
    stored = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    now = json.loads(json.dumps(told(value)))
    if os.environ.get("MOVIEREC_RENEW_NUMBERS"):
        file.parent.mkdir(exist_ok=True)
        stored[name] = now
        file.write_text(_written(stored), encoding="utf-8")
    assert name in stored, f"write the numbers of {name} with MOVIEREC_RENEW_NUMBERS=1"
    lines = differences(now, stored[name], name)
    assert lines == [], "\n".join(lines)


def _written(stored: dict[str, Any]) -> str:
    text = json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False)
    return re.sub(r"\[[^][{}]*\]", lambda found: " ".join(found.group().split()), text) + "\n"
