"""formcheck: judges the form of back-care exercises, on your own machine."""

__version__ = "0.1.0"
