"""What a dot of the map is."""

from dataclasses import replace

import numpy as np

from movierec_gui.gui.tabs.map_tab.movie_texts import movie_details, movie_label


def test_a_row_of_the_map_is_a_film_of_the_data(tiny_dataset, movie_map):
    rows = np.arange(5, 59)
    parts = {"movies": movie_map.movies[rows], "coordinates": movie_map.coordinates[rows]}
    later = replace(movie_map, space=movie_map.space[rows], **parts)
    assert movie_label(tiny_dataset, later, 0) == "Movie 5 (1955)"
    mean = float(tiny_dataset.movie_means[5])
    assert movie_details(tiny_dataset, later, 0) == f"Movie 5 (1955) · Drama, War · {mean:.2f} from 24 ratings"
    bare = replace(tiny_dataset, movies=replace(tiny_dataset.movies, genres=np.zeros_like(tiny_dataset.movies.genres)))
    assert movie_details(bare, later, 0) == f"Movie 5 (1955) · no genre · {mean:.2f} from 24 ratings"
