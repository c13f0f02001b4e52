"""A person's history brought in: what has to be asked, a review of every film, and nothing kept before that."""
