"""A workspace with an empty store, and small datasets as files."""

import pytest

from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore

RATINGS = """userId,movieId,rating,timestamp
1,10,4.0,1000000000
1,20,3.5,1000000060
2,10,5.0,1000000120
2,30,0.5,1000000180
3,20,2.0,1000000240
3,30,4.5,1000000300
3,10,1.0,1000000360
2,20,3.0,1000000420
1,30,9.0,1000000480
1,30,2.5,1000000540
"""
MOVIES = """movieId,title,genres
10,Heat (1995),Action|Crime
20,Alien (1979),Horror|Sci-Fi
30,Zulu (1964),War
"""


@pytest.fixture
def workspace(qtbot, tmp_path):
    made = Workspace(RunStore(tmp_path / "runs"))
    yield made
    made.stop_jobs()
    qtbot.waitUntil(lambda: not made.jobs)


@pytest.fixture
def folder(tmp_path):
    """Nine usable ratings and one that is out of scale."""
    made = tmp_path / "my-ratings"
    made.mkdir()
    (made / "ratings.csv").write_text(RATINGS, encoding="utf-8")
    (made / "movies.csv").write_text(MOVIES, encoding="utf-8")
    return made
