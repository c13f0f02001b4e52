"""A project as one file: data by reference, and all that was made of them.

``parts``: what goes into it, an explicit tuple. ``facts``: what it says of itself. ``saving``, ``opening``: the file.
"""
