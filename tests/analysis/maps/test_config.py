from __future__ import annotations

import pytest

from movierec_gui.analysis.maps.config import MapConfig
from movierec_gui.errors import UserError
from movierec_gui.settings import settings_of


def test_the_defaults_are_the_article_s():
    config = MapConfig()
    assert (config.source, config.method, config.perplexity, config.components) == ("ratings", "tsne", 50, 50)


@pytest.mark.parametrize(
    "values",
    [
        {"perplexity": 4.9},
        {"perplexity": 101},
        {"iterations": 5001},
        {"components": 1},
        {"seed": -1},
        {"source": "moon"},
    ],
)
def test_a_value_out_of_range_is_refused(values):
    with pytest.raises(UserError):
        MapConfig(**values)


def test_every_field_is_described():
    assert {entry.name for entry in settings_of(MapConfig)} == set(MapConfig.__dataclass_fields__)
