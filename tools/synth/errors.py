"""What can go wrong, in words for whoever runs the tool."""

from __future__ import annotations


class SynthError(Exception):
    """One line that says what is wrong and how to mend it."""
