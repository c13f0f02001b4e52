from movierec_gui.figures import LIGHT, draw_claims, draw_test_curves, new_figure

CURVES = ([0.9, 0.8, 0.79, 0.78, 0.785, 0.79, 0.8], [0.92, 0.83, 0.8, 0.81, 0.82, 0.83, 0.84])


def test_every_model_is_a_row_with_its_splits_this_one_ringed_and_what_the_article_says():
    _, axes = new_figure(LIGHT)
    values = [[0.78, 0.79, 0.77], [0.81], []]
    draw_claims(axes, ["dense", "LSTM", "mean"], values, [0.79, None, None], [0.783, 0.769, None], LIGHT, label="MSE")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["dense", "LSTM", "mean"]
    assert axes.get_ylim() == (2.6, -0.6)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["each split", "this split", "the article"]


def test_without_the_articles_figures_its_mark_is_not_explained():
    _, axes = new_figure(LIGHT)
    draw_claims(axes, ["mean"], [[1.1]], [1.1], [None], LIGHT, label="MSE")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["each split", "this split"]


def test_curves_are_dotted_at_their_lowest_epoch_and_the_articles_epoch_is_marked():
    _, axes = new_figure(LIGHT)
    draw_test_curves(axes, ["seed 0", "seed 1"], CURVES, LIGHT, claimed_epoch=6)
    dots = [line for line in axes.get_lines() if line.get_marker() == "o"]
    assert [tuple(map(float, line.get_xydata()[0])) for line in dots] == [(4.0, 0.78), (3.0, 0.8)]
    assert any(line.get_label() == "epoch 6, as the article says" for line in axes.get_lines())
    low, high = axes.get_ylim()
    assert 0.77 < low < 0.78
    assert 0.84 < high < 0.85
    assert all(tick == int(tick) for tick in axes.get_xticks())


def test_an_epoch_beyond_the_curves_is_not_marked_and_no_curve_is_no_mistake():
    _, axes = new_figure(LIGHT)
    draw_test_curves(axes, ["seed 0"], [CURVES[0][:3]], LIGHT, claimed_epoch=6)
    assert not any("article" in str(line.get_label()) for line in axes.get_lines())
    _, empty = new_figure(LIGHT)
    draw_test_curves(empty, [], [], LIGHT, claimed_epoch=6)
    assert empty.get_legend() is None


def test_around_curves_without_a_rise_there_is_a_little_room():
    _, axes = new_figure(LIGHT)
    draw_test_curves(axes, ["seed 0"], [[0.8] * 7], LIGHT, claimed_epoch=6)
    low, high = axes.get_ylim()
    assert abs(low - 0.7999) < 1e-9
    assert abs(high - 0.8001) < 1e-9
