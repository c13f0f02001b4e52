"""Settings described once, as dataclass fields, for the form, the command line, the stored run and the docs."""

from __future__ import annotations

import dataclasses
import functools
import math
import re
import sys
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from movierec_gui.errors import UserError, unknown_name

_KEY = "setting"
_EXPLAINED = re.compile(r"(?<![\w-])[\w-]+(?=[:;)])")
"""A word of a help text that may be a choice which is explained behind it."""
_USUAL_BASICS = 2
"""Settings of a class come with what matters most first."""
ConfigT = TypeVar("ConfigT")


@dataclass(frozen=True)
class Setting:
    """Description of one field: label, one-line help, range or choices, unit."""

    label: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    choices: tuple[str, ...] = ()
    logarithmic: bool = False
    """Whether a form should step by factors instead of differences (learning rates, batch sizes)."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What a reader is shown in place of a choice, where it is not a word (``tsne``: t-SNE)."""
    basic: bool = False
    """Whether a beginner needs it: a form shows it at once, the others when asked for."""

    def name_of(self, choice: str) -> str:
        """A choice as a reader is shown it."""
        return self.names.get(choice, choice)

    @property
    def help_in_names(self) -> str:
        """The help with the choices that it explains as a reader is shown them."""
        return _EXPLAINED.sub(lambda choice: self.names.get(choice[0], choice[0]), self.help)


@dataclass(frozen=True)
class NamedSetting:
    """A setting with its field name, its type (bool, int, float or str) and its default."""

    name: str
    kind: type
    default: Any
    setting: Setting


def setting(
    default: Any,
    label: str,
    help: str,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    choices: tuple[str, ...] = (),
    logarithmic: bool = False,
    names: Mapping[str, str] | None = None,
    basic: bool = False,
) -> Any:
    """A dataclass field that carries its description; use it in a frozen config."""
    described = Setting(label, help, low, high, unit, choices, logarithmic, names or {}, basic)
    return field(default=default, metadata={_KEY: described})


def settings_of(config: type) -> tuple[NamedSetting, ...]:
    """The described fields of a config class, in order."""
    known: Any = config  # mypy thinks that classes have no hash
    return _settings_of(known)


@functools.cache
def _settings_of(config: Any) -> tuple[NamedSetting, ...]:
    hints = typing.get_type_hints(config)
    return tuple(
        NamedSetting(entry.name, _plain_type(hints[entry.name]), entry.default, entry.metadata[_KEY])
        for entry in dataclasses.fields(config)
        if _KEY in entry.metadata
    )


def basic_names(entries: Sequence[NamedSetting]) -> frozenset[str]:
    """What a beginner needs of these: the settings declared so, or where none is, the first two."""
    declared = [entry.name for entry in entries if entry.setting.basic]
    return frozenset(declared or [entry.name for entry in entries[:_USUAL_BASICS]])


def check_settings(config: Any) -> None:
    """Raise UserError at the first described field that is out of its range; call it from ``__post_init__``."""
    for entry in settings_of(type(config)):
        value = getattr(config, entry.name)
        described = entry.setting
        if described.choices and value not in described.choices:
            raise unknown_name(described.label.lower(), str(value), described.choices)
        if not _is_of_kind(value, entry.kind):
            raise UserError(f"{described.label} is {value!r}", f"{_KINDS[entry.kind]} is expected", "")
        if entry.kind in (bool, str):
            continue
        # Compared, never made a float: a whole number from a file may be larger than any.
        if not max(described.low, -_LARGEST) <= value <= min(described.high, _LARGEST):
            unit = f" {described.unit}" if described.unit else ""
            raise UserError(
                f"{described.label} is {value!r:.40}",
                f"Allowed: {described.low:g} to {described.high:g}{unit}",
                f"The default is {entry.default}",
            )


_LARGEST = sys.float_info.max
_KINDS: Mapping[type, str] = {bool: "Yes or no", int: "A whole number", float: "A number", str: "A text"}


def _is_of_kind(value: Any, kind: type) -> bool:
    """Whether a setting's value has its type; a whole number is a number, but yes and no are none."""
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    return isinstance(value, (int, float) if kind is float else kind)


def to_mapping(config: Any) -> dict[str, Any]:
    """A config as plain text-friendly values."""
    return dataclasses.asdict(config)


def from_mapping(config: type[ConfigT], values: Mapping[str, Any]) -> ConfigT:
    """A config from stored values; missing fields take their defaults. Raises UserError at an unknown name."""
    if not isinstance(values, Mapping):
        raise UserError("The settings cannot be read", f"They are {values!r} instead of names with values", "")
    names = [entry.name for entry in dataclasses.fields(config)]  # type: ignore[arg-type]
    for name in values:
        if name not in names:
            raise unknown_name("setting", name, names)
    return config(**values)


def parse_value(entry: NamedSetting, text: str) -> Any:
    """A typed value from what a person wrote, as in ``--set dropout=0.3``. Raises UserError where it does not fit."""
    if entry.kind is bool:
        if text.lower() in ("yes", "true", "on", "1"):
            return True
        if text.lower() in ("no", "false", "off", "0"):
            return False
        raise UserError(f"{entry.name} is {text!r}", "Allowed: yes or no", "")
    try:
        return entry.kind(text)
    except ValueError as error:
        kind = "a whole number" if entry.kind is int else "a number"
        raise UserError(f"{entry.name} is {text!r}", f"Expected {kind}", f"The default is {entry.default}") from error


def _plain_type(hint: Any) -> type:
    if typing.get_origin(hint) is typing.Literal:
        return str
    if isinstance(hint, types.GenericAlias):
        raise TypeError(f"settings are plain values, not {hint}")
    return typing.cast(type, hint)
