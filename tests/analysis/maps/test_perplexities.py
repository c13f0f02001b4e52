from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps.config import MapConfig
from movierec_gui.analysis.maps.perplexities import ARTICLE_PERPLEXITIES, PerplexityFrame, maps_by_perplexity
from movierec_gui.analysis.projections import raw_map
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

CONFIG = MapConfig(iterations=30, components=5)


def test_each_map_is_the_one_that_its_perplexity_alone_gives(tiny_dataset):
    events = maps_by_perplexity(tiny_dataset, CONFIG, (5.0, 10.0))
    frames = []
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            small, large = end.value
            break
        frames += [event] if isinstance(event, PerplexityFrame) else []
    assert [judged.map.config.perplexity for judged in (small, large)] == [5.0, 10.0]
    alone = finish(raw_map(tiny_dataset, MapConfig(iterations=30, components=5, perplexity=10.0)))
    assert np.array_equal(large.map.coordinates, alone.coordinates)
    assert small.quality.k == 10
    assert {frame.number for frame in frames} == {0, 1}
    assert frames[0].progress.stage.startswith("Perplexity 10: ")
    assert frames[-1].map.complete


def test_the_article_s_are_offered_and_too_high_ones_refused(tiny_dataset):
    assert ARTICLE_PERPLEXITIES == (5.0, 30.0, 50.0, 100.0)
    with pytest.raises(UserError, match=r"100 is too high for 59 movies.*Lay out one map"):
        finish(maps_by_perplexity(tiny_dataset, CONFIG))
    with pytest.raises(UserError, match="No perplexity"):
        finish(maps_by_perplexity(tiny_dataset, CONFIG, ()))
