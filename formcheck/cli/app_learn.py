"""`formcheck learn`, as typer reads it."""

from __future__ import annotations

from typing import Annotated

import typer

from formcheck.cli.options import Lang
from formcheck.cli.visits.options import StoreOption


def learn(
    card: Annotated[
        str | None,
        typer.Argument(
            metavar="CARD", help="Name of a card; without one all are listed.", show_default=False
        ),
    ] = None,
    *,
    patient: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who reads, of the store; this machine's patient if not given."),
    ] = None,
    store: StoreOption = None,
    lang: Annotated[Lang, typer.Option(case_sensitive=False, help="Language of the cards.")] = Lang.NL,
) -> None:
    """Good to know about the back: eight short cards with their sources, and two statements to judge.

    What was seen and answered is remembered with the patient's last visit, where there is one.
    """
    from formcheck.cli.learn_command import list_cards, reader_of, show_card

    with reader_of(store, patient) as reader:
        if card is None:
            list_cards(reader, lang.value)
        else:
            show_card(card, reader, lang.value)
