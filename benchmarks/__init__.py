"""Measurements of the product from outside: files in, result files out."""
