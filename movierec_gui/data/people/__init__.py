"""People and their histories, apart from any dataset.

``store.PeopleStore`` keeps people, ``changes`` are what can be done to one. ``reading.read_history`` reads an export,
``review.reviewing`` looks its films up in a dataset by a ``finding.MovieFinder``, and ``keeping.keep`` adds the review
to a person. ``follow.follow`` gives a person's ratings in a dataset, ``MovieFinder.film`` what to keep of a movie that
is rated there.
"""
