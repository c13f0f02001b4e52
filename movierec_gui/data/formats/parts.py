"""A table of ratings in several files of the same columns, as Spark and Hadoop write it: part-00000, part-00001 …"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import IO, cast

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import shape_of, table_files
from movierec_gui.data.formats.ratings_table import guess_table_columns, load_columns
from movierec_gui.data.made_stream import MadeStream
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "One table of ratings in several files: part-00000 and further, or ratings_1.csv, ratings_2.csv"

_NAME = re.compile(r"part-[rm]?-?\d{3,}.*|ratings?[-_ ]?(?:part[-_ ]?)?\d{1,4}\.(?:csv|tsv|txt|dat)", re.IGNORECASE)
_FEWEST = 2
_PIECE = 1 << 19


def matches(tree: FileTree) -> bool:
    """Two files at least that are called so and have the same columns of ratings."""
    return bool(_parts(tree))


def files(tree: FileTree) -> tuple[str, ...]:
    """The parts, and the lists, links and tags beside them."""
    parts = _parts(tree)
    beside = table_files(tree, parts[0])[1:] if parts else ()
    return (*parts, *(file for file in beside if file not in parts))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings of all parts, as if they stood below each other; the report counts lines through all of them."""
    parts = _parts(tree)
    whole = f"{parts[0]} and {len(parts) - 1} more"
    log.note(f"{whole}: {', '.join(parts[:3])}{' …' if len(parts) > len(parts[:3]) else ''} read as one table")
    columns = guess_table_columns(tree.head(parts[0]))
    return (yield from load_columns(below_each_other(tree, parts, whole), whole, columns, log, choice))


def have_same_columns(tree: FileTree, files: Sequence[str]) -> bool:
    """Whether some files are tables of ratings with the same delimiter, heading and columns."""
    shapes = [shape_of(tree, file) for file in files]
    ways = {None if shape is None else (shape.delimiter, shape.header, shape.width) for shape in shapes}
    return len(ways) == 1 and None not in ways and guess_table_columns(tree.head(files[0])) is not None


def below_each_other(tree: FileTree, parts: tuple[str, ...], whole: str) -> FileTree:
    """The folder with one file, called ``whole``, in place of its parts: theirs, with the first one's heading."""
    others = {file: size for file, size in tree.sizes.items() if file not in parts}
    return replace(
        tree,
        sizes={whole: sum(tree.sizes[part] for part in parts), **others},
        opener=lambda file: _opened(tree, parts) if file == whole else tree.opener(file),
    )


def _parts(tree: FileTree) -> tuple[str, ...]:
    """The files that are parts of one table, in the order of their names; none where their columns differ."""
    named = [] if tree.chosen else sorted(file for file, size in tree.sizes.items() if size and _NAME.fullmatch(file))
    return tuple(named) if len(named) >= _FEWEST and have_same_columns(tree, named) else ()


def _opened(tree: FileTree, parts: tuple[str, ...]) -> IO[bytes]:
    pieces = _pieces(tree, parts)
    return cast(IO[bytes], MadeStream(pieces, pieces.close))


def _pieces(tree: FileTree, parts: tuple[str, ...]) -> Generator[bytes]:
    """The bytes of the first part and those below the heading of each other one."""
    for part in parts:
        shape = shape_of(tree, part)
        with tree.open(part) as stream:
            if part != parts[0] and shape is not None:
                stream.read(shape.start)
            last = b""
            while piece := stream.read(_PIECE):
                last = piece
                yield piece
            if last and not last.endswith((b"\n", b"\r")):
                yield b"\n"
