# ruff: noqa: E501
"""Small files in the shapes of known sets; ``docs/formats.md`` says how each shape was checked."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Write = Callable[..., Path]
Rows = list[tuple[Any, Any, float, int]]


@dataclass(frozen=True)
class Known:
    """A set's files, which of them is opened (the folder, where none is), and what they hold."""

    files: Mapping[str, str | bytes]
    rows: Rows
    """User, movie, rating, seconds."""
    scale: tuple[float, float]
    titles: Mapping[Any, str] = field(default_factory=dict)
    """Movie to its title with the year."""
    counts: Mapping[str, int] = field(default_factory=dict)
    chosen: str = ""
    tags: tuple[str, ...] = ()
    imdb: Mapping[Any, str] = field(default_factory=dict)
    genres: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)


NO_LIST = {"no movie list": 1}
ITEM = '"1","Toy Story (1995)","1995-11-19","Anna Example","Bo Example,Cy Example","0114709","862","Comedy,Drama"\n'
SETS = {
    "Tag Genome 2021": Known(
        {
            "ratings.json": '{"item_id": 5, "user_id": 997206, "rating": 3.0}\n{"item_id": 10, "user_id": 997206, "rating": 4.0}\n'
            '{"item_id": 5, "user_id": 997207, "rating": 0.5}\n',
            "metadata.json": '{"title": "Toy Story (1995)", "directedBy": "A", "starring": "B, C", "dateAdded": null, "avgRating": 3.9, "imdbId": "0114709", "item_id": 5}\n'
            '{"title": "GoldenEye (1995)", "directedBy": "A", "starring": "B", "dateAdded": null, "avgRating": 3.4, "imdbId": "0113189", "item_id": 10}\n',
            "tags.json": '{"tag": "funny", "id": 5}\n{"tag": "sad", "id": 6}\n',
            "tag_count.json": '{"item_id": 5, "tag_id": 5, "num": 3}\n',
            "reviews.json": '{"item_id": 5, "txt": "two\\nlines"}\n',
            "survey_answers.json": '{"user_id": 9, "item_id": 5, "tag_id": 5, "score": -1}\n{"user_id": 9, "item_id": 10, "tag_id": 5, "score": 4}\n',
        },
        [(997206, 5, 3, 0), (997206, 10, 4, 0), (997207, 5, 0.5, 0)],
        (0.5, 5),
        {5: "Toy Story (1995)", 10: "GoldenEye (1995)"},
        imdb={5: "0114709", 10: "0113189"},
    ),
    "MovieTweetings": Known(
        {
            "ratings.dat": "1::0114508::8::1381006850\n2::0499549::0::1376753198\n2::1305591::10::1376742507\n",
            "movies.dat": "0114508::Species (1995)::Action|Sci-Fi\n0499549::Avatar (2009)::Action\n",
            "users.dat": "1::1234567\n",
        },
        [(1, "0114508", 8, 1381006850), (2, "0499549", 0, 1376753198), (2, "1305591", 10, 1376742507)],
        (0, 10),
        {"0114508": "Species (1995)", "0499549": "Avatar (2009)"},
        {"movie missing in the movie list": 1},
        imdb={"0114508": "0114508"},
    ),
    "HetRec 2011": Known(
        {
            "user_ratedmovies-timestamps.dat": "userID\tmovieID\trating\ttimestamp\n75\t3\t1\t1162160236000\n"
            "78\t32\t4.5\t1162160624000\n",
            "user_ratedmovies.dat": "userID\tmovieID\trating\tdate_day\tdate_month\tdate_year\tdate_hour\tdate_minute\t"
            "date_second\n75\t3\t1\t29\t10\t2006\t23\t17\t16\n78\t32\t4.5\t29\t10\t2006\t23\t23\t44\n",
            "movies.dat": "id\ttitle\timdbID\tspanishTitle\tyear\n3\tGrumpier Old Men\t0113228\tDos viejos\t1995\n"
            "32\tTwelve Monkeys\t0114746\tDoce monos\t1995\n",
            "movie_genres.dat": "movieID\tgenre\n3\tComedy\n3\tRomance\n32\n\n32\tSci-Fi\n",
            "tags.dat": "id\tvalue\n1\tearth\n",
        },
        [(75, 3, 1, 1162160236), (78, 32, 4.5, 1162160624)],
        (0.5, 5),
        {3: "Grumpier Old Men (1995)"},
        imdb={32: "0114746"},
        genres={3: ("Comedy", "Romance"), 32: ("Sci-Fi",)},
    ),
    "HetRec 2011, dates in six columns": Known(
        {
            "user_ratedmovies.dat": "userID\tmovieID\trating\tdate_day\tdate_month\tdate_year\tdate_hour\tdate_minute\t"
            "date_second\n75\t3\t1\t29\t10\t2006\t23\t17\t16\n78\t32\t4.5\t9\t1\t2006\t3\t3\t4\n"
        },
        [(75, 3, 1, 1162163836), (78, 32, 4.5, 1136775784)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "RecBole": Known(
        {
            "ml-x.inter": "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t1\t3\t881250101\n2\tnan\t4\t881250132\n",
            "ml-x.item": "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
            "1\tToy Story\t1995\tComedy Children's\nnan\tNan\t1996\tDrama\n",
        },
        [(1, "1", 3, 881250101), (2, "nan", 4, 881250132)],
        (1, 5),
        {"1": "Toy Story (1995)", "nan": "Nan (1996)"},
        genres={"1": ("Children's", "Comedy")},
    ),
    "FilmTrust": Known(
        {"ratings.txt": "1 1 2\n1 2 4\n2 7 3.5\n", "trust.txt": "1 2 1\n"},
        [(1, 1, 2, 0), (1, 2, 4, 0), (2, 7, 3.5, 0)],
        (0.5, 5),
        counts=NO_LIST,
        chosen="ratings.txt",
    ),
    "Jester, triples": Known(
        {"jester_ratings.dat": "1\t\t5\t\t0.219\n1\t\t7\t\t-9.281\n2\t\t5\t\t99\n2\t\t8\t\t9.5\n".replace("\t\t", "\t")},
        [(1, 5, 0.219, 0), (1, 7, -9.281, 0), (2, 8, 9.5, 0)],
        (-10, 10),
        counts={"not rated": 1} | NO_LIST,
    ),
    "Jester, two tabs": Known(
        {"jester_ratings.dat": "1\t\t5\t\t0.219\n1\t\t7\t\t-9.281\n2\t\t8\t\t9.5\n"},
        [(1, 5, 0.219, 0), (1, 7, -9.281, 0), (2, 8, 9.5, 0)],
        (-10, 10),
        counts=NO_LIST,
    ),
    "Jester, matrix": Known(
        {
            "jester.csv": ";".join(["2", "-7,82", *["99"] * 59, "8,5", *["99"] * 38, ""]) + "\n"
            + ";".join(["1", *["99"] * 99, "0"]) + "\n"
        },
        [(1, 1, -7.82, 0), (1, 61, 8.5, 0), (2, 100, 0, 0)],
        (-10, 10),
        counts=NO_LIST,
    ),
    "Netflix prize, a file of another name": Known(
        {"my-netflix.txt": "8:\n30878,4,2005-12-26\n2647871,5,2005-12-30\n9:\n30878,1,2005-12-27\n"},
        [(30878, 8, 4, 1135555200), (2647871, 8, 5, 1135900800), (30878, 9, 1, 1135641600)],
        (1, 5),
        counts=NO_LIST,
    ),
    "Netflix prize, without days": Known(
        {"part.txt": "8:\n30878,4\n2647871,5\n9:\n30878,1\n"},
        [(30878, 8, 4, 0), (2647871, 8, 5, 0), (30878, 9, 1, 0)],
        (1, 5),
        counts=NO_LIST,
    ),
    "Netflix prize, a row for each rating": Known(
        {"flat.csv": "8,30878,4,2005-12-26\n8,2647871,5,2005-12-30\n9,30878,1,2005-12-27\n"},
        [(30878, 8, 4, 1135555200), (2647871, 8, 5, 1135900800), (30878, 9, 1, 1135641600)],
        (1, 5),
        counts=NO_LIST,
    ),
    "SNAP, labelled reviews": Known(
        {
            "movies.txt.gz": gzip.compress(
                b"product/productId: B003AI2VGA\nreview/userId: A141HP4LYPWMSR\nreview/profileName: B. \"Rainbow\nSphinx\" P\n"
                b"review/helpfulness: 7/7\nreview/score: 3.0\nreview/time: 1182729600\nreview/summary: so: so\nreview/text: a, \"b\n\n"
                b"product/productId: B003AI2VGA\nreview/userId: A328S9RN3U5M68\nreview/profileName: caf\xe9\nreview/helpfulness: 4/4\n"
                b"review/score: 5.0\nreview/time: 1181952000\nreview/summary: x\nreview/text: y\n\n",
                mtime=0,
            )
        },
        [("A141HP4LYPWMSR", "B003AI2VGA", 3, 1182729600), ("A328S9RN3U5M68", "B003AI2VGA", 5, 1181952000)],
        (1, 5),
        counts=NO_LIST,
    ),
    "RateBeer, labelled reviews": Known(
        {
            "ratebeer.txt": "beer/name: John Harvards\nbeer/beerId: 63836\nreview/appearance: 4/5\nreview/overall: 13/20\n"
            "review/time: 1157587200\nreview/profileName: hopdog\n\nbeer/name: Other\nbeer/beerId: 71716\n"
            "review/appearance: 3/5\nreview/overall: 20/20\nreview/time: 1148342400\nreview/profileName: TomDecapolis\n"
        },
        [("hopdog", 63836, 13, 1157587200), ("TomDecapolis", 71716, 20, 1148342400)],
        (0, 20),
        {63836: "John Harvards"},
        NO_LIST,
    ),
    "EachMovie": Known(
        {"Vote.txt": "Person_ID\tMovie_ID\tScore\tWeight\tModified\n1\t2\t0.8\t1\t2/13/96 00:00:00\n3\t2\t0\t1\t12/29/96 00:00:00\n"},
        [(1, 2, 0.8, 824169600), (3, 2, 0, 851817600)],
        (0, 1),
        counts=NO_LIST,
    ),
    "Weka, ARFF": Known(
        {
            "ratings.arff": "% from Weka\n@RELATION ratings\n\n@ATTRIBUTE userId NUMERIC\n@attribute 'movieId' {1,2,3}\n"
            "@ATTRIBUTE rating REAL\n\n@DATA\n1,2,4.5\n% half\n1,3,?\n2,2,1\n"
        },
        [(1, 2, 4.5, 0), (2, 2, 1, 0)],
        (0.5, 5),
        counts=NO_LIST | {"empty cell": 1, "malformed row": 1},
    ),
    "Matrix Market": Known(
        {"ratings.mtx": "%%MatrixMarket matrix coordinate real general\n% users x movies\n2 9 3\n1 9 4.5e+00\n1 2 3\n2 2 1\n"},
        [(1, 9, 4.5, 0), (1, 2, 3, 0), (2, 2, 1, 0)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "Hive, Ctrl+A": Known(
        {"part-00000.txt": "1\x012\x014\x011112486027\n3\x012\x015\x011112486028\n"},
        [(1, 2, 4, 1112486027), (3, 2, 5, 1112486028)],
        (1, 5),
        counts=NO_LIST,
    ),
    "headings in other languages": Known(
        {"noten.csv": "Benutzer;Titel;Bewertung\nanna;Heißer Süden;4\nbea;Heat;2\nbea;Heißer Süden;1\n"},
        [("anna", "Heißer Süden", 4, 0), ("bea", "Heat", 2, 0), ("bea", "Heißer Süden", 1, 0)],
        (1, 5),
        {"Heat": "Heat"},
        NO_LIST,
    ),
    "MyAnimeList, hernan": Known(
        {
            "rating.csv": "user_id,anime_id,rating\n1,20,-1\n1,24,10\n0,20,7\n",
            "anime.csv": 'anime_id,name,genre,type,episodes,rating,members\n20,Naruto,"Action, Comedy",TV,220,7.81,683297\n'
            "24,School Rumble,Comedy,TV,26,8.06,1\n",
        },
        [(1, 24, 10, 0), (0, 20, 7, 0)],
        (1, 10),
        {20: "Naruto", 24: "School Rumble"},
        {"not rated": 1},
        genres={20: ("Action", "Comedy")},
    ),
    "MyAnimeList, azathoth": Known(
        {
            "UserAnimeList.csv": "username,anime_id,my_watched_episodes,my_start_date,my_finish_date,my_score,my_status,"
            "my_rewatching,my_rewatching_ep,my_last_updated,my_tags\n"
            "karthiga,21,586,0000-00-00,0000-00-00,9,1,,0,1362307973,\n"
            "karthiga,59,26,0000-00-00,0000-00-00,0,2,,0,1362923691,\nbob,59,26,,,7,2,,0,1362923692,\n"
        },
        [("karthiga", 21, 9, 1362307973), ("bob", 59, 7, 1362923692)],
        (1, 10),
        counts={"not rated": 1} | NO_LIST,
    ),
    "Netflix prize": Known(
        {
            "combined_data_1.txt": "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n822109,4,2005-09-05\n",
            "combined_data_2.txt": "4500:\n1488844,1,2004-01-01",
            "movie_titles.csv": "1,2003,Dinosaur Planet\n2,NULL,Isle, The: of Man\n4500,1997,Caf\u00e9\n".encode("latin-1"),
        },
        [
            (1488844, 1, 3, 1125964800),
            (822109, 1, 5, 1115942400),
            (822109, 2, 4, 1125878400),
            (1488844, 4500, 1, 1072915200),
        ],
        (1, 5),
        {1: "Dinosaur Planet (2003)", 2: "Isle, The: of Man", 4500: "Caf\u00e9 (1997)"},
    ),
    "Yelp, JSON lines": Known(
        {
            "yelp_academic_dataset_review.json": '{"review_id":"x","user_id":"u-1","business_id":"b_1","stars":2.0,'
            '"text":"So, \\"nice\\"\\nthere","date":"2018-05-18 15:02:00"}\n'
            '{"review_id":"y","user_id":"u-2","business_id":"b_1","stars":5.0,"text":"","date":"2018-05-18 15:02:01"}\n',
            "yelp_academic_dataset_business.json": '{"business_id":"b_1","name":"Caf\\u00e9","categories":"Food, Bars"}\n',
        },
        [("u-1", "b_1", 2, 1526655720), ("u-2", "b_1", 5, 1526655721)],
        (1, 5),
        {"b_1": "Caf\u00e9"},
        chosen="yelp_academic_dataset_review.json",
    ),
    "Amazon, JSON lines": Known(
        {
            "reviews_Music_5.json.gz": gzip.compress(
                b'{"reviewerID": "A2SUAM1J3GNN3B", "asin": "0000013714", "helpful": [2, 3], "overall": 5.0, '
                b'"summary": "Hymns", "unixReviewTime": 1252800000, "reviewTime": "09 13, 2009"}\n'
                b'{"reviewerID": "A1", "asin": "B00005155P", "overall": 1.0, "unixReviewTime": 1316649600}\nbroken\n'
            )
        },
        [("A2SUAM1J3GNN3B", "0000013714", 5, 1252800000), ("A1", "B00005155P", 1, 1316649600)],
        (1, 5),
        counts={"malformed row": 1} | NO_LIST,
    ),
    "Amazon 2023, ratings only": Known(
        {"All_Beauty.csv": "user_id,parent_asin,rating,timestamp\nAE1,B00A,5.0,1609459200000\nAF2,B00B,1.0,1609459201000\n"},
        [("AE1", "B00A", 5, 1609459200), ("AF2", "B00B", 1, 1609459201)],
        (1, 5),
        counts=NO_LIST,
    ),
    "Letterboxd dump": Known(
        {
            "ratings_export.csv": "_id,movie_id,rating_val,user_id\n5f,feast-2014,4,user1\n5e,null,5,user1\n5d,nan,10,user2\n",
            "users_export.csv": "_id,display_name,num_ratings_pages,username\n1,U,1,user1\n",
        },
        [("user1", "feast-2014", 4, 0), ("user1", "null", 5, 0), ("user2", "nan", 10, 0)],
        (1, 10),
        counts=NO_LIST,
    ),
    "MovieLens beliefs 2024": Known(
        {
            "user_rating_history.csv": "userId,movieId,rating,tstamp\n1,10,4.0,2023-11-15 05:41:13\n1,11,,2023-11-15 05:41:13\n"
            "1,10,4.0,2023-11-15 05:41:13\n2,11,-1,2023-11-15 05:41:14\n2,10,3.5,2023-11-15 05:41:15\n",
            "movies.csv": "movieId,title,genres\n10,GoldenEye (1995),\n11,American President (1995),Comedy|Drama\n",
            "belief_data.csv": "userId,movieId,isSeen,watchDate,userElicitRating,userPredictRating,userCertainty,tstamp,source\n"
            "1,11,0,,,4.5,2,2023-11-15 05:41:13,1\n",
        },
        [(1, 10, 4, 1700026873), (2, 10, 3.5, 1700026875)],
        (0.5, 5),
        {10: "GoldenEye (1995)", 11: "American President (1995)"},
        {"not rated": 1, "empty cell": 1, "duplicate rating": 1},
        chosen="user_rating_history.csv",
    ),
    "serendipity 2018": Known(
        {
            "training.csv": "userId,movieId,rating,timestamp\n101,1,5.0,1408726401000\n101,6,0.5,1408726406000\n",
            "answers.csv": "userId,movieId,rating,timestamp,predictedRating,s1,q\n101,16,4.5,1490000000000,3.91,5,2\n",
            "recommendations.csv": "userId,movieId\n101,6\n",
            "movies.csv": '"movieId","title","releaseDate","directedBy","starring","imdbId","tmdbId","genres"\n' + ITEM
            + ITEM.replace('"1"', '"6"', 1).replace("Toy Story", "Heat") + ITEM.replace('"1"', '"16"', 1),
            "tags.csv": '"userId","movieId","tag","timestamp"\n"101","1","funny, for kids","1400000000000"\n',
            "tag_genome.csv": "movieId,tag,relevance\n1,funny,0.93\n",
        },
        [(101, 1, 5, 1408726401), (101, 6, 0.5, 1408726406), (101, 16, 4.5, 1490000000)],
        (0.5, 5),
        {1: "Toy Story (1995)", 6: "Heat (1995)"},
        tags=("funny, for kids",),
        imdb={1: "0114709"},
        genres={1: ("Comedy", "Drama")},
    ),
    "personality 2018": Known(
        {
            "ratings.csv": "useri, movie_id, rating, tstamp\n8e7c, 1, 5.0, 2001-09-10 17:19:56\n8e7d, 2, 0.5, 2001-09-28 11:34:55\n",
            "personality-data.csv": "userid, openness, movie_1, predicted_rating_1\n8e7c, 5, 77658, 4.3\n",
        },
        [("8e7c", 1, 5, 1000142396), ("8e7d", 2, 0.5, 1001676895)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "learning from sets 2019": Known(
        {
            "item_ratings.csv": "userId,movieId,rating,timestamp\n57C4,589,3.5,1420070400\n57C5,32,5,1420070401\n",
            "set_ratings.csv": "userId,movieId_1,movieId_2,movieId_3,movieId_4,movieId_5,rating,timestamp\n57C4,1,2,3,4,5,3.5,1\n",
        },
        [("57C4", 589, 3.5, 1420070400), ("57C5", 32, 5, 1420070401)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "MovieLens 32M extension, profiles": Known(
        {
            "p2-movielens-profiles.csv": "participant_id,dataset_id,movie_id,movielens_rating\n2,200950,1,4.5\n5,200953,6,1.0\n",
        },
        [(200950, 1, 4.5, 0), (200953, 6, 1, 0)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "MovieLens 32M extension, ratings": Known(
        {
            "p2-ratings.csv": "participant_id,dataset_id,movie_id,seen_status,familiarity,p1_check,p2_check,interest_level,"
            "rating,rank_p2,movielens_rating\n2,200950,1,t,Seen,,,Not interested,3.5,,\n"
            "2,200950,6,f,Never,,,Very interested,4.5,1,\n5,200953,16,t,Seen,P1,P2,Interested,1.0,,4.0\n",
        },
        [(200950, 1, 3.5, 0), (200953, 16, 1, 0)],
        (0.5, 5),
        counts={"estimate for a movie not seen": 1} | NO_LIST,
    ),
    "Yahoo R1": Known(
        {"ydata-ymusic-user-artist-ratings-v1_0.txt": "1\t1000125\t90\n1\t-100\t255\n2\t-99\t0\n2\t1000125\t100\n"},
        [(1, 1000125, 90, 0), (2, -99, 0, 0), (2, 1000125, 100, 0)],
        (0, 100),
        counts={"not rated": 1} | NO_LIST,
    ),
    "R, write.table": Known(
        {"mine.txt": '"user" "item" "rating" "title"\n"1" "anna" 5 3.5 "Heat (1995)"\n"2" "bob" 5 1 "Heat (1995)"\n'},
        [("anna", 5, 3.5, 0), ("bob", 5, 1, 0)],
        (0.5, 5),
        {5: "Heat (1995)"},
        NO_LIST,
    ),
    "Excel, sep=": Known(
        {"mine.csv": "sep=;\r\nuserId;movieId;rating\r\n1;2;3,5\r\n2;2;4\r\n"},
        [(1, 2, 3.5, 0), (2, 2, 4, 0)],
        (0.5, 5),
        counts=NO_LIST,
    ),
    "Excel, Unicode text": Known(
        {"mine.txt": "userId\tmovieId\trating\ttitle\r\nJos\u00e9\t2\t3\tCit\u00e9\r\nAnn\t2\t5\tCit\u00e9\r\n".encode("utf-16")},
        [("Jos\u00e9", 2, 3, 0), ("Ann", 2, 5, 0)],
        (1, 5),
        {2: "Cit\u00e9"},
        NO_LIST,
    ),
    "xz": Known(
        {"ratings.csv.xz": lzma.compress(b"userId,movieId,rating\n1,2,3\n2,2,5\n")},
        [(1, 2, 3, 0), (2, 2, 5, 0)],
        (1, 5),
        counts=NO_LIST,
        chosen="ratings.csv.xz",
    ),
    "bz2": Known(
        {"mine.tsv.bz2": bz2.compress(b"userId\tmovieId\trating\n1\t2\t3\n2\t2\t5\n")},
        [(1, 2, 3, 0), (2, 2, 5, 0)],
        (1, 5),
        counts=NO_LIST,
    ),
}  # fmt: skip


def rows_of(dataset: Dataset) -> Rows:
    users = dataset.user_names or dataset.user_ids.tolist()
    movies = dataset.movies.text_ids or dataset.movies.ids.tolist()
    ratings = dataset.ratings
    values = [round(value, 4) for value in ratings.values.tolist()]
    columns = (ratings.users.tolist(), ratings.movies.tolist(), values, ratings.timestamps.tolist())
    return [(users[user], movies[movie], value, time) for user, movie, value, time in zip(*columns, strict=True)]


@pytest.mark.parametrize("name", SETS)
def test_a_known_set_is_read(write_folder: Write, name: str) -> None:
    known = SETS[name]
    folder = write_folder(known.files)
    dataset = finish(load_dataset(folder / known.chosen if known.chosen else folder))
    movies = list(dataset.movies.text_ids or dataset.movies.ids.tolist())
    assert sorted(rows_of(dataset), key=str) == sorted(known.rows, key=str)
    assert dataset.scale == known.scale
    assert {movie: dataset.movies.label(movies.index(movie)) for movie in known.titles} == known.titles
    assert {movie: dataset.movies.imdb_ids[movies.index(movie)] for movie in known.imdb} == known.imdb
    assert {movie: dataset.movies.genres_of(movies.index(movie)) for movie in known.genres} == known.genres
    assert dataset.tags.texts == known.tags
    assert dataset.report is not None
    assert dataset.report.counts == known.counts
