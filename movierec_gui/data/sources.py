"""Where datasets come from: the bundled set, a folder, a zip or a single file."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import NamedTuple

from movierec_gui.data.archives import FileTree, open_trees, plain_stem
from movierec_gui.data.assemble import Parts, build_dataset
from movierec_gui.data.cache import WORTH_CACHING, content_key, read_cached, stored_files, write_cached
from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.completing import completed
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.foreign_files import foreign_file
from movierec_gui.data.formats import FORMATS
from movierec_gui.data.formats.layout import Layout, release_ratings, table_files
from movierec_gui.data.formats.ratings_table import candidates, load_columns
from movierec_gui.data.kept_columns import Keep, fresh_copy
from movierec_gui.data.old_encodings import encoding_name
from movierec_gui.data.relevance_rows import RelevanceTable, find_relevance, read_relevance
from movierec_gui.data.sniffing import column_of, sniff
from movierec_gui.data.two_threads import WORTH_A_THREAD, alongside
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.garbage import without_collecting
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import resource_path
from movierec_gui.wording import counted

BUNDLED = "ml-latest-small"
"""The dataset that comes with the program."""

_OF_100K = "u.data"
_RELEASE_FILES = ("ratings.csv", "ratings.dat", "ratings.tsv", "ratings.txt", "rating.csv", _OF_100K)
"""A dataset made of one of these has its folder's name."""
_MOST_NAMED = 12
_OWN_LIST = "One person's own ratings are imported as a history, in the Predict tab or with movierec people import"
_BETWEEN_COLUMNS = "columns are known by commas, semicolons, tabs, blanks, ::, | or ^ between them"
_NEEDED = ("user", "movie", "rating")
_MOST_LOOKED_INTO, _MOST_EXPLAINED = 20, 3
_ANY_TABLE = (
    "Choose a table with a user, a movie and a rating on each row (CSV, TSV, JSON, Excel), a matrix of ratings, "
    "or a release's folder or zip (with ratings.csv, ratings.dat or u.data)"
)
_NAME_COLUMNS = "Name its columns, as in --columns user=NAME,item=NAME,rating=NAME, or choose them in the window."


def load_bundled() -> Generator[Progress, None, Dataset]:
    """The dataset that comes with the program: 100,004 ratings of 671 users."""
    dataset = yield from load_dataset(resource_path("datasets", BUNDLED))
    return replace(dataset, name=BUNDLED)


@without_collecting
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
    with open_trees(path, siblings=with_others) as found:
        layout, tree = layout_for(path, found, choice)
        relevance = find_relevance(found, tree)
        files, further = layout.files(tree), relevance.files if relevance else ()
        size = sum(tree.sizes[file] for file in files) + sum(of.sizes[file] for of, file in further)
        if cache is None or size < WORTH_CACHING:
            return (yield from _read(layout, tree, choice, relevance, None))
        with fresh_copy(cache) as begun:
            reading = _read(layout, tree, choice, relevance, begun.keep)
            stored = stored_files(tree, files, further)
            said = str(choice) if choice.says_something else ""
            naming = content_key(tree, files, further, said)
            dataset = None
            if stored.size < WORTH_A_THREAD or stored.is_kept(cache):
                key = yield from naming
                dataset = yield from read_cached(cache, key)
                if dataset is None:
                    dataset = yield from reading
            else:
                dataset, key = yield from alongside(reading, naming)
            # What changed in between is kept under no name, least of all under that of its former content.
            if not (cache / key).is_dir() and stored_files(tree, files, further) == stored:
                yield from write_cached(cache, key, dataset, begun)
        return replace(dataset, name=tree.name)


def _read(
    layout: Layout, tree: FileTree, choice: TableChoice, relevance: RelevanceTable | None, keep: Keep | None
) -> Generator[Progress, None, Dataset]:
    log = IssueLog()
    parts = yield from completed((yield from layout.load(tree, log, choice)), keep)
    if relevance is not None:
        scores = yield from read_relevance(relevance, parts.ratings.movie_number, log)
        parts = replace(parts, relevance=scores)
    _note_encodings(layout, tree, log)
    return (yield from build_dataset(tree.name, parts, log))


