"""Printing for people, on a terminal or into a pipe."""

from __future__ import annotations

from typing import TextIO, cast

from rich.console import Console

from formcheck.runtime.streams import discard_output


class PipeSafeConsole(Console):
    """A console that prints nothing more once the reader of its pipe has left (``| head -1``)."""

    def on_broken_pipe(self) -> None:
        """Drop all output from now on; rich calls this when the reader has left."""
        self.quiet = True
        discard_output(cast("TextIO", self.file))
