"""The beginning of a table of ratings as a person looks at it before it is read: rows, columns, and a guess at them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from movierec_gui.data.archives import FileTree, open_trees
from movierec_gui.data.choices import AS_FOUND, TableChoice, chosen_columns
from movierec_gui.data.column_guess import guess_by_content, times_column
from movierec_gui.data.foreign_files import foreign_file
from movierec_gui.data.formats.ratings_table import candidates, guess_table_columns
from movierec_gui.data.sniffing import ColumnChoice, TableShape, column_of, first_rows, sniff
from movierec_gui.data.sources import layout_for, one_table, ratings_beside, with_others
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

ROLES = ("user", "movie", "rating", "timestamp", "title")
"""Fields of ``ColumnChoice`` that a person can set."""
_FEWEST_COLUMNS = 3
_MOST_LOOKED_INTO = 50


@dataclass(frozen=True)
class TablePreview:
    """The part of a table that a person sees while choosing its columns."""

    file: str
    columns: tuple[str, ...]
    """The header's names, or ``Column 1`` and so on where there is none; '' for a column without one below a header."""
    rows: tuple[tuple[str, ...], ...]
    guess: ColumnChoice | None
    """The columns as found; None where users, movies or ratings cannot be found."""
    likely: tuple[tuple[str, int], ...]
    """Fields of ``ColumnChoice`` and the place of the column that is theirs, as chosen, found, or likely."""
    reasons: tuple[tuple[str, str], ...]
    """Field to why its column is taken for it, or that none was found."""
    tables: tuple[str, ...]
    """Tables of the folder or zip, among them this one, as ``TableChoice.table`` names them."""
    table: str
    """Which of them it is."""
    fixed: str = ""
    """The layout that says what the columns are, where that is not for a person to choose; empty otherwise."""
    ratings_beside: str = ""
    """The table of ratings that this table of movies, links or tags belongs to; empty otherwise."""
    has_header: bool = True
    has_old_letters: bool = False
    """Whether this file or one beside it is no UTF-8, so that a person may say what it is."""

    @property
    def readable(self) -> bool:
        """Whether a person who chooses columns can have ratings out of it: some column may be theirs."""
        return not self.fixed and not self.ratings_beside and "rating" in dict(self.likely)

    def called(self, place: int) -> str:
        """A column as a ``TableChoice`` keeps it: by name where that is clear, otherwise by number from 1."""
        name = self.columns[place] if place < len(self.columns) else ""
        clear = self.has_header and name and self.columns.count(name) == 1 and not name.isdigit()
        return name if clear else str(place + 1)


def preview_table(
    path: Path, choice: TableChoice = AS_FOUND, rows: int = 20
) -> Generator[Progress, None, TablePreview]:
    """The first rows of the table of ratings at a path, and which columns they seem to be.

    ``choice`` names the table and columns that a person has chosen before; what does not fit any more is left out.
    Raises UserError where there is no table of three columns at least, and at a workbook, a web page and the like.
    """
    yield Progress(f"Looking at {path.name}")
    with open_trees(path, siblings=with_others) as opened:
        trees = tuple(replace(tree, encoding=choice.encoding) for tree in opened)
        found = _tables(trees)
        foreign = None if any(map(candidates, trees)) else foreign_file(path.name, trees)
        if foreign is not None:
            raise foreign
        if not found:
            raise UserError(
                f"{path.name} is no table", "No delimiter gives its first lines three columns", "Choose another file"
            )
        tree, file, fixed = _which(path, trees, choice, found)
        names = {_name(trees, each, name): None for each, name in found}
        head = tree.head(file)
        shape = sniff(head)
        if shape is None:
            raise UserError(f"{file} is no table", "No delimiter fits its first lines", "Choose another file")
        guess = guess_table_columns(head)
        likely = _likely(shape, first_rows(head, shape), guess, choice, file)
        return TablePreview(
            file,
            _names(shape, first_rows(head, shape)),
            tuple(tuple(row) for row in first_rows(head, shape, most=rows)),
            guess,
            likely,
            tuple(_reasons(shape, guess, likely)),
            tuple(names),
            _name(trees, tree, file),
            fixed,
            ratings_beside(trees) if guess is None else "",
            bool(shape.header),
            any(tree.older_encoding(each)[0] for each in (file, *list(tree.sizes)[:_MOST_LOOKED_INTO])),
        )


