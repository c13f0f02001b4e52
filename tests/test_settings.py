"""Described settings: one source for form, command line and stored runs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from movierec_gui.errors import UserError
from movierec_gui.settings import check_settings, from_mapping, parse_value, setting, settings_of, to_mapping


@dataclass(frozen=True)
class Oven:
    degrees: int = setting(180, "Heat", "How hot", low=50, high=250, unit="°C")
    fan: bool = setting(True, "Fan", "Move the air")
    minutes: float = setting(12.5, "Time", "How long", low=0.0)
    mode: str = setting("bake", "Mode", "What to do", choices=("bake", "grill"))

    def __post_init__(self) -> None:
        check_settings(self)


def test_fields_are_described_in_order_with_plain_types() -> None:
    entries = settings_of(Oven)
    assert [entry.name for entry in entries] == ["degrees", "fan", "minutes", "mode"]
    assert [entry.kind for entry in entries] == [int, bool, float, str]
    assert entries[0].setting.unit == "°C"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"degrees": 300}, "Allowed: 50 to 250 °C"),
        ({"degrees": 180.5}, "whole number"),
        ({"degrees": True}, "whole number"),
        ({"minutes": float("nan")}, "Allowed"),
        ({"minutes": float("inf")}, "Allowed"),
        ({"minutes": 10**400}, "Allowed"),
        ({"degrees": -(10**400)}, "Allowed"),
        ({"minutes": "12"}, "A number is expected"),
        ({"minutes": True}, "A number is expected"),
        ({"fan": "no"}, "Yes or no is expected"),
        ({"fan": 1}, "Yes or no is expected"),
        ({"mode": 3}, "Unknown mode '3'"),
        (["degrees"], "instead of names with values"),
        ({"mode": "gril"}, "Did you mean 'grill'?"),
        ({"heat": 3}, "Unknown setting 'heat'"),
    ],
)
def test_a_bad_value_names_itself_and_what_is_allowed(values: dict[str, object], words: str) -> None:
    with pytest.raises(UserError) as raised:
        from_mapping(Oven, values)
    assert words in str(raised.value)


def test_stored_values_come_back_and_missing_ones_take_defaults() -> None:
    oven = Oven(degrees=200, fan=False)
    assert from_mapping(Oven, to_mapping(oven)) == oven
    assert from_mapping(Oven, {"degrees": 200}).minutes == 12.5


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("degrees", "200", 200),
        ("minutes", "1e1", 10.0),
        ("fan", "no", False),
        ("fan", "True", True),
        ("mode", "grill", "grill"),
    ],
)
def test_written_values_are_parsed_by_type(name: str, text: str, value: object) -> None:
    entry = next(entry for entry in settings_of(Oven) if entry.name == name)
    assert parse_value(entry, text) == value


@pytest.mark.parametrize(("name", "text"), [("degrees", "hot"), ("degrees", "1.5"), ("fan", "maybe"), ("minutes", "")])
def test_written_nonsense_is_refused(name: str, text: str) -> None:
    entry = next(entry for entry in settings_of(Oven) if entry.name == name)
    with pytest.raises(UserError):
        parse_value(entry, text)
