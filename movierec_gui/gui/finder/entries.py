"""What the palette offers for a few words: commands, runs, people, users, nodes and films."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from movierec_gui.data.search_text import folded
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.title_search import TitleSearch

MOST_FILMS = 20
MOST_OTHERS = 8
"""Of each other kind, once something is typed."""
_MENU_MARK = re.compile(r"&(?=\w)")
_NUMBERED = re.compile(r"(?:(user|node)\s*)?(\d{1,9})")


@dataclass(frozen=True)
class Entry:
    """One thing to do or to look at."""

    kind: str
    """As in ``Film``."""
    text: str
    act: Callable[[], object]
    key: str = ""
    """The shortcut of a command."""


def offers(words: str, menus: QMenuBar, workspace: Workspace, films: TitleSearch | None) -> list[Entry]:
    """Everything that holds every word, kind by kind; for no word, the commands."""
    asked = folded(words).split()
    found = _holding(asked, commands(menus))
    if not asked:
        return found
    found = found[:MOST_OTHERS]
    for some in (_runs(workspace), _people(workspace)):
        found += _holding(asked, some)[:MOST_OTHERS]
    found += _numbered(words, workspace)
    return found + _films(words, workspace, films)


def commands(menus: QMenuBar) -> Iterator[Entry]:
    """Every command of the menus that can be given now."""
    for entry in menus.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu, _plain(entry.text()))


def _of_menu(menu: QMenu, path: str) -> Iterator[Entry]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _of_menu(below, f"{path} ▸ {_plain(action.text())}")
        elif action.text() and action.isEnabled() and not action.isSeparator():
            yield _command(action, path)


def _command(action: QAction, path: str) -> Entry:
    return Entry("Command", f"{path} ▸ {_plain(action.text())}", action.trigger, action.shortcut().toString())


def _runs(workspace: Workspace) -> Iterator[Entry]:
    if workspace.dataset is None:
        return
    for record in workspace.catalogue.records:
        yield Entry("Run", record.name, partial(workspace.run_requested.emit, record.id))


def _people(workspace: Workspace) -> Iterator[Entry]:
    if workspace.dataset is not None:
        for person in workspace.people.people:
            yield Entry("Person", person.name, partial(workspace.person_requested.emit, person.id))


def _numbered(words: str, workspace: Workspace) -> list[Entry]:
    """``15``, ``user 15`` and ``node 3``; users of data with names by their whole name."""
    dataset = workspace.dataset
    if dataset is None:
        return []
    found = []
    match = _NUMBERED.fullmatch(words.strip().lower())
    if dataset.user_names:
        user = dataset.user_names.index(words.strip()) if words.strip() in dataset.user_names else None
    else:
        users = (dataset.user_ids == int(match[2])).nonzero()[0] if match and match[1] != "node" else ()
        user = int(users[0]) if len(users) else None
    if user is not None:
        label = f"User {dataset.user_label(user)}"
        found.append(Entry("User", label, partial(workspace.user_requested.emit, user)))
    run = next((one for one in workspace.catalogue.choices if one.id == workspace.current_run_id), None)
    if match and match[1] != "user" and run is not None:
        node = int(match[2])
        found.append(Entry("Node", f"Node {node} of {run.name}", partial(workspace.look_at_node, node)))
    return found


def _films(words: str, workspace: Workspace, films: TitleSearch | None) -> list[Entry]:
    dataset = workspace.dataset
    if dataset is None or films is None:
        return []
    return [
        Entry("Film", dataset.movies.label(movie), partial(workspace.film_requested.emit, movie))
        for movie in films.find(words, MOST_FILMS)
    ]


def _holding(asked: list[str], entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if all(word in folded(f"{entry.kind} {entry.text}") for word in asked)]


def _plain(text: str) -> str:
    """A menu's text without the mark of its key, and without dots."""
    return _MENU_MARK.sub("", text).replace("&&", "&").rstrip("…")
