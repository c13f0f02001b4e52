import json

import pytest

from movierec_gui.data.people.review import Status
from movierec_gui.data.people.review_json import review_document, with_decisions
from movierec_gui.errors import UserError

TEXT = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Heat,1995,https://boxd.it/a,4.5
2024-01-06,Hamlet,2000,https://boxd.it/b,4
2024-01-07,Barbie,2023,https://boxd.it/c,3
"""


def test_the_whole_review_is_json(review, finder):
    result = review(TEXT)
    document = json.loads(json.dumps(review_document(result)))
    assert document["counts"] == {"matched": 1, "unsure": 1, "not in this dataset": 1}
    heat, hamlet, _ = document["rows"]
    assert heat["movie"] == {"id": 6, "label": "Heat (1995)"}
    assert (heat["value"], heat["scale"], heat["where"]) == (4.5, [0.5, 5], "ratings.csv, line 2")
    assert len(hamlet["candidates"]) == 2


def test_decisions_are_taken_from_the_same_json(review, write):
    result = review(TEXT)
    document = review_document(result)
    document["rows"][1]["decision"] = {"choose": document["rows"][1]["candidates"][1]["id"]}
    document["rows"][2]["decision"] = "reject"
    decided = with_decisions(result, write(json.dumps(document), "review.json"))
    assert [row.status for row in decided.rows] == [Status.MATCHED, Status.MATCHED, Status.REJECTED]


def test_rows_are_named_by_key_or_number(review, write):
    result = review(TEXT)
    items = [{"key": "barbie 2023", "decision": "reject"}, {"row": 1, "decision": "replace"}, {"row": 2}]
    decided = with_decisions(result, write(json.dumps(items), "d.json"))
    assert decided.row(3).status == Status.REJECTED
    assert decided.row(1).replaces


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no JSON"),
        ("5", "no list of decisions"),
        ('{"rows": [5]}', "no list of decisions"),
        ('[{"decision": "reject"}]', "fits no row"),
        ('[{"key": "nothing", "decision": "reject"}]', "fits no row"),
        ('[{"row": "1", "decision": "reject"}]', "fits no row"),
        ('[{"row": true, "decision": "reject"}]', "fits no row"),
        ('[{"row": 77, "decision": "reject"}]', "no row 77"),
        ('[{"row": 1, "decision": "perhaps"}]', "not understood"),
        ('[{"row": 1, "decision": {"choose": "Heat"}}]', "not understood"),
        ('[{"row": 1, "decision": {"choose": 99999999}}]', "No movie 99999999"),
    ],
)
def test_decisions_that_do_not_fit_are_explained(review, write, content, message):
    with pytest.raises(UserError, match=message):
        with_decisions(review(TEXT), write(content, "d.json"))


def test_a_file_of_decisions_that_is_not_there(review, tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        with_decisions(review(TEXT), tmp_path / "none.json")
