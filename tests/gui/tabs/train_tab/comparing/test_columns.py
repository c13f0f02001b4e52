"""How figures read."""

import math

import pytest

from movierec_gui.gui.tabs.train_tab.comparing.columns import COST, ERRORS, LISTS, page_columns
from movierec_gui.training.comparing.record import Standing


@pytest.fixture
def best(record):
    return record.standings()[0][0]


def texts(columns, row):
    return {column.name: column.text(row) for column in columns}


def test_figures_stand_with_their_intervals(record):
    best, worse, failed = record.standings()[0]
    columns = page_columns(ERRORS, best.figures)
    shown = texts(columns, best)
    assert shown["mse"] == "0.7100 ± 0.1271"
    assert (shown["difference"], shown["beyond_noise"]) == ("0.0000", "best")
    assert shown["optimistic_mse"] == "0.7000"
    assert texts(columns, worse)["difference"] == "+0.2000 ± 0.0000"
    assert texts(columns, worse)["beyond_noise"] == "yes"
    assert texts(columns, failed)["mse"] == "–"
    assert texts(columns, failed)["beyond_noise"] == "–"
    assert all(column.help for column in columns)


def test_intervals_that_would_crowd_the_table_are_in_the_tool_tip(best):
    (rmse,) = (column for column in page_columns(ERRORS, best.figures) if column.name == "rmse")
    assert "±" not in rmse.text(best)
    assert rmse.full_text(best).startswith(f"{rmse.text(best)} ± ")


def test_cost_and_intervals_have_a_page(best):
    columns = page_columns(COST, best.figures)
    shown = texts(columns, best)
    assert (shown["epoch"], shown["fit_seconds"], shown["memory_mb"]) == ("7.0", "1.5 s", "12 MB")
    assert (shown["interval_coverage"], shown["interval_width"]) == ("79.0 %", "2.10")
    assert all(column.help for column in columns)


def test_lists_have_columns_of_their_own(best):
    columns = page_columns(LISTS, best.figures)
    assert [column.name for column in columns][:3] == ["model", "ndcg", "recall"]
    assert texts(columns, best)["coverage"] == "20.0 %"
    assert not {column.name for column in columns[1:]} & {column.name for column in page_columns(ERRORS, best.figures)}
    assert all(column.help for column in columns)


def test_unknown_figures_appear_all_the_same(best):
    from dataclasses import replace

    row = replace(
        best, figures={**best.figures, "carbon_grams": 3.5, "carbon_grams_interval": 0.5, "odd_interval": 1.0}
    )
    columns = page_columns(ERRORS, row.figures)
    assert [column.title for column in columns[-2:]] == ["Carbon grams", "Odd interval"]
    assert columns[-2].text(row) == "3.5000 ± 0.5000"


def test_one_split_cannot_tell_noise(make_record, make_result):
    shown = make_record([make_result("a", 0, 0.7), make_result("b", 0, 0.8)], seeds=(0,)).standings()[0]
    columns = page_columns(ERRORS, shown[1].figures)
    assert texts(columns, shown[1])["beyond_noise"] == "one split"
    assert texts(columns, shown[1])["mse"] == "0.8000"


def test_missing_values_sort_last(record):
    best, _, failed = record.standings()[0]
    mse = next(column for column in page_columns(ERRORS, best.figures) if column.name == "mse")
    assert mse.order(best) < mse.order(failed) == math.inf


def test_recommenders_have_lists_and_no_errors(mixed_record):
    net, fine, poor = mixed_record.standings()[0]
    assert (net.label, fine.label, poor.label) == ("net", "fine", "poor")
    errors, of_lists = (texts(page_columns(page, fine.figures), fine) for page in (ERRORS, LISTS))
    assert {errors[name] for name in ("mse", "rmse", "mae", "difference", "beyond_noise", "optimistic_mse")} == {"–"}
    assert of_lists["ndcg"] == "0.3100"  # the interval is of the people of one split, and stands with the gain
    assert of_lists["gain"] == "+0.160 [+0.150, +0.170]"
    assert (of_lists["better"], of_lists["worse"]) == ("60 %", "20 %")
    assert all(column.help for column in page_columns(ERRORS, fine.figures))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (
            ERRORS,
            "splits 3 ± 0|mse 3.1416 ± 0.2718|difference +3.1416 ± 0.2718|rmse 3.1416|mae 3.1416|"
            "optimistic_mse 3.1416 ± 0.2718",
        ),
        (
            COST,
            "epoch 3.1 ± 0.3|fit_seconds 3.1 s ± 0.3|memory_mb 3 MB ± 0|interval_coverage 314.2 % ± 27.2|"
            "interval_width 3.14 ± 0.27",
        ),
        (
            LISTS,
            "ndcg 3.1416|gain +3.142 [+3.000, +3.250]|better 314 % ± 27|worse 314 % ± 27|recall 3.1416 ± 0.2718|"
            "coverage 314.2 % ± 27.2|novelty 3.14 ± 0.27|gini 3.142 ± 0.272|average_precision 3.1416 ± 0.2718|"
            "recall_of_all 3.1416 ± 0.2718|diversity 3.142 ± 0.272|calibration 3.142 ± 0.272|popularity 3.1 ± 0.3|"
            "users 3 ± 0",
        ),
    ],
    ids=["errors", "cost", "lists"],
)
def test_every_figure_has_its_digits_its_unit_and_its_sign(page, shown):
    expected = dict(one.split(" ", 1) for one in shown.split("|"))
    figures = {**dict.fromkeys(expected, math.pi), **{f"{name}_interval": 0.271828 for name in expected}}
    row = Standing("a", 3, (), figures | {"gain_low": 3.0, "gain_high": 3.25})
    columns = [column for column in page_columns(page, row.figures) if column.name in expected]
    assert {column.name: column.text(row) for column in columns} == expected
    assert all(column.numeric and column.order(row) == math.pi for column in columns)
