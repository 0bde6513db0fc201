"""The command line: the commands that typer calls. Only this room prints results."""