def _note_encodings(layout: Layout, tree: FileTree, log: IssueLog) -> None:
    """Say which files are no UTF-8 and how their letters were read."""
    for file in layout.files(tree):
        codec, doubtful = tree.older_encoding(file)
        if not codec:
            continue
        name = encoding_name(codec)
        if doubtful:
            log.note(f"{file}: no UTF-8, and its letters show no encoding for certain; read as {name}, perhaps wrongly")
            log.doubt_letters(f"The letters of {file} show no encoding for certain; read as {name}")
        elif tree.encoding:
            log.note(f"{file}: read as {name}, as stated")
        else:
            log.note(f"{file}: no UTF-8; by its letters {name} (--encoding NAME says otherwise)")


def ratings_beside(trees: Sequence[FileTree]) -> str:
    """The table of ratings beside a chosen file that is a list of movies, links or tags of it; empty without one."""
    for tree in trees:
        for ratings in candidates(replace(tree, chosen=None)) if tree.chosen else ():
            if tree.chosen in table_files(tree, ratings)[1:]:
                return ratings
    return ""


def holds_ratings(path: Path) -> bool:
    """Whether something is there that can be read as ratings without asking; what cannot be read holds none."""
    try:
        with open_trees(path, siblings=with_others) as trees:
            layout_for(path, trees, AS_FOUND)
    except UserError:
        return False
    return True


def with_others(_name: str) -> bool:
    """Every file beside a chosen one may belong to it."""
    return True


def layout_for(path: Path, trees: Sequence[FileTree], choice: TableChoice) -> tuple[Layout, FileTree]:
    """The layout in which the folders at a path are read, and the folder. Raises UserError where none fits."""
    trees = [replace(tree, encoding=choice.encoding) for tree in trees]
    if choice.table:
        trees = (_chosen(path, trees, choice.table),)
    trees = tuple(_named(tree) for tree in trees)
    if choice.columns:
        tree = one_table(trees)
        if tree is None:
            raise _several_tables(path, trees)
        return _NAMED_COLUMNS, tree
    return _recognise(path, trees)


def _chosen(path: Path, trees: Sequence[FileTree], table: str) -> FileTree:
    """The folder that holds a table, with the table as the chosen one."""
    folder, _, file = table.rpartition("/")
    folders = [tree for tree in trees if not folder or folder == tree.name]
    for tree in folders:
        if file in tree.sizes:
            return replace(tree, chosen=file)
    # A sheet or a table of a database is known without the ending that it has here.
    stems = [(tree, name) for tree in folders for name in tree.sizes if PurePath(name).stem == file]
    if len(stems) == 1:
        return replace(stems[0][0], chosen=stems[0][1])
    names = ", ".join([name for tree in trees for name in tree.sizes][:_MOST_NAMED])
    raise UserError(f"{path.name} holds no table {table}", f"It holds {names}", "Choose one of these")


def _named(tree: FileTree) -> FileTree:
    """The tree with its folder's name where the chosen file is a release's, and otherwise with the file's."""
    if tree.chosen is None or tree.chosen.lower() in _RELEASE_FILES:
        return tree
    return replace(tree, name=Path(tree.chosen).stem)


def one_table(trees: Sequence[FileTree]) -> FileTree | None:
    """The folder in which one table is meant, with that table as the chosen one; None where several may be.

    That is the file that a person chose, a release's table of ratings, or the only one; the outermost folder counts
    before those inside it.
    """
    found = []
    for tree in trees:
        tables = _tables_meant(tree, alone=len(trees) == 1)
        if len(tables) == 1:
            found.append(replace(tree, chosen=tables[0]))
        if tables and tree is trees[0]:
            break
    return found[0] if len(found) == 1 else None


def _tables_meant(tree: FileTree, *, alone: bool) -> tuple[str, ...]:
    """The files of a folder of which each may be the table of ratings."""
    file = tree.chosen or release_ratings(tree) or tree.find(_OF_100K)
    if file is not None:
        return (file,)
    return tuple(tree.sizes) if alone and len(tree.sizes) == 1 else candidates(tree)


