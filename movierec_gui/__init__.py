"""MovieRec: explore MovieLens, train rating predictors, look inside them, and see the catalogue as a map."""

__version__ = "0.1.0"
