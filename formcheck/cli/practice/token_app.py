"""`formcheck practice token`: keys with which programs use the API, as typer reads them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from formcheck.cli.visits.options import StoreOption


class TokenScope(StrEnum):
    """What a token can be good for."""

    READ = "patients:read"
    WRITE = "patients:write"


Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Of the account: the token sees its patients.")]

token = typer.Typer(
    name="token",
    no_args_is_help=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Tokens with which programs use the API: made, listed, revoked.",
)


@token.command()
def new(
    login: Login,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    *,
    scope: Annotated[
        list[TokenScope] | None, typer.Option(help="What it is good for; reading if not given.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="So many days it is good.")] = 365,
    store: StoreOption = None,
) -> None:
    """Make a token for an account. It is shown only now: what is kept is its digest."""
    from formcheck.cli.practice.tokens import make_one
    from formcheck.practice.principal import Scope

    make_one(store, login, name, [Scope(one.value) for one in scope or [TokenScope.READ]], days)


@token.command(name="list")
def list_tokens(login: Login, *, store: StoreOption = None) -> None:
    """List the tokens of an account."""
    from formcheck.cli.practice.tokens import print_tokens

    print_tokens(store, login)


@token.command()
def revoke(
    login: Login,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Of the token, as `list` shows it.")],
    *,
    store: StoreOption = None,
) -> None:
    """Let nobody use a token any more, at once."""
    from formcheck.cli.practice.tokens import revoke_one

    revoke_one(store, login, key)


@token.command()
def machine(*, store: StoreOption = None) -> None:
    """Show the token of this machine's own user, where no accounts are on.

    It sees all patients of the store, and is good as long as the file `.page-key` there is the same.
    """
    from formcheck.cli.practice.tokens import show_machine_token

    show_machine_token(store)
