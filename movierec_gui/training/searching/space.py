"""Which settings a search varies, and how far: ranges within those that the settings declare."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from movierec_gui.errors import UserError, unknown_name
from movierec_gui.settings import NamedSetting, parse_value, settings_of
from movierec_gui.training.comparing.contestants import AnySpec
from movierec_gui.training.config import RunSpec

Value = bool | int | float | str
"""What one setting of a trial may be."""
SpecT = TypeVar("SpecT", bound=AnySpec)

_FIXED = ("seed", "device", "threads", "keep_best")
"""What a run is repeated or computed with; a search that varied it would choose luck or speed."""
_FACTOR, _WHOLE_FACTOR = 10.0, 4.0
"""A suggested range of a setting with steps by factors goes so many times below and above its start; whole numbers
(batch sizes) less far, since the smallest take long."""
_FROM_NOUGHT = 10.0
"""How far a range goes up from a start at nought, if the setting allows it."""
_SMALLEST = 1e-6
"""The low end of a range by factors where nought is allowed."""


@dataclass(frozen=True)
class Dimension:
    """One setting that varies: between two numbers, or among choices."""

    part: str
    """Of the settings: ``model`` and ``training`` of a network, ``settings`` of a recommender."""
    name: str
    low: float = 0.0
    high: float = 0.0
    logarithmic: bool = False
    """Whether a factor counts the same everywhere in the range."""
    whole: bool = False
    choices: tuple[Value, ...] = ()
    """Where there are any, the numbers mean nothing."""

    @property
    def size(self) -> float:
        """How many values there are."""
        if self.choices:
            return len(self.choices)
        return self.high - self.low + 1 if self.whole else math.inf

    @property
    def text(self) -> str:
        """As ``--vary`` takes it: ``learning_rate=0.0001..0.01``."""
        if self.choices:
            return f"{self.name}={','.join(value_text(value) for value in self.choices)}"
        return f"{self.name}={self.low:g}..{self.high:g}"

    def holds(self, value: Value) -> bool:
        """Whether a value lies in the range."""
        if self.choices:
            return value in self.choices
        return isinstance(value, (int, float)) and self.low <= value <= self.high


@dataclass(frozen=True)
class Variable:
    """A setting that a search may vary."""

    part: str
    entry: NamedSetting
    start: Value


def variables(spec: AnySpec) -> tuple[Variable, ...]:
    """Every setting of a network and its training, or of a recommender, that a search may vary."""
    parts = ("model", "training") if isinstance(spec, RunSpec) else ("settings",)
    return tuple(
        Variable(part, entry, getattr(getattr(spec, part), entry.name))
        for part in parts
        for entry in settings_of(type(getattr(spec, part)))
        if entry.name not in _FIXED and (entry.kind is not str or entry.setting.choices)
    )


def suggested(variable: Variable) -> Dimension:
    """A range to begin with: what the setting declares, or where that is wide, the neighbourhood of the start."""
    entry, described = variable.entry, variable.entry.setting
    if entry.kind is bool:
        return Dimension(variable.part, entry.name, choices=(False, True))
    if described.choices:
        return Dimension(variable.part, entry.name, choices=described.choices)
    whole, start = entry.kind is int, float(cast(float, variable.start))
    if described.logarithmic:
        factor = _WHOLE_FACTOR if whole else _FACTOR
        low = max(described.low, start / factor, 1.0 if whole else _SMALLEST)
        high = min(described.high, start * factor or low * _FACTOR**4)
    elif described.high - described.low <= 1.0:
        low, high = described.low, described.high
    elif start == 0:
        low, high = max(described.low, 0.0), min(described.high, _FROM_NOUGHT)
    else:
        low, high = max(described.low, start - abs(start) / 2), min(described.high, start + abs(start))
    if whole:
        low, high = math.floor(low), math.ceil(high)
    return Dimension(variable.part, entry.name, _short(low), _short(high), described.logarithmic, whole)


def parse_dimension(spec: AnySpec, text: str) -> Dimension:
    """A range from words: ``learning_rate``, ``learning_rate=1e-4..1e-2``, ``hidden=20,40,80``, ``words=none,both``.

    A name alone takes the suggested range. Raises UserError at an unknown setting or a range that is not allowed.
    """
    name, equals, wanted = (part.strip() for part in text.partition("="))
    variable = find_variable(spec, name.replace("-", "_"))
    start = suggested(variable)
    if not equals:
        return start
    if ".." in wanted:
        if start.choices:
            raise UserError(f"{name} has no range", f"Allowed: {', '.join(map(value_text, start.choices))}", "")
        low, _, high = wanted.partition("..")
        ends = [float(parse_value(variable.entry, end.strip())) for end in (low, high)]
        return checked(spec, replace(start, low=ends[0], high=ends[1]))
    values = dict.fromkeys(parse_value(variable.entry, word.strip()) for word in wanted.split(",") if word.strip())
    if len(values) < 2:
        raise UserError(f"{variable.entry.setting.label} has one value only", "", "Give two or more, or leave it out")
    return checked(spec, Dimension(start.part, start.name, whole=start.whole, choices=tuple(values)))


def find_variable(spec: AnySpec, name: str) -> Variable:
    """The setting of that name. Raises UserError where there is none that a search may vary."""
    known = {variable.entry.name: variable for variable in reversed(variables(spec))}
    if name not in known:
        if name in _FIXED:
            raise UserError(f"{name} cannot be searched for", "It says how a run is repeated or computed", "")
        raise unknown_name("setting", name, list(reversed(known)))
    return known[name]


def checked(spec: AnySpec, dimension: Dimension) -> Dimension:
    """The range itself. Raises UserError where the setting does not allow it, or nothing varies in it."""
    variable = find_variable(spec, dimension.name)
    entry, described = variable.entry, variable.entry.setting
    if dimension.part != variable.part:
        raise UserError(f"{dimension.name} is no setting of {dimension.part!r}", "", "")
    if dimension.choices:
        for value in dimension.choices:
            _applied_to(getattr(spec, variable.part), {entry.name: value})
        return dimension
    ends = (dimension.low, dimension.high)
    if entry.kind not in (int, float) or not all(map(math.isfinite, ends)):
        raise UserError(f"{described.label} has no range from {ends[0]:g} to {ends[1]:g}", "", "Give its values")
    if not described.low <= ends[0] < ends[1] <= described.high:
        allowed = f"Allowed: {described.low:g} to {described.high:g}, the smaller number first"
        raise UserError(f"{described.label} is to vary from {ends[0]:g} to {ends[1]:g}", allowed, "")
    if dimension.logarithmic and ends[0] <= 0:
        raise UserError(
            f"{described.label} varies by factors and cannot begin at {ends[0]:g}", "", "Begin above 0, as at 0.000001"
        )
    return dimension


def check_space(spec: AnySpec, space: Sequence[Dimension]) -> None:
    """Raise UserError where nothing varies, a setting is named twice, or a range is not allowed."""
    if not space:
        raise UserError("No setting varies", "", "Choose at least one, with its range")
    names = [dimension.name for dimension in space]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{name} is named twice", "", "Give its range once")
    for dimension in space:
        checked(spec, dimension)


def applied(spec: SpecT, space: Sequence[Dimension], values: Mapping[str, Value]) -> SpecT:
    """The settings with a trial's values. Raises UserError where they do not fit each other."""
    for part in dict.fromkeys(dimension.part for dimension in space):
        named = {dimension.name: values[dimension.name] for dimension in space if dimension.part == part}
        spec = replace(cast(Any, spec), **{part: _applied_to(getattr(spec, part), named)})
    return spec


def start_values(spec: AnySpec, space: Sequence[Dimension]) -> dict[str, Value] | None:
    """The values that the settings have already; None where one of them lies outside its range."""
    values = {
        dimension.name: cast(Value, getattr(getattr(spec, dimension.part), dimension.name)) for dimension in space
    }
    return values if all(dimension.holds(values[dimension.name]) for dimension in space) else None


def label_of(spec: AnySpec, dimension: Dimension) -> str:
    """The setting's name as the form shows it."""
    return find_variable(spec, dimension.name).entry.setting.label


def value_text(value: Value) -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _applied_to(config: Any, values: Mapping[str, Value]) -> Any:
    return replace(config, **values)


def _short(number: float) -> float:
    """Three digits: a range is a rough thing."""
    return float(f"{number:.3g}")
