"""What the source itself got wrong, recomputed from what it prints."""
