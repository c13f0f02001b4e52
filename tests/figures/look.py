"""Reads a figure, for tests that hold it to what it looked like: its size, its axes, and every artist on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text


def look(figure: Figure) -> Iterator[str]:
    """A line for the figure and each of its artists, those of axes further in."""
    layout = type(figure.get_layout_engine()).__name__
    yield f"Figure: {_numbers(figure.get_size_inches())} inches on {_color(figure.get_facecolor())}, {layout}"
    for axes in figure.axes:
        yield from _axes(axes)


def _axes(axes: Axes) -> Iterator[str]:
    limits = _numbers([*axes.get_xlim(), *axes.get_ylim()])
    scales = f"{axes.get_xscale()} {axes.get_yscale()}"
    yield f"Axes: {axes.get_title()!r} {axes.get_xlabel()!r} {axes.get_ylabel()!r}, limits {limits}, {scales}"
    named = (axes.title, axes.xaxis.label, axes.yaxis.label)
    letters = [f"{text.get_fontsize():g} {_color(text.get_color())}" for text in named]
    below, face = axes.get_axisbelow(), _color(axes.get_facecolor())
    yield f"  on {face}, letters {letters}, aspect {axes.get_aspect()} {axes.get_adjustable()}, grid below {below}"
    for axis in (axes.xaxis, axes.yaxis):
        labels = axis.get_ticklabels()
        texts = [label.get_text() for label in labels]
        first = [
            (label.get_rotation(), label.get_ha(), label.get_fontsize(), _color(label.get_color()))
            for label in labels[:1]
        ]
        lines = [f"{_color(line.get_color())} {line.get_visible()}" for line in axis.get_gridlines()[:1]]
        yield f"  {axis.axis_name}: {texts} {first}, grid {lines}"
    spines = {name: (spine.get_visible(), _color(spine.get_edgecolor())) for name, spine in axes.spines.items()}
    yield f"  spines {spines}"
    for artist in axes.get_children():
        if not isinstance(artist, Spine) and (told := _artist(artist)):
            yield f"  {type(artist).__name__}: {told}, {_common(artist, axes)}"


def _common(artist: Artist, axes: Axes) -> str:
    facts = [f"alpha {artist.get_alpha()}", f"order {artist.get_zorder():g}"]
    if isinstance(artist, Line2D | Patch) and not artist.get_transform().contains_branch(axes.transData):
        facts += ["by shares of the axes"]
    return ", ".join([*facts, *([] if artist.get_visible() else ["hidden"])])


def _artist(artist: Artist) -> str:
    match artist:
        case Line2D():
            line = f"{_color(artist.get_color())} {artist.get_linestyle()} {artist.get_linewidth():g}"
            marker = f"{artist.get_marker()} {artist.get_markersize():g} {_color(artist.get_markeredgecolor())}"
            points = _numbers(np.ravel(artist.get_xydata())[:12])
            return f"{line}, marker {marker}, {artist.get_label()!r}, {len(artist.get_xdata())} points {points}"
        case Text():
            if not artist.get_text():
                return ""
            place = f"{_numbers(artist.get_position())} {artist.get_ha()} {artist.get_va()}"
            letters = f"{artist.get_fontsize():.4g} {artist.get_fontweight()} {_color(artist.get_color())}"
            return f"{artist.get_text()!r} at {place}, {letters} {artist.get_rotation():g}{_beside(artist)}"
        case Legend():
            texts = [text.get_text() for text in artist.get_texts()]
            frame = artist.get_frame()
            face = f"{_color(frame.get_facecolor())} {_color(frame.get_edgecolor())} {artist.get_frame_on()}"
            letters = f"{artist.get_texts()[0].get_fontsize():.4g} {_color(artist.get_texts()[0].get_color())}"
            title, marks = artist.get_title(), [_mark(handle) for handle in artist.legend_handles]
            named = f"{title.get_text()!r} {title.get_fontsize():g} {_color(title.get_color())}"
            return f"{texts} {letters}, at {artist._loc}, {artist._ncols} columns, {face}, {named}, {marks}"
        case Collection():
            colors = sorted({_color(color) for color in artist.get_facecolor()})
            edges = sorted({_color(color) for color in artist.get_edgecolor()})
            sizes = _numbers(np.unique(artist.get_sizes())) if hasattr(artist, "get_sizes") else ""
            values = artist.get_array()
            array = "" if values is None else f"{np.shape(values)} {_numbers(np.ravel(values)[:12])} {artist.cmap.name}"
            widths = _numbers(np.unique(artist.get_linewidth()))
            places = _numbers(np.ravel(artist.get_offsets())[:12])
            ends = [_numbers(np.ravel(path.vertices)[:8]) for path in artist.get_paths()[:3]]
            facts = f"{colors[:8]} {edges[:8]} {widths}, sizes {sizes}, at {places}, {array}, {artist.get_label()!r}"
            drawn = ", drawn as dots" if artist.get_rasterized() else ""
            return f"{facts}, {len(artist.get_paths())} paths {ends}{drawn}"
        case AxesImage():
            return f"{artist.get_array().shape} {_numbers(artist.get_extent())} {artist.cmap.name}"
        case Patch():
            box = artist.get_path().get_extents(artist.get_patch_transform()).bounds
            look = f"{_color(artist.get_facecolor())} {_color(artist.get_edgecolor())} {artist.get_linewidth():g}"
            return f"{look}, {_numbers(box)}, {artist.get_label()!r}"
    return ""


def _beside(text: Text) -> str:
    """What places the text beside a point, and what it lies on."""
    facts = [type(effect).__name__ for effect in text.get_path_effects()]
    if isinstance(text, Annotation):
        facts += [_numbers(text.xy), str(text.xyann), str(text.xycoords), str(text.anncoords)]
        facts += [str(text.get_annotation_clip())]
    if (box := text.get_bbox_patch()) is not None:
        edge = _color(box.get_edgecolor())
        facts += [f"on {_color(box.get_facecolor())} {edge} {box.get_alpha()} {box.get_boxstyle().pad:g}"]
    return f", {', '.join(facts)}" if facts else ""


def _mark(handle: Artist) -> str:
    """A line or a marker of a legend."""
    if not isinstance(handle, Line2D):
        return type(handle).__name__
    marker = f"{handle.get_marker()} {handle.get_markersize():g} {handle.get_markerfacecolor()}"
    return f"{_color(handle.get_color())} {handle.get_linestyle()} {handle.get_linewidth():g} {marker}"


def _color(color: Any) -> str:
    return to_hex(color, keep_alpha=True) if color is not None and not isinstance(color, str | bool) else str(color)


def _numbers(numbers: Any) -> str:
    return " ".join(f"{float(number):.4g}" for number in numbers)
