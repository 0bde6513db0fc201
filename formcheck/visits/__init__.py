"""Visits that were kept."""
