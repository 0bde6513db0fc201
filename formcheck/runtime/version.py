"""The version of formcheck, as results and the command line state it."""

__version__ = "0.1.0"
