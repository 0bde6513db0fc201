"""The commands below `formcheck visits`: what typer reads in `*_app.py`, what they do in the others."""
