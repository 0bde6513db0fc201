"""Tools for the scripts of the page: makes their protocol, checks their types."""
