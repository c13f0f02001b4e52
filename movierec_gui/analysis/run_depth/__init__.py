"""One run in depth: for whom, for which films and when it errs, and two runs person by person."""
