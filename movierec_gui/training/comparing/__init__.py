"""Comparing models on the same splits.

``contestants``: who takes part, on what splits. ``cells``: one model judged on one split, and all of them. ``table``:
results and their means, intervals and differences. ``record`` and ``store``: a comparison as it is kept. ``running``:
a comparison with every finished cell on disk. ``estimate``: its cost, before it starts.
"""
