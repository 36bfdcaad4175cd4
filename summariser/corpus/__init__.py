"""A corpus: many documents in, one row each out, to be stopped and taken up at any moment."""
