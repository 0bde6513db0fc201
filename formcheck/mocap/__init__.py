"""Formats of motion capture: recordings written for other programs, and poses of other programs read."""
