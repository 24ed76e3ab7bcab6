"""Sections and annexes from a document's blocks."""
