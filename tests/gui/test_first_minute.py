"""From an empty home to a list of one's own: by how few clicks, and whether two tastes get two lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from movierec_gui.data.people.store import default_people
from movierec_gui.gui.libraries import load_libraries
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish

MOST_CLICKS = 3
LONGEST_WAIT = 60_000
"""Milliseconds."""
SCIENCE_FICTION = (
    "Star Wars: Episode IV - A New Hope",
    "Star Wars: Episode V - The Empire Strikes Back",
    "Matrix, The",
    "Terminator 2: Judgment Day",
    "Jurassic Park",
    "Independence Day (a.k.a. ID4)",
    "Men in Black (a.k.a. MIB)",
    "Back to the Future",
    "Blade Runner",
    "Alien",
    "Aliens",
    "Terminator, The",
    "Twelve Monkeys (a.k.a. 12 Monkeys)",
    "Stargate",
    "Minority Report",
)
ROMANCE = (
    "Forrest Gump",
    "Titanic",
    "Pretty Woman",
    "Sleepless in Seattle",
    "Ghost",
    "Shakespeare in Love",
    "Four Weddings and a Funeral",
    "When Harry Met Sally...",
    "Clueless",
    "Beauty and the Beast",
    "American Beauty",
    "Notting Hill",
    "Jerry Maguire",
    "Aladdin",
    "While You Were Sleeping",
)


@dataclass
class Walk:
    """A person at the window, who counts their clicks; stars are not among them."""

    qtbot: object
    window: MainWindow
    workspace: Workspace
    clicks: int = field(default=0)

    def wait(self, ready) -> None:
        self.qtbot.waitUntil(ready, timeout=LONGEST_WAIT)

    def click(self, widget: QWidget, where: QPoint | None = None) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where or widget.rect().center())
        self.clicks += 1

    def go_to(self, title: str) -> QWidget:
        bar = self.window.tabs.tabBar()
        number = [self.window.tabs.tabText(place) for place in range(bar.count())].index(title)
        self.click(bar, bar.tabRect(number).center())
        return self.window.tabs.currentWidget()


@pytest.fixture
def walk(qtbot, qapp, tmp_path, bundled_dataset) -> Iterator[Walk]:
    """The first window of an empty home, once the bundled data are there."""
    finish(load_libraries())  # what takes seconds at a start, whoever waits for them
    workspace = Workspace()
    window = MainWindow(workspace, Session(tmp_path / "session.ini"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.tabs.build_all()
    workspace.set_dataset(bundled_dataset)
    made = Walk(qtbot, window, workspace)
    made.wait(lambda: workspace.catalogue.known and not workspace.jobs)
    assert workspace.store.list() == ()
    assert default_people().list() == ()
    yield made
    assert workspace.stop_jobs()


def _rate(walk: Walk, guide, loved: tuple[str, ...], disliked: tuple[str, ...]) -> list[str]:
    """Answer as somebody who has seen these films and no others, until the questions end; the titles rated."""
    rated = []
    while guide.isVisible():
        walk.wait(lambda: guide.movie is not None)
        title = walk.workspace.dataset.movies.titles[guide.movie]
        if title in loved or title in disliked:
            rated.append(title)
            share = 1.0 if title in loved else 0.2
            where = QPoint(int(share * guide.stars.width()) - 3, guide.stars.height() // 2)
            walk.qtbot.mouseClick(guide.stars, Qt.MouseButton.LeftButton, pos=where)
        else:
            walk.qtbot.keyClicks(guide, "s")
    return rated


def _list(walk: Walk, tab) -> list[int]:
    """The first ten films of the list that the person stands before."""
    table = tab.for_you.table
    walk.wait(lambda: not walk.workspace.jobs and len(table.shown_rows) >= 10)
    assert table.isVisible()
    return [int(movie) for movie in table.shown_rows[:10]]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_tastes_get_two_lists_from_an_empty_home_within_three_clicks(walk):
    titles = set(walk.workspace.dataset.movies.titles)
    assert titles.issuperset((*SCIENCE_FICTION, *ROMANCE))
    lists = []
    for name, loved, disliked in (("", SCIENCE_FICTION, ROMANCE), ("Second", ROMANCE, SCIENCE_FICTION)):
        if name:
            walk.workspace.people.create(name)
        walk.clicks = 0
        walk.window.tabs.setCurrentIndex(0)
        tab = walk.go_to("Predict")
        walk.click(tab.own_panel.guide_button if name else tab.offer.guide.button)
        walk.wait(lambda tab=tab: tab.guide.movie is not None)
        rated = _rate(walk, tab.guide, loved, disliked)
        assert walk.clicks <= MOST_CLICKS
        assert len(rated) >= 3
        lists.append(_list(walk, tab))
        person = walk.workspace.people.person
        assert {entry.film.title for entry in person.ratings} == set(rated)
    assert len(set(lists[0]) & set(lists[1])) <= 3


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_overview_leads_to_the_questions_with_one_click(walk):
    overview = walk.window.tabs.widget(0).pages.overview
    walk.wait(overview.offer.isVisible)
    walk.click(overview.guide_button)
    tab = walk.window.tabs.currentWidget()
    for _ in range(5):
        walk.wait(lambda: tab.guide.movie is not None)
        walk.qtbot.keyClicks(tab.guide, "5")
    walk.wait(lambda: tab.guide.movie is not None)
    walk.click(tab.guide.stop_button)
    assert len(_list(walk, tab)) == 10
    assert walk.clicks <= MOST_CLICKS
    walk.wait(lambda: not overview.offer.isVisibleTo(overview))
