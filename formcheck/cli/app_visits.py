"""`formcheck visits`: the commands around the store of visits, a module for each group of them."""

from __future__ import annotations

import typer

from formcheck.cli.visits.exchange_app import add_exchange_commands
from formcheck.cli.visits.print_app import add_print_commands
from formcheck.cli.visits.store_app import add_store_commands

visits = typer.Typer(
    name="visits",
    no_args_is_help=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Look after the visits that are kept: list, back up, delete, hand over, print.",
)

for _add in (add_store_commands, add_exchange_commands, add_print_commands):
    _add(visits)
