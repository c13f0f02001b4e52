"""Searching for better settings, on inner splits only: no test rating is ever looked at.

``space``: which settings vary, and how far. ``judging``: one trial on the validation ratings. ``proposing``: the next
trial's settings. ``record`` and ``store``: a search as it is kept. ``running``: a search with every trial on disk.
"""
