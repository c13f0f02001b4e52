"""Sets in which something is wrong nearly everywhere: what can be used stays, and every fault is counted.

What is said of each row, word by word, stands in ``held/test_faulty_sets.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.people.reading import is_personal
from movierec_gui.data.sources import holds_ratings, load_dataset
from movierec_gui.data.table_preview import preview_table
from movierec_gui.data.table_trial import try_reading
from movierec_gui.progress import finish

Write = Callable[..., Path]

_GENRES = "unknown|0\nAction|1\nComedy|2\n"
_CSV = {
    "ratings.csv": "userId,movieId,rating,timestamp\n"
    "1,10,4.0,1112486027\n\n1,20,,1112486028\n,20,3,1112486029\n2,,3,1112486030\n2,10,good,1112486031\n"
    '2,10,5,yesterday\n"2,20,3,1112486032\n2,20,3\n2,20,3,1112486033,7\n1,10,3.5,1112486099\n3,10,99,1112486034\n'
    "3,30,2,\n3,77,1e39,1112486035\n3,78,1.5,1112486036\n  \n4,10,NA,1112486037\n4,30,4,999999999999999\n",
    "movies.csv": "movieId,title,genres\n10,Toy Story (1995),Comedy|Comedy|(no genres listed)\n"
    '20,"Heat, The (1996)",Crime\n20,Again (1997),War\nx,Nothing,War\n30,,Drama\n"40,Open (1990),War\n50\n',
    "links.csv": "movieId,imdbId,tmdbId\n10,0114709,862\n20,,949\nx,1,2\n30\n",
    "tags.csv": 'userId,movieId,tag,timestamp\n1,10,pixar,1139045764\n9,10,"slow, good",1139045765\n'
    '1,99,lost,1139045766\nx,10,bad,1139045767\n1,20,"open,1139045768\n1,10,when,never\n1,30,pixar,1139045769\n2,10\n',
    "genome-scores.csv": "movieId,tagId,relevance\n10,1,0.25\n10,2,0.5\n20,1,high\n20,2,0.75\n99,1,1\n30,7,0.5\n30\n",
    "genome-tags.csv": "tagId,tag\n1,007\n2,space\nx,none\n",
}
_SETS: dict[str, tuple[Mapping[str, str | bytes], int]] = {
    "csv": (_CSV, 6),
    "csv with returns": ({name: str(text).replace("\n", "\r\n") for name, text in _CSV.items()}, 6),
    "dat": (
        {
            "ratings.dat": "1::10::5::978300760\n1::20::x::978300761\n1::::4::978300762\n2::10::3::later\n"
            "2::30::4::978300763::9\n2::40::1::978300764\n1::10::2::978300799\n",
            "movies.dat": "10::Toy Story (1995)::Animation|Comedy\n10::Again::War\n20\nx::Odd (1990)::War\n"
            "30::Colons:: and (more) (1991) (V)::Drama\n",
            "tags.dat": "1::10::a::b::978300765\n1::20::lost::978300766\n1::10::short\n2::10::odd::never\n",
        },
        3,
    ),
    "100K": (
        {
            "u.data": "1\t1\t5\t881250949\n1\t2\tx\t881250950\n2\t1\t4\t881250951\n2\t3\t1\t881250952\n2\t3\n",
            "u.item": "1|Toy Story (1995)|01-Jan-1995||http://x|0|1|1\n1|Again (1996)|||u|0|0|1\nx|Odd|||u|0|0|0\n"
            "2|Few (1994)|||u|1\n3||01-Jan-1990||u|1|0|0\n4\n",
            "u.genre": _GENRES,
            "u1.test": "1\t1\t5\t881250949\n9\t9\t1\t881250950\n2\t3\tx\t881250952\n",
            "ua.test": "2\t3\t1\t881250952\n",
        },
        3,
    ),
    "100K with broken genres": (
        {
            "u.data": "1\t1\t5\t881250949\n2\t1\t4\t881250951\n",
            "u.item": "1|Toy Story (1995)|01-Jan-1995||http://x|0|1|1" + "|0" * 16 + "\n",
            "u.genre": _GENRES.replace("|1", "|5"),
        },
        2,
    ),
    "Netflix": (
        {
            "combined_data_1.txt": "1:\n11,3,2005-09-06\n12,9,2005-09-07\n13,x,2005-09-08\n14,4\n2:\n11,5,2005-02-31\n",
            "movie_titles.csv": "1,2003,Dinosaur, Planet\n1,2004,Again\nx,2004,Odd\n2,NULL,\n3\n",
        },
        3,
    ),
    "Jester": (
        {
            "jester.csv": ";".join(["2", "-7,82", *["99"] * 58, "8,5", ""])
            + "\n"
            + ";".join(["1", *["99"] * 59, "0", ""])
            + "\n"
            + "\n".join(";".join(["1", cell, *["99"] * 60]) for cell in ("2", "3") * 9)
            + "\n"
            + "\n".join(";".join(["1", cell, *["99"] * 60]) for cell in ("x", "11", "4"))
            + "\n1;2\n",
        },
        22,
    ),
    "HetRec": (
        {
            "user_ratedmovies.dat": "userID\tmovieID\trating\tdate_day\tdate_month\tdate_year\tdate_hour\tdate_minute"
            "\tdate_second\n75\t3\t1\t29\t10\t2006\t23\t17\t16\n75\t4\t2\t31\t2\t2006\t1\t2\t3\n76\t3\tx\t1\t1\t2006"
            "\t1\t1\t1\n76\t4\t4.5\t\t\t\t\t\t\n",
            "movies.dat": "id\ttitle\timdbID\tspanishTitle\tyear\n3\tGrumpier\t0113228\tViejos\t1995\n4\tB\t\tC\tx\n",
            "movie_genres.dat": "movieID\tgenre\n3\tComedy\n3\tRomance\nx\tWar\n4\n",
        },
        3,
    ),
    "JSON lines": (
        {
            "reviews.json": '{"user_id":"a","item_id":"x","stars":4,"date":"2018-05-18"}\n{"user_id":"a"\n'
            '{"user_id":"b","item_id":"x","stars":null,"date":"2018-05-19"}\n{"user_id":"b","item_id":"y","stars":"5"}\n'
            '[1]\n{"user_id":"","item_id":"y","stars":5,"date":"?"}\n{"user_id":"c","item_id":"y","stars":2,"date":7}\n'
        },
        3,
    ),
    "text ids, dates and marks": (
        {
            "shop.csv": "user;item;stars;when\nann;B1;4;05/06/2012\nbob;B1;0;06/07/2012\nann;B2;5;13/07/2012\n"
            "bob;B2;45;08/07/2012\ncem;B1;3;31/02/2012\ncem;B2;1;\ncem;B3;2;09/07/2012 15:02\nann;B4;2;10/07/2012\n"
        },
        6,
    ),
    "estimates": (
        {
            "ratings.csv": "userId,movieId,rating,isSeen\n1,1,4,1\n1,2,3,0\n2,1,5,yes\n2,2,1,F\n3,1,2,\n3,2,3.5\n",
        },
        4,
    ),
    "survey": (
        {
            "ratings.csv": "userId,movieId,rating\n1,1,4\n1,2,3\n2,1,5\n",
            "survey_answers.csv": "user_id,item_id,tag,score\n1,1,funny,5\n2,1,funny,2\n1,2,sad,-1\n1,2,sad,3\n"
            "1,9,sad,1\n1,x,sad,3\n1,2,sad\n",
        },
        3,
    ),
}


@pytest.mark.parametrize("name", _SETS)
def test_what_can_be_used_stays_and_the_rest_is_counted(write_folder: Write, name: str) -> None:
    files, kept = _SETS[name]
    path = write_folder(files)
    assert holds_ratings(path)
    assert not is_personal(path, of_site=True)
    dataset = finish(load_dataset(path))
    report = dataset.report
    assert report is not None
    assert (len(dataset.ratings), report.rows_kept) == (kept, kept)
    trial = finish(try_reading(path, TableChoice()))
    assert (trial.ratings, trial.users) == (kept, dataset.n_users)


@pytest.mark.parametrize("name", _SETS)
def test_the_table_is_shown_before_it_is_read(write_folder: Write, name: str) -> None:
    files, _ = _SETS[name]
    path = write_folder(files)
    assert finish(preview_table(path)).tables


@pytest.mark.parametrize("odd", ["6,2005-05-11\n", "6\n", "12,4,2005-09-07,x;y\n"], ids=["few", "one", "many"])
def test_most_rows_of_netflix_may_have_other_fields_than_they_should(write_folder: Write, odd: str) -> None:
    path = write_folder({"combined_data_1.txt": "1:\n11,3,2005-09-06\n" + odd * 16 + "2:\n12,4,2005-09-07\n"})
    dataset = finish(load_dataset(path))
    assert dataset.report is not None
    assert (len(dataset.ratings), dataset.report.rows_skipped) == (2, 16)
