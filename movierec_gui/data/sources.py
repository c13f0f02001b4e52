"""Where datasets come from: the bundled set, a folder, a zip or a single file."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from movierec_gui.data.archives import FileTree, open_trees
from movierec_gui.data.assemble import Parts, build_dataset
from movierec_gui.data.cache import WORTH_CACHING, content_key, read_cached, write_cached
from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.foreign_files import foreign_file
from movierec_gui.data.formats import FORMATS
from movierec_gui.data.formats.layout import Layout, release_ratings, table_files
from movierec_gui.data.formats.ratings_table import candidates, guess_table_columns, load_columns
from movierec_gui.data.sniffing import ColumnChoice, TableShape, column_of, first_rows, sniff
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import resource_path

BUNDLED = "ml-latest-small"
"""The dataset that comes with the program."""

_RELEASE_FILES = ("ratings.csv", "ratings.dat", "ratings.tsv", "ratings.txt", "rating.csv", "u.data")
"""A dataset made of one of these has its folder's name."""
_MOST_NAMED = 12
_SHOWN_ROLES = {"user": "user", "movie": "movie", "rating": "rating", "time": "timestamp", "title": "title"}
_NEEDED = ("user", "movie", "rating")
_MOST_LOOKED_INTO, _MOST_EXPLAINED = 20, 3
_NAME_COLUMNS = "Name its columns, as in --columns user=NAME,item=NAME,rating=NAME, or choose them in the window."


@dataclass(frozen=True)
class TablePreview:
    """The part of a table that a column picker shows."""

    file: str
    columns: tuple[str, ...]
    """The header's names, or ``Column 1`` and so on where there is none."""
    rows: tuple[tuple[str, ...], ...]
    guess: ColumnChoice | None
    """The likely columns; None where they cannot be found."""
    reasons: tuple[str, ...] = ()
    """For each column that is needed or found, why it is taken for what it is, or that none was found."""


def load_bundled() -> Generator[Progress, None, Dataset]:
    """The dataset that comes with the program: 100,004 ratings of 671 users."""
    dataset = yield from load_dataset(resource_path("datasets", BUNDLED))
    return replace(dataset, name=BUNDLED)


def load_dataset(
    path: Path, cache: Path | None = None, choice: TableChoice = AS_FOUND
) -> Generator[Progress, None, Dataset]:
    """The ratings at ``path``: a folder (or one that holds it), a zip or a single file, in any layout of FORMATS.

    A file brings the movie list, links and tags beside it that fit. Reports bytes; ``Dataset.report`` says what was
    wrong with the files and how they were understood. ``choice`` is what a person says of the table of ratings; with
    columns in it, a table needs no layout. ``cache`` is a folder for large datasets in the form they have in memory,
    found again by the files' whole content. Raises UserError where nothing can be read or no layout fits.
    """
    yield Progress(f"Opening {path.name}")
    with open_trees(path, siblings=_with_others) as found:
        trees = tuple(_named(tree) for tree in found)
        layout, tree = _recognise(path, trees) if not choice.columns else (_NAMED_COLUMNS, _one_table(path, trees))
        if cache is None or sum(tree.sizes[file] for file in layout.files(tree)) < WORTH_CACHING:
            return (yield from _read(layout, tree, choice))
        key = yield from content_key(tree, layout.files(tree))
        if choice.says_something:
            key = hashlib.sha256(f"{key} {choice}".encode()).hexdigest()
        dataset = yield from read_cached(cache, key)
        if dataset is None:
            dataset = yield from _read(layout, tree, choice)
            yield from write_cached(cache, key, dataset)
        return replace(dataset, name=tree.name)


def _read(layout: Layout, tree: FileTree, choice: TableChoice) -> Generator[Progress, None, Dataset]:
    log = IssueLog()
    parts = yield from layout.load(tree, log, choice)
    return (yield from build_dataset(tree.name, parts, log))


def preview_table(path: Path, rows: int = 20) -> TablePreview:
    """The first rows of any table of ratings, and which columns they seem to be. Raises UserError where it is none."""
    with open_trees(path, siblings=_alone) as trees:
        tree, file = _only_file(path, trees)
        head = tree.head(file)
        shape = sniff(head)
        if shape is None:
            raise UserError(f"{path.name} is no table", "No delimiter fits its first lines", "Choose a CSV or TSV file")
        named = shape.header
        names = (*named, *(f"Column {number}" for number in range(len(named) + 1, shape.width + 1)))
        shown = tuple(tuple(row) for row in first_rows(head, shape, most=rows))
        guess = guess_table_columns(head)
        return TablePreview(file, names, shown, guess, _reasons(shape, names, guess))


def _reasons(shape: TableShape, names: Sequence[str], guess: ColumnChoice | None) -> tuple[str, ...]:
    """Why each column is taken for what it is."""
    reasons = []
    for role, field in _SHOWN_ROLES.items():
        at = getattr(guess, field) if guess else column_of(shape.header, field)
        if at is not None:
            why = "by its name" if shape.header else "by what stands in it and by its place"
            reasons.append(f"{role}: {names[at]}, {why}")
        elif field in _NEEDED:
            reasons.append(f"{role}: no column is called so" if shape.header else f"{role}: nothing shows which column")
    return tuple(reasons)