def _several_tables(path: Path, trees: Sequence[FileTree]) -> UserError:
    names = ", ".join([name for tree in trees for name in tree.sizes][:_MOST_NAMED])
    count = sum(len(tree.sizes) for tree in trees)
    return UserError(f"{path.name} is not one table", f"It holds {count} files: {names}", "Choose one file")


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
    fitting = _fitting(FORMATS[:-1], trees) or _fitting(FORMATS[-1:], trees)
    # What lies in the folder itself counts before what lies in folders inside it.
    outer = trees[0] if trees and trees[0].name in (path.resolve().name, plain_stem(path)) else None
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


def _fitting(layouts: Sequence[Layout], trees: Sequence[FileTree]) -> list[tuple[Layout, FileTree]]:
    return [(layout, tree) for layout in layouts for tree in trees if layout.matches(tree)]


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
        remedy = f'Choose one of them, as in --table "{several[0]}", or in the window'
        return UserError(f"{path.name} has no layout that can be read as a whole", where, remedy)
    foreign = foreign_file(path.name, trees)
    if foreign is not None:
        return foreign
    missing, can_be_named, is_own = _missing(trees)
    beside = ratings_beside(trees)
    remedies = [f"Open {beside} beside it, which holds ratings"] if beside else []
    remedies += [_OWN_LIST] if is_own else []
    remedies += [_NAME_COLUMNS] if can_be_named else []
    if not remedies:
        remedies = [_ANY_TABLE]
    chosen = any(tree.chosen for tree in trees)
    found = ("" if chosen and missing else f"Found: {shown}") if names else "It holds no files"
    where = ". ".join(filter(None, (missing, found)))
    return UserError(f"{path.name} has no layout that can be read", where, ". ".join(remedies))


def _missing(trees: Sequence[FileTree]) -> tuple[str, bool, bool]:
    """What the likeliest tables of ratings lack, if there are any, whether naming columns may mend it, and whether they
    are one person's ratings.
    """
    lacks = []
    for tree in trees:
        alone = bool(tree.chosen) or (len(tree.sizes) == 1 and len(trees) == 1)
        files = [tree.chosen] if tree.chosen else sorted(tree.sizes, key=lambda file: "rating" not in file.lower())
        lacks += [_lack_of(tree, file, alone=alone) for file in files[:_MOST_LOOKED_INTO]]
    lacks = [lack for lack in lacks if lack.words]
    # The list of movies beside lacks more than the table of ratings does.
    fewest = min((lack.columns for lack in lacks), default=0)
    nearest = [lack for lack in lacks if lack.columns == fewest]
    words = "; ".join(lack.words for lack in nearest[:_MOST_EXPLAINED])
    return words, any(lack.nameable for lack in nearest), any(lack.own for lack in nearest)


class _Lack(NamedTuple):
    """What a file lacks to be a table of ratings."""

    words: str = ""
    columns: int = 0
    """How many of the columns that are needed."""
    nameable: bool = False
    """Whether naming its columns may mend it."""
    own: bool = False
    """Whether it has films and ratings and nobody who gave them."""


def _lack_of(tree: FileTree, file: str, *, alone: bool) -> _Lack:
    """What a file lacks to be a table of ratings; of one among others only what tells about columns."""
    shape = sniff(tree.head(file))
    needed = len(_NEEDED)
    if shape is None:
        return _Lack(f"{file} is text without columns, or no text; {_BETWEEN_COLUMNS}" if alone else "", needed)
    if shape.width < needed:
        few = f"{file} has only {shape.width} columns, and ratings need user, movie and rating; {_BETWEEN_COLUMNS}"
        return _Lack(few if alone else "", needed)
    if not shape.header:
        return _Lack(f"{file} has no heading, and nothing in its rows shows a rating" if alone else "", needed, alone)
    if shape.cut_ratings:
        columns = counted(len(shape.header), "column")
        words = f"{file} has {columns} in its heading and {shape.width} in its rows"
        return _Lack(
            f"{words}, as where decimal commas stand there; save it with semicolons or quotes", 0, nameable=True
        )
    absent = [role for role in _NEEDED if column_of(shape.header, role) is None]
    named = [name for name in shape.header if name]
    columns = ", ".join(named[:_MOST_NAMED]) + (
        f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    )
    words = f"{file} has no column for the {' and the '.join(absent)} among {columns}" if absent else ""
    films = column_of(shape.header, "title") is not None or "movie" not in absent
    return _Lack(words, len(absent), nameable=True, own=films and "user" in absent and "rating" not in absent)
