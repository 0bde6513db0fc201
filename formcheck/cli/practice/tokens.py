"""`formcheck practice token`: tokens of accounts, and that of the machine's own user."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.table import Table

from formcheck.cli.visits.answers import console
from formcheck.errors import InputError, OutputError, UsageError
from formcheck.practice.accounts import account_of, accounts_on
from formcheck.practice.audit import Action, note
from formcheck.practice.principal import Scope
from formcheck.practice.tokens import make_token, revoke_token, tokens_of
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.printable import printable, printable_text
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore
from formcheck.web.access import kept_secret, machine_token
from formcheck.web.server import SECRET

SHORTEST = 6
"""Digits of a key that do."""


def make_one(folder: Place | None, login: str, name: str, scopes: Sequence[Scope], days: int) -> None:
    """Make a token, and show it.

    Args:
        folder: of the store; None for `default_place`.
        login: of the account.
        name: what it is for.
        scopes: what it is good for.
        days: how long.

    Raises:
        InputError: there is no such account.
    """
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        now = store.now()
        made = make_token(session, account.id, name, scopes, now, now + timedelta(days=days))
        note(session, now, Action.ACCOUNT, subject=f"{account.login}: token made", address="command line")
    console().print(made)
    console().print("It is shown only now. Programs send it as: Authorization: Bearer ...")


def print_tokens(folder: Place | None, login: str) -> None:
    """Print a table of the tokens of an account.

    Raises:
        InputError: there is no such account.
    """
    table = Table("key", "name", "for", "until", "last used", "")
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        for one in tokens_of(session, account_of(session, login).id):
            over = one.expires_at is not None and one.expires_at <= store.now()
            state = "revoked" if one.revoked_at else "expired" if over else ""
            until = "" if one.expires_at is None else f"{one.expires_at.astimezone():%Y-%m-%d}"
            used = "" if one.used_at is None else f"{one.used_at.astimezone():%Y-%m-%d %H:%M}"
            table.add_row(one.id[:8], printable_text(one.name), one.scopes, until, used, state)
    PipeSafeConsole(highlight=False, markup=False).print(table)


def revoke_one(folder: Place | None, login: str, key: str) -> None:
    """Revoke a token.

    Raises:
        InputError: there is no such account or token.
        UsageError: several begin like this.
    """
    begun = key.strip().lower()
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        found = [one for one in tokens_of(session, account.id) if one.id.startswith(begun)]
        if len(begun) < SHORTEST or not found:
            raise InputError("There is no such token", f"See formcheck practice token list {account.login}")
        if len(found) > 1:
            raise UsageError(f"Several tokens begin with {begun}", "Write more of its key")
        revoke_token(session, found[0].id, account.id, store.now())
        note(session, store.now(), Action.ACCOUNT, subject=f"{account.login}: token revoked",
             address="command line")  # fmt: skip
    console().print(f"Revoked: {printable_text(found[0].name)}")


def show_machine_token(folder: Place | None) -> None:
    """Show the token of this machine's own user.

    Raises:
        UsageError: accounts are on.
        OutputError: the key cannot be kept.
    """
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        if accounts_on(session):
            raise UsageError("Accounts are on: a token is of an account", "formcheck practice token new")
    file = store.folder / SECRET
    secret = kept_secret(file)
    if secret is None:
        raise OutputError(f"The key in {printable(file)} cannot be read", "Remove the file")
    console().print(machine_token(secret))
