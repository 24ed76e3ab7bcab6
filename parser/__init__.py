"""From a document to a :class:`parser.bulletin.Bulletin`.

This package knows no database, writes no file and imports none of the others.
"""
