"""`formcheck serve`: what the command does before and after the page."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from formcheck.coach.programme import whole_programme
from formcheck.live.keeper import default_root
from formcheck.terminal import OK
from formcheck.web.server import Serving, run_server


def serve_page(host: str, port: int, model: str | None, out: Path | None, *, browser: bool) -> int:
    """Serve the page until Ctrl-C, and give the exit status.

    Raises:
        UsageError: an address that is not of this machine alone, or a port that is taken.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False)
    serving = Serving(
        host=host,
        port=port,
        root=out or default_root(),
        programme=whole_programme(),
        model=model or "full",
        browser=browser,
    )
    run_server(serving, lambda address: console.print(f"formcheck: {address}\n(Ctrl-C ends it)"))
    return OK
