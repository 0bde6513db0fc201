"""Signals: pure geometry on a `Track`, the same for any cutting into chunks."""
