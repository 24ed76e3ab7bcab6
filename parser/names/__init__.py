"""Department names: the dated register and the resolution against it."""
