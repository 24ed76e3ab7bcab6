"""The archive: loading, search, series, corrections, export and the site."""
