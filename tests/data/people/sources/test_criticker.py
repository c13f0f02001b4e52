import pytest

from tests.data.people.conftest import matched, statuses


@pytest.mark.parametrize(
    "text",
    [
        "Rating,Film Name,Year,URL,IMDB ID\n87,Heat,1995,https://x,tt0113277\n0,Casino,1995,https://x,tt0112641\n",
        "Score, Film Name, Year, Date Rated, Mini Review, URL, IMDB ID\n"
        '87, "Heat", 1995, 2020-01-01, "slow, ""good""", https://x, tt0113277\n'
        '0, "Casino", 1995, , , https://x, tt0112641\n',
        "Title,Year,Score,Tier\nHeat,1995,87,9\nCasino,1995,0,1\n",
    ],
)
def test_the_variants_of_the_table(review, text):
    result = review(text)
    assert matched(result) == {"Heat (1995)": 87, "Casino (1995)": 0}
    assert {row.entry.scale.high for row in result.rows} == {100}


def test_a_season_is_no_film(review):
    result = review(
        "Rating,Film Name,Year,URL,IMDB ID\n90,Andor,2022,https://x,tt9253284_s1\n80,Heat,1995,x,tt0113277\n"
    )
    assert statuses(result) == ["not a film", "matched"]


def test_a_tier_is_no_rating(review):
    assert len(review("Title,Year,Score,Tier\nHeat,1995,87,9\nCasino,1995,,4\n").rows) == 1
