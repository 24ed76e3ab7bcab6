"""Archived bulletins (通报) of Chinese government service centres, number by number."""

__version__ = "0.1.0.dev0"
