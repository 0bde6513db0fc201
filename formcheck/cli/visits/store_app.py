"""The commands that look after the store itself, as typer reads them."""

from __future__ import annotations

import typer

from formcheck.cli.visits.options import StoreOption


def add_store_commands(visits: typer.Typer) -> None:
    """Add these commands to `formcheck visits`."""
    visits.command(name="list")(list_patients)


def list_patients(*, store: StoreOption = None) -> None:
    """List the patients: how many visits, and when the last one was."""
    from formcheck.cli.visits.listing import print_patients

    print_patients(store)
