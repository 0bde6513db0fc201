"""The command line: what typer calls. It alone prints results."""
