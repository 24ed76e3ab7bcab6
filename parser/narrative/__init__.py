"""Facts, events and people in running text."""
