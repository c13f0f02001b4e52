"""Named sets of films, kept apart from any dataset: ``film_set`` says what one is, ``making`` makes and combines them,
``store.SetStore`` keeps them.
"""
