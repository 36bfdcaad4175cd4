"""Many pages: where they come from, how each gets its one row, where rows go."""
