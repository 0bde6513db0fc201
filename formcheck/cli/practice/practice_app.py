"""`formcheck practice`: accounts, who is bound to whom, and the audit log, as typer reads them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.practice.token_app import token
from formcheck.cli.visits.options import StoreOption


class AccountRole(StrEnum):
    """Roles that an account can have."""

    THERAPIST = "therapist"
    ADMINISTRATOR = "administrator"


class OnOff(StrEnum):
    """Accounts, turned on or off."""

    ON = "on"
    OFF = "off"


Login = Annotated[str, typer.Argument(metavar="LOGIN", help="What somebody signs in with.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="Text file whose first line is the password; one is made and shown once if not given.",
    ),
]
Patients = Annotated[
    list[str] | None, typer.Argument(metavar="[PATIENT]...", help="Names or keys (`formcheck visits list`).")
]

practice = typer.Typer(
    name="practice",
    no_args_is_help=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Run a practice: accounts, whose patients are whose, who opened what.",
)
practice.add_typer(token)


@practice.command()
def accounts(
    state: Annotated[
        OnOff | None, typer.Argument(metavar="[on|off]", help="What they shall be; shown if not given.")
    ] = None,
    *,
    store: StoreOption = None,
) -> None:
    """Turn accounts on or off: with them, whoever opens the therapist's pages has to sign in.

    Add an administrator first. A `formcheck serve` that is running goes on as before: start it anew.
    """
    from formcheck.cli.practice.accounts import turn

    turn(store, None if state is None else state is OnOff.ON)


@practice.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help="As pages show it; the login if not given.")] = "",
    role: Annotated[AccountRole, typer.Option(help="What the account is for.")] = AccountRole.THERAPIST,
    password_file: PasswordFile = None,
    store: StoreOption = None,
) -> None:
    """Add an account. Its owner has to choose another password at the first signing in.

    A therapist sees the patients who are bound to them; an administrator manages accounts and bindings, and
    sees no patient who is not bound to them.
    """
    from formcheck.cli.practice.accounts import add_one
    from formcheck.practice.principal import Role

    add_one(store, login, name, Role(role.value), password_file)


@practice.command(name="list")
def list_accounts(*, store: StoreOption = None) -> None:
    """List the accounts, with how many patients are bound to each."""
    from formcheck.cli.practice.accounts import print_accounts

    print_accounts(store)


@practice.command()
def reset(login: Login, *, password_file: PasswordFile = None, store: StoreOption = None) -> None:
    """Give an account another password, end its sessions, and forget its wrong tries."""
    from formcheck.cli.practice.accounts import reset_one

    reset_one(store, login, password_file)


@practice.command()
def disable(login: Login, *, store: StoreOption = None) -> None:
    """Let nobody sign in with an account any more; its sessions and tokens end at once."""
    from formcheck.cli.practice.accounts import disable_one

    disable_one(store, login, disabled=True)


@practice.command()
def enable(login: Login, *, store: StoreOption = None) -> None:
    """Let somebody sign in with a disabled account again."""
    from formcheck.cli.practice.accounts import disable_one

    disable_one(store, login, disabled=False)


@practice.command()
def bind(
    login: Login,
    patient: Patients = None,
    *,
    unbound: Annotated[
        bool, typer.Option("--unbound", metavar="", help="All patients who are bound to nobody yet.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Let an account see patients: some by name or key, or all who are bound to nobody yet."""
    from formcheck.cli.practice.bindings import bind_some

    bind_some(store, login, patient or [], unbound=unbound)


@practice.command()
def unbind(login: Login, patient: Patients = None, *, store: StoreOption = None) -> None:
    """Let an account see patients no longer."""
    from formcheck.cli.practice.bindings import unbind_some

    unbind_some(store, login, patient or [])


@practice.command()
def audit(
    *,
    login: Annotated[str, typer.Option(metavar="LOGIN", help="Only what this account did.")] = "",
    patient: Annotated[
        str, typer.Option(metavar="NAME|KEY", help="Only what was done with this patient's file.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=36_500, help="So many days back.")] = 30,
    most: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many lines.")] = 1000,
    remove_older_than: Annotated[
        int | None,
        typer.Option(
            "--remove-older-than",
            metavar="YEARS",
            max=100,
            help="Remove what is older, and print nothing; five years at least, which the law wants kept.",
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Print who opened, changed or exported whose file, the latest first. Nobody can change this log.

    Nothing of it goes by itself.
    """
    from formcheck.cli.practice.log import cut_log, print_log

    if remove_older_than is not None:
        cut_log(store, remove_older_than)
    else:
        print_log(store, login, patient, days=days, most=most)
