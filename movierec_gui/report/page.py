"""The report's page: one HTML file that any browser shows, with the figures beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
       color: TEXT; background: BACKGROUND; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: 0.8rem 0; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.2rem 0.9rem 0.2rem 0; border-bottom: 1px solid GRID; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; height: auto; } figure { margin: 1rem 0; }
figcaption, .muted { color: MUTED; font-size: 0.85rem; }
code { font-size: 0.85rem; overflow-wrap: anywhere; }
"""


def page(title: str, parts: Sequence[str], colors: Mapping[str, str]) -> str:
    """A whole HTML document; ``colors`` are those of text, background, grid and muted text."""
    style = _STYLE
    for name, color in colors.items():
        style = style.replace(name.upper(), color)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    body = "\n".join([f"<h1>{escape(title)}</h1>", *parts])
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def heading(text: str) -> str:
    """The heading of a section."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str, *, muted: bool = False) -> str:
    """A paragraph of plain text."""
    return f'<p class="muted">{escape(text)}</p>' if muted else f"<p>{escape(text)}</p>"


def code(text: str) -> str:
    """A line to type."""
    return f"<p><code>{escape(text)}</code></p>"


def facts(values: Mapping[str, object]) -> str:
    """Names and values in two columns."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in values.items())
    return f"<table>{rows}</table>"


def table(frame: pd.DataFrame, columns: Mapping[str, tuple[str, str]]) -> str:
    """Some columns of a table: column name to (heading, number format); an empty format means text."""
    head = "".join(f"<th{_align(form)}>{escape(title)}</th>" for title, form in columns.values())
    rows = []
    for row in frame[list(columns)].itertuples(index=False):
        cells = zip(row, columns.values(), strict=True)
        rows.append("".join(f"<td{_align(form)}>{escape(_text(value, form))}</td>" for value, (_, form) in cells))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def figure(file: PurePosixPath, caption: str) -> str:
    """A picture of the bundle with its caption."""
    image = f'<img src="{escape(str(file))}" alt="{escape(caption)}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"


def _align(form: str) -> str:
    return ' class="number"' if form else ""


def _text(value: Any, form: str) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:{form}}" if form else str(value)
