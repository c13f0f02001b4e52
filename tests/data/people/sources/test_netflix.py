import pytest

from movierec_gui.data.people.person import LIKED, NOT_FOR_ME, RATINGS, SEEN
from movierec_gui.data.people.reading import is_personal, read_history
from tests.data.people.conftest import statuses

HISTORY = """Title,Date
"Stranger Things: Season 1: Chapter One: The Vanishing","1/2/20"
"Heat","3/14/19"
"Harry Potter and the Deathly Hallows: Part 1","12/31/18"
"Money Heist: Part 1: Episode 2","5/6/20"
"Heat","6/1/20"
"The Queen's Gambit: Limited Series: Openings","11/2/20"
"""


def test_watched_films_are_seen_once_and_episodes_are_no_films(write, review):
    path = write(HISTORY, "NetflixViewingHistory.csv")
    assert is_personal(path)
    history = read_history(path)
    assert history.source == "Netflix"
    assert {entry.what for entry in history.entries} == {SEEN}
    assert [entry.time for entry in history.entries if entry.film.title == "Heat"] == [1590969600]
    assert statuses(review(HISTORY)) == ["not a film", "matched", "matched", "not a film", "not a film"]


def test_days_may_come_first(write):
    history = read_history(write("Title,Date\nHeat,03/05/2019\nCasino,14/05/2019\n"))
    assert [entry.time for entry in history.entries] == [1556841600, 1557792000]


ACTIVITY = """Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Country
Ann,2020-05-01 20:00:00,01:30:00,,Heat,,TV,01:30:00,US
Ann,2020-05-02 20:00:00,00:01:00,,Casino_hook_primary_16x9,HOOK,TV,00:01:00,US
Bea,2020-05-03 20:00:00,01:30:00,,Heat,,TV,01:30:00,US
"""


def test_an_account_has_profiles_and_trailers_are_left_out(write):
    history = read_history(write(ACTIVITY, "ViewingActivity.csv"))
    assert history.people == ("Ann", "Bea")
    assert [(entry.film.title, entry.who) for entry in history.entries] == [("Heat", "Ann"), ("Heat", "Bea")]
    assert any("trailers" in note for note in history.notes)


@pytest.mark.parametrize(
    ("stars", "thumbs", "expected"),
    [("", "2", (LIKED, None)), ("0", "1", (NOT_FOR_ME, None)), ("0", "3", (LIKED, None)), ("4", "0", (RATINGS, 4)),
     ("4", "", (RATINGS, 4))],
)  # fmt: skip
def test_thumbs_are_lists_and_old_stars_ratings(write, stars, thumbs, expected):
    head = "Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts,Region View Date"
    rows = (
        f"Ann,Heat,x,{stars},{thumbs},TV,2019-01-02 03:04:05,1/2/19\nAnn,Casino,x,0,0,TV,2019-01-02 03:04:05,1/2/19\n"
    )
    (entry,) = read_history(write(f"{head}\n{rows}", "Ratings.csv")).entries
    assert (entry.what, entry.value) == expected
    assert entry.time == 1546398245
