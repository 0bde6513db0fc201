"""One file in, result files out."""