def load_table(path: Path, columns: ColumnChoice, choice: TableChoice = AS_FOUND) -> Generator[Progress, None, Dataset]:
    """The ratings in the chosen columns of any table, on whatever finite scale.

    Movies are called by the title column, by their identifiers where those are text, or ``Movie 123``.
    Raises UserError where a column is not there or no row is usable.
    """
    yield Progress(f"Opening {path.name}")
    with open_trees(path, siblings=_alone) as trees:
        tree, file = _only_file(path, trees)
        log = IssueLog()
        parts = yield from load_columns(tree, file, columns, log, choice)
        return (yield from build_dataset(Path(file).stem, parts, log))


def _alone(_name: str) -> bool:
    return False


def _only_file(path: Path, trees: Sequence[FileTree]) -> tuple[FileTree, str]:
    found = [(tree, file) for tree in trees for file in tree.sizes]
    if len(found) != 1:
        names = ", ".join(file for _, file in found[:_MOST_NAMED])
        raise UserError(f"{path.name} is not one table", f"It holds {len(found)} files: {names}", "Choose one file")
    return found[0]


def _with_others(_name: str) -> bool:
    return True


def _named(tree: FileTree) -> FileTree:
    """The tree with its folder's name where the chosen file is a release's, and otherwise with the file's."""
    if tree.chosen is None or tree.chosen.lower() in _RELEASE_FILES:
        return tree
    return replace(tree, name=Path(tree.chosen).stem)


def _one_table(path: Path, trees: Sequence[FileTree]) -> FileTree:
    """The folder in which one table is meant: the chosen file, the only one, or a release's table of ratings."""
    for tree in trees:
        if tree.chosen:
            return tree
        file = release_ratings(tree) or (next(iter(tree.sizes)) if len(tree.sizes) == 1 else None)
        if file is not None:
            return replace(tree, chosen=file)
    names = ", ".join([name for tree in trees for name in tree.sizes][:_MOST_NAMED])
    raise UserError(f"{path.name} is not one table", f"It holds: {names}", "Choose the file with those columns")


class _NamedColumns:
    """The layout of a table whose columns a person named."""

    DESCRIPTION = "A table whose columns are named"

    def matches(self, tree: FileTree) -> bool:
        """Whether one file is chosen."""
        return tree.chosen is not None

    def files(self, tree: FileTree) -> tuple[str, ...]:
        """That file and those beside it."""
        return table_files(tree, tree.chosen)

    def load(self, tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
        """The ratings in the named columns, with the tables beside them."""
        return load_columns(tree, tree.chosen or "", None, log, choice)


_NAMED_COLUMNS = _NamedColumns()


def _recognise(path: Path, trees: Sequence[FileTree]) -> tuple[Layout, FileTree]:
    """The layout that fits and the folder that it fits, the outermost first."""
    fitting = [(layout, tree) for layout in FORMATS for tree in trees if layout.matches(tree)]
    # What lies in the folder itself counts before what lies in folders inside it.
    outer = trees[0] if trees and trees[0].name in (path.resolve().name, path.stem) else None
    outermost = [pair for pair in fitting if pair[1] is outer]
    if outermost or (path.is_file() and fitting and len(trees) == 1):
        return (outermost or fitting)[0]
    found = {tree.name: None for tree in trees if any(tree is other for _, other in fitting)}
    if len(found) > 1:
        where = f"Found: {', '.join(found)}"
        raise UserError(f"{path.name} holds more than one dataset", where, "Choose one of these folders")
    if not fitting or (outer is not None and len(candidates(outer)) > 1):
        raise _unknown_layout(path, trees)
    return fitting[0]


def _unknown_layout(path: Path, trees: Sequence[FileTree]) -> UserError:
    names = [name for tree in trees for name in tree.sizes]
    shown = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    empty = [name for tree in trees for name, size in tree.sizes.items() if size == 0]
    if len(names) == 1 and empty:
        return UserError(f"{path.name} is empty", f"{names[0]} has 0 bytes", "Choose another file")
    several = [file for tree in trees for file in candidates(tree)]
    if len(several) > 1:
        where = f"{', '.join(several[:_MOST_NAMED])} are tables of ratings"
        return UserError(f"{path.name} has no layout that can be read as a whole", where, "Choose one of these files")
    foreign = foreign_file(path.name, trees)
    if foreign is not None:
        return foreign
    known = "; ".join(layout.DESCRIPTION for layout in FORMATS)
    found = f"Found: {shown}" if names else "It holds no files"
    missing = _missing_columns(trees)
    remedy = f"{_NAME_COLUMNS} Known layouts: {known}" if missing else f"Known layouts: {known}"
    where = ". ".join(filter(None, (missing, found)))
    return UserError(f"{path.name} has no layout that can be read", where, remedy)


def _missing_columns(trees: Sequence[FileTree]) -> str:
    """Which columns the likeliest tables of ratings lack, by their heads; nothing where there is no such table."""
    lines = []
    for tree in trees:
        files = [tree.chosen] if tree.chosen else sorted(tree.sizes, key=lambda file: "rating" not in file.lower())
        for file in files[:_MOST_LOOKED_INTO]:
            shape = sniff(tree.head(file))
            if shape is None or not shape.header:
                continue
            absent = [role for role in _NEEDED if column_of(shape.header, role) is None]
            if 0 < len(absent) < 3 or (absent and tree.chosen):
                columns = ", ".join(name for name in shape.header if name)
                lines.append(f"{file} has no column for the {' and the '.join(absent)} among {columns}")
    return "; ".join(lines[:_MOST_EXPLAINED])
