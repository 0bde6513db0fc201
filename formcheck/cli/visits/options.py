"""Options that the commands of `formcheck visits` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.visits.place import StorePlace, store_place

STORE = (
    "Folder of the store of visits, or postgresql://USER@HOST/DATABASE?folder=DIR; "
    "your data folder if not given."
)
StoreOption = Annotated[
    StorePlace | None, typer.Option("--store", metavar="DIR|URL", parser=store_place, help=STORE)
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Text file whose first line is the passphrase."),
]
