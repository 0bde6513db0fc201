"""The commands below `formcheck practice`: what typer reads in `practice_app.py`, what they do beside it."""
