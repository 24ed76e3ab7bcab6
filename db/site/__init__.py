"""The archive in a browser: Datasette with our descriptions and a search that knows Chinese."""