def _tables(trees: Sequence[FileTree]) -> list[tuple[FileTree, str]]:
    """The files that are tables of three columns or more, the likeliest tables of ratings first."""
    files = [(tree, file) for tree in trees for file in ([tree.chosen] if tree.chosen else tree.sizes)]
    # A file without an ending is prose, unless it is all there is.
    files = [(tree, file) for tree, file in files if PurePath(file).suffix] or files
    shapes = [(tree, file, sniff(tree.head(file))) for tree, file in files[:_MOST_LOOKED_INTO]]
    tables = [(tree, file) for tree, file, shape in shapes if shape is not None and shape.width >= _FEWEST_COLUMNS]
    ratings = {tree.name: candidates(tree) for tree in trees}
    return sorted(tables, key=lambda each: (each[1] not in ratings[each[0].name], "rating" not in each[1].lower()))


def _which(
    path: Path, trees: Sequence[FileTree], choice: TableChoice, found: Sequence[tuple[FileTree, str]]
) -> tuple[FileTree, str, str]:
    """The folder and the table to look at, and the layout that fixes its columns."""
    by_name = {_name(trees, tree, file): (tree, file) for tree, file in found}
    if choice.table in by_name:
        return (*by_name[choice.table], "")
    meant = one_table(trees)
    tree, file = (meant, meant.chosen) if meant is not None and meant.chosen else found[0]
    try:
        layout, own = layout_for(path, trees, AS_FOUND)
    except UserError:
        return tree, file, ""
    if meant is None or guess_table_columns(tree.head(file)) is None:
        read = [name for name in layout.files(own) if (own.name, name) in {(each.name, table) for each, table in found}]
        return (own, read[0], layout.DESCRIPTION) if read else (tree, file, layout.DESCRIPTION)
    return tree, file, ""


def _name(trees: Sequence[FileTree], tree: FileTree, file: str) -> str:
    """A table's name in its folder or zip."""
    return file if len(trees) == 1 or tree.name == trees[0].name else f"{tree.name}/{file}"


def _names(shape: TableShape, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the columns; beyond the head those count in which something stands."""
    if not shape.header:
        return tuple(f"Column {at + 1}" for at in range(shape.width))
    filled = max((at + 1 for row in rows for at, field in enumerate(row[: shape.width]) if field.strip()), default=0)
    return (*shape.header, *("",) * (filled - len(shape.header)))


def _likely(
    shape: TableShape, rows: Sequence[Sequence[str]], guess: ColumnChoice | None, choice: TableChoice, file: str
) -> tuple[tuple[str, int], ...]:
    """A place for each field: as a person chose it, as found, or as the rows look."""
    chosen = guess
    if choice.columns:
        try:
            chosen = chosen_columns(choice, shape, file)
        except UserError:
            # The file has changed since: what was chosen is chosen anew.
            chosen = guess
    if chosen is not None:
        places = {role: getattr(chosen, role) for role in ROLES}
        if not choice.columns and places["timestamp"] is None and shape.header and not chosen.date_parts:
            places["timestamp"] = times_column(rows, shape.width, (*places.values(), chosen.seen))
    else:
        known = {role: column_of(shape.header, role) for role in ROLES}
        places = guess_by_content(rows, shape.width, known)
    return tuple((role, place) for role, place in places.items() if place is not None)


def _reasons(
    shape: TableShape, guess: ColumnChoice | None, likely: Sequence[tuple[str, int]]
) -> Generator[tuple[str, str]]:
    """Why each column is taken for what it is."""
    for role in ROLES:
        at = getattr(guess, role) if guess else column_of(shape.header, role)
        if at is not None and shape.header:
            yield role, "found by its name" if at == column_of(shape.header, role) else "found by what stands in it"
        elif at is not None:
            yield role, "by its place and what stands in it"
        elif role in dict(likely):
            yield role, "a guess from what stands in it"
        elif role in ROLES[:_FEWEST_COLUMNS]:
            yield role, "no column is called so" if shape.header else "nothing shows which column"
