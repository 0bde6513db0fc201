"""What all benchmarks print alike: the machine they ran on, and tables of figures."""

from __future__ import annotations

import os
import platform

from rich.console import Console
from rich.table import Table


def print_machine(console: Console, command: str, more: str = "") -> None:
    """Print which command measures on which machine, and how busy it was before.

    Args:
        console: prints.
        command: as it is typed.
        more: what else to know, with a comma before it.
    """
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    console.print(f"{command}: {machine}{load}{more}")


def figures_table(title: str, *columns: str) -> Table:
    """A table whose first column names what was measured; figures stand to the right.

    Args:
        title: above it.
        columns: heads of the columns after the first.
    """
    table = Table(title=title)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table
