"""Where datasets come from: the bundled set, a folder, a zip or a single file."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from movierec_gui.data.archives import FileTree, open_trees
from movierec_gui.data.assemble import build_dataset
from movierec_gui.data.cache import WORTH_CACHING, content_key, read_cached, write_cached
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.formats import FORMATS
from movierec_gui.data.formats.layout import Layout
from movierec_gui.data.formats.ratings_table import guess_table_columns, load_columns
from movierec_gui.data.sniffing import ColumnChoice, first_rows, sniff
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import resource_path

BUNDLED = "ml-latest-small"
"""The dataset that comes with the program."""

_RELEASE_FILES = ("ratings.csv", "ratings.dat", "ratings.tsv", "ratings.txt", "u.data")
_MOST_NAMED = 12


@dataclass(frozen=True)
class TablePreview:
    """What a column picker shows of a table."""

    file: str
    columns: tuple[str, ...]
    """The header's names, or ``Column 1`` and so on where there is none."""
    rows: tuple[tuple[str, ...], ...]
    guess: ColumnChoice | None
    """What the columns seem to be; None where that cannot be told."""


def load_bundled() -> Generator[Progress, None, Dataset]:
    """The dataset that comes with the program: 100,004 ratings of 671 users."""
    dataset = yield from load_dataset(resource_path("datasets", BUNDLED))
    return replace(dataset, name=BUNDLED)


def load_dataset(path: Path, cache: Path | None = None) -> Generator[Progress, None, Dataset]:
    """The ratings at ``path``: a folder (or one that holds it), a zip or a single file, in any layout of FORMATS.

    A release's ratings file brings the files beside it. Reports bytes; ``Dataset.report`` says what was wrong with
    the files. ``cache`` is a folder for large datasets in the form they have in memory, found again by the files' whole
    content. Raises UserError where nothing can be read or no layout fits.
    """
    yield Progress(f"Opening {path.name}")
    with open_trees(path, siblings=_is_release_file) as trees:
        layout, tree = _recognise(path, trees)
        if cache is None or sum(tree.sizes[file] for file in layout.files(tree)) < WORTH_CACHING:
            return (yield from _read(layout, tree))
        key = yield from content_key(tree, layout.files(tree))
        dataset = yield from read_cached(cache, key)
        if dataset is None:
            dataset = yield from _read(layout, tree)
            yield from write_cached(cache, key, dataset)
        return replace(dataset, name=tree.name)


def _read(layout: Layout, tree: FileTree) -> Generator[Progress, None, Dataset]:
    log = IssueLog()
    parts = yield from layout.load(tree, log)
    return (yield from build_dataset(tree.name, parts, log))


def preview_table(path: Path, rows: int = 20) -> TablePreview:
    """The first rows of any table of ratings, and which columns they seem to be. Raises UserError where it is none."""
    with open_trees(path, siblings=_alone) as trees:
        tree, file = _only_file(path, trees)
        head = tree.head(file)
        shape = sniff(head)
        if shape is None:
            raise UserError(f"{path.name} is no table", "No delimiter fits its first lines", "Choose a CSV or TSV file")
        names = shape.header or tuple(f"Column {number}" for number in range(1, shape.width + 1))
        shown = tuple(tuple(row) for row in first_rows(head, shape, most=rows))
        return TablePreview(file, names, shown, guess_table_columns(head))


def load_table(path: Path, columns: ColumnChoice) -> Generator[Progress, None, Dataset]:
    """The ratings in the chosen columns of any table, on whatever finite scale.

    Movies are called by the title column, by their identifiers where those are text, or ``Movie 123``.
    Raises UserError where a column is not there or no row is usable.
    """
    yield Progress(f"Opening {path.name}")
    with open_trees(path, siblings=_alone) as trees:
        tree, file = _only_file(path, trees)
        log = IssueLog()
        parts = yield from load_columns(tree, file, columns, log)
        return (yield from build_dataset(Path(file).stem, parts, log))


def _alone(_name: str) -> bool:
    return False


def _only_file(path: Path, trees: Sequence[FileTree]) -> tuple[FileTree, str]:
    found = [(tree, file) for tree in trees for file in tree.sizes]
    if len(found) != 1:
        names = ", ".join(file for _, file in found[:_MOST_NAMED])
        raise UserError(f"{path.name} is not one table", f"It holds {len(found)} files: {names}", "Choose one file")
    return found[0]


def _is_release_file(name: str) -> bool:
    return name.lower() in _RELEASE_FILES


def _recognise(path: Path, trees: Sequence[FileTree]) -> tuple[Layout, FileTree]:
    """The layout that fits and the folder that it fits, the outermost first."""
    for layout in FORMATS:
        fitting = [tree for tree in trees if layout.matches(tree)]
        if len(fitting) > 1 and fitting[0].name != path.name:
            names = ", ".join(tree.name for tree in fitting)
            raise UserError(
                f"{path.name} holds more than one dataset", f"Found: {names}", "Choose one of these folders"
            )
        if fitting:
            return layout, fitting[0]
    raise _unknown_layout(path, trees)


def _unknown_layout(path: Path, trees: Sequence[FileTree]) -> UserError:
    names = [name for tree in trees for name in tree.sizes]
    shown = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    known = "; ".join(layout.DESCRIPTION for layout in FORMATS)
    empty = [name for tree in trees for name, size in tree.sizes.items() if size == 0]
    if len(names) == 1 and empty:
        return UserError(f"{path.name} is empty", f"{names[0]} has 0 bytes", "Choose another file")
    found = f"Found: {shown}" if names else "It holds no files"
    return UserError(f"{path.name} has no layout that can be read", found, f"Known layouts: {known}")
