"""Bytes of any form to the one :class:`parser.document.Document`."""
