"""Tables recovered from grids and from flattened text."""
