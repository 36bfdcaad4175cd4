"""A corpus: many documents in, one record each out, to be stopped and taken up at any moment."""
