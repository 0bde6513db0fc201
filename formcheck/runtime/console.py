"""Printing for people, on a terminal or into a pipe."""

from __future__ import annotations

from typing import TextIO, cast

from rich.console import Console

from formcheck.runtime.streams import mute


class PipeSafeConsole(Console):
    """A console that goes on in silence when the reader of its pipe has left (``| head -1``)."""

    def on_broken_pipe(self) -> None:
        """The reader has left."""
        self.quiet = True
        mute(cast("TextIO", self.file))
