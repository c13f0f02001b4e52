"""Writes settings.md from what architectures and recommenders say of their settings: python docs/make_settings.py"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import Architecture, Preset
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.recommenders.base import RecommenderKind
from movierec_gui.settings import NamedSetting, settings_of

PAGE = Path(__file__).resolve().parent / "settings.md"
HEAD = """# Settings of the models

What can be set of each architecture (`movierec train NAME --set SETTING=VALUE`, or the form of the Train
tab) and of each recommender, with the value that it has where nothing is said. Settings of the split, the training, the
map and the report are options of their own: see [Command line](command-line.md).

This page is made by `docs/make_settings.py` from the settings themselves; do not edit it.
"""
_HEADER = ("Setting", "Usual", "Allowed", "What it does")


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## Architectures", *(section(entry) for entry in ARCHITECTURES)]
    parts += ["## Recommenders", *(section(kind) for kind in RECOMMENDERS)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def section(entry: Architecture | RecommenderKind) -> str:
    """The part of the page that describes one entry."""
    return _architecture(entry) if isinstance(entry, Architecture) else _recommender(entry)


def _architecture(entry: Architecture) -> str:
    usual = dataclasses.asdict(entry.presets[0].model)
    lines = [f"### {entry.name}\n\n{entry.title}: {entry.summary}", *_settings(settings_of(entry.config), usual)]
    for preset in entry.presets:
        values = dataclasses.asdict(preset.model)
        changed = {name: value for name, value in values.items() if value != usual[name]}
        lines.append(
            f"Preset **{preset.name}**: {_values(changed)}. Training: {_values(preset.training)}.{_article(preset)}"
        )
    return "\n\n".join(lines)


def _article(preset: Preset) -> str:
    return f" The article's validation MSE: {preset.article_mse:.3f}." if preset.article_mse is not None else ""


def _recommender(kind: RecommenderKind) -> str:
    usual = dataclasses.asdict(kind.config())
    lines = [f"### {kind.name}\n\n{kind.title}: {kind.summary}", *_settings(settings_of(kind.config), usual)]
    lines += [f"Preset **{preset.name}**: {_values(preset.changes)}. {preset.help}." for preset in kind.presets[1:]]
    return "\n\n".join(lines)


def _settings(entries: tuple[NamedSetting, ...], usual: Mapping[str, Any]) -> Iterator[str]:
    rows = [(f"`{entry.name}`", _value(usual[entry.name]), _allowed(entry), _purpose(entry)) for entry in entries]
    if rows:
        yield "\n".join(f"| {' | '.join(row)} |" for row in (_HEADER, ("---",) * len(_HEADER), *rows))


def _allowed(entry: NamedSetting) -> str:
    if entry.setting.choices:
        return ", ".join(map(_value, entry.setting.choices))
    if entry.kind is bool:
        return "yes, no"
    if entry.kind is str:
        return "a text"
    unit = f" {entry.setting.unit}" if entry.setting.unit else ""
    return f"{_value(entry.setting.low)} to {_value(entry.setting.high)}{unit}"


def _purpose(entry: NamedSetting) -> str:
    steps = "; a form steps by factors" if entry.setting.logarithmic else ""
    return f"{entry.setting.label}: {entry.setting.help}{steps}".replace("|", "\\|")


def _values(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items()) or "as usual"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.10g}" if isinstance(value, float) else str(value) or "none"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
