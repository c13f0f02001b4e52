from __future__ import annotations

import numpy as np

from movierec_gui.analysis.map_nodes import NO_NODE, nodes_on_map
from movierec_gui.progress import finish


def test_every_movie_has_the_node_that_its_ratings_activate_most(tiny_dataset, make_run, hand_made):
    outputs = np.zeros((40, 60, 4))
    outputs[:, np.arange(60), np.arange(60) % 4] = -3.0
    run = make_run(tiny_dataset, hand_made(outputs, (0.5, 5.0)))
    found = finish(nodes_on_map(run, np.array([7, 2, 59])))
    assert found.nodes.tolist() == [3, 2, NO_NODE]
    assert (found.layer, found.width) == ("table", 4)
