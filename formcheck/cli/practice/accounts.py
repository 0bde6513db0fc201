"""`formcheck practice`: accounts are added, listed, changed and disabled."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.cli.visits.answers import console
from formcheck.cli.visits.passphrases import read_passphrase
from formcheck.practice.accounts import (
    account_of,
    accounts_on,
    add_account,
    all_accounts,
    change_password,
    disable,
    enable,
    turn_accounts,
)
from formcheck.practice.audit import Action, note
from formcheck.practice.passwords import made_password
from formcheck.practice.principal import Role
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.printable import printable_text
from formcheck.visits.place import Place, default_place
from formcheck.visits.practice_schema import Binding
from formcheck.visits.store import VisitStore


def turn(folder: Place | None, on: bool | None) -> None:
    """Turn accounts on or off, or show what they are.

    Args:
        folder: of the store; None for `default_place`.
        on: what they shall be; None changes nothing.

    Raises:
        UsageError: there is no administrator who could sign in.
    """
    with VisitStore(folder or default_place()) as store:
        if on is not None:
            with store.writing() as session:
                turn_accounts(session, on=on)
                _note(session, store, f"accounts {'on' if on else 'off'}")
        with store.reading() as session:
            now_on = accounts_on(session)
    says = "Accounts are on: whoever opens the therapist's pages has to sign in."
    console().print(says if now_on else "Accounts are off: the pages are for this machine's own user.")
    if on is not None:
        console().print("A formcheck serve that is running goes on as before: start it anew.")


def add_one(folder: Place | None, login: str, name: str, role: Role, password_file: Path | None) -> None:
    """Add an account, and show its first password where one was made.

    Raises:
        InputError: the password's file cannot be read.
        UsageError: the login is taken or cannot be one, or the password breaks the rules.
    """
    password = _password(password_file)
    with VisitStore(folder or default_place()) as store, store.writing() as session:
        account = add_account(session, login, name, role, password, store.now())
        _note(session, store, f"{account.login}: added as {role}")
    console().print(f"Added: {account.login}, {role}")
    _show(password, password_file)


def reset_one(folder: Place | None, login: str, password_file: Path | None) -> None:
    """Give an account another password, and show it where it was made.

    Raises:
        InputError: there is no such account, or the password's file cannot be read.
        UsageError: the password breaks the rules.
    """
    password = _password(password_file)
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        change_password(session, account, password, given=True)
        _note(session, store, f"{account.login}: password reset")
    console().print(f"{account.login} has another password; its sessions have ended")
    _show(password, password_file)


def disable_one(folder: Place | None, login: str, *, disabled: bool) -> None:
    """Disable an account, or enable it again.

    Raises:
        InputError: there is no such account.
        UsageError: it is the last administrator.
    """
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        if disabled:
            disable(session, account, store.now())
        else:
            enable(session, account)
        _note(session, store, f"{account.login}: {'disabled' if disabled else 'enabled'}")
    console().print(f"{account.login} {'cannot' if disabled else 'can'} sign in")


def print_accounts(folder: Place | None) -> None:
    """Print a table of the accounts."""
    table = Table("login", "name", "role", "patients", "")
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        counted = select(Binding.account_id, func.count()).group_by(Binding.account_id)
        patients: dict[str, int] = {row[0]: row[1] for row in session.execute(counted)}
        for account in all_accounts(session):
            state = "disabled" if account.disabled_at else "new password due" if account.must_change else ""
            count = str(patients.get(account.id, 0))
            table.add_row(account.login, printable_text(account.name), account.role, count, state)
        on = accounts_on(session)
    PipeSafeConsole(highlight=False, markup=False).print(table)
    console().print(f"Accounts are {'on' if on else 'off'}.")


def _password(file: Path | None) -> str:
    if file is not None:
        return read_passphrase(file)
    return made_password()


def _show(password: str, file: Path | None) -> None:
    if file is None:
        console().print(f"First password: {password}")
        console().print("It is shown only now. Another one is chosen at the first signing in.")


def _note(session: Session, store: VisitStore, subject: str) -> None:
    note(session, store.now(), Action.ACCOUNT, subject=subject, address="command line")
