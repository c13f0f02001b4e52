"""Small tables beside the ratings, read row by row in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.delimited import Record
from movierec_gui.data.line_blocks import line_blocks
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.data.validation import NO_TABLE, TOO_MUCH, IssueLog

MOST_BYTES = 512 << 20
"""Text of a movie list, of links or of tags that is read; the largest known one, of 33 million ratings, has 90 MB."""


TakeRows = Callable[[list[list[str]]], bool]
"""Takes the fields of rows that are one line of usual width each, beyond doubt; says whether it took them."""


def read_records(
    tree: FileTree, file: str, log: IssueLog, take: TakeRows | None = None
) -> tuple[TableShape | None, Iterator[Record]]:
    """A table's layout and its rows that are not blank; the header is left out.

    None and no rows (noted in the log where there was something) for what is no table. Stops, with a line in the log,
    after ``MOST_BYTES``. Rows that ``take`` took, block by block, are not among those that come.
    """
    head = tree.head(file)
    shape = sniff(head)
    if shape is None:
        if head.strip():
            log.add(file, 0, NO_TABLE)
        return None, iter(())
    return shape, _records(tree, file, shape, log, take)


def side_blocks(tree: FileTree, file: str, shape: TableShape, log: IssueLog, *, most: int = 0) -> Iterator[bytes]:
    """The text below a side table's header in blocks of whole lines, up to ``most`` (0: as usual) bytes of it."""
    most = most or MOST_BYTES
    with tree.open(file) as stream:
        done = len(stream.read(shape.start))
        for block in line_blocks(stream, file, shape):
            if done > most:
                log.add(file, 0, TOO_MUCH, f"only the first {most >> 20:,} MiB of its text", kept=True)
                return
            done += len(block)
            yield block


def _records(tree: FileTree, file: str, shape: TableShape, log: IssueLog, take: TakeRows | None) -> Iterator[Record]:
    cutter = shape.cutter()
    for block in side_blocks(tree, file, shape, log):
        if not cutter.holds and block.isspace():
            cutter.line += block.count(b"\n")
        elif take is not None and (rows := cutter.plain(block)) is not None and take(rows):
            cutter.line += len(rows)
        else:
            yield from cutter.cut(block)
    yield from cutter.cut(b"", last=True)
