"""Builds the files in ``models/`` from public packages: see `build_models.__main__`."""
