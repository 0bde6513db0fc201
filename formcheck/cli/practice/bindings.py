"""`formcheck practice bind` and `unbind`: whose patients are whose."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from formcheck.cli.visits.answers import console, counted
from formcheck.errors import UsageError
from formcheck.practice.accounts import account_of
from formcheck.practice.audit import Action, note
from formcheck.practice.bindings import bind, unbind
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.practice_schema import Binding
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore


def bind_some(folder: Place | None, login: str, patients: Sequence[str], *, unbound: bool) -> None:
    """Let an account see patients: all named, or none of them.

    Args:
        folder: of the store; None for `default_place`.
        login: of the account.
        patients: names or keys.
        unbound: those, too, who are bound to nobody.

    Raises:
        InputError: there is no such account or patient.
        UsageError: a name is of several, nobody is named, or it is the machine's own patient.
    """
    _check_named(patients, unbound=unbound)
    done = 0
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        found = [find_patient(session, one) for one in patients]
        if any(one.own for one in found):
            raise UsageError("The patient of this machine is bound to nobody", "Name a patient of the list")
        if unbound:
            nobodys = Patient.own.is_(False) & Patient.id.not_in(select(Binding.patient_id))
            found += session.scalars(select(Patient).where(nobodys))
        for patient in found:
            if bind(session, patient.id, account.id, store.now()):
                done += 1
                note(session, store.now(), Action.BOUND, patient=patient.id, subject=account.login,
                     address="command line")  # fmt: skip
    console().print(f"Bound to {account.login}: {counted(done, 'patient')}")


def unbind_some(folder: Place | None, login: str, patients: Sequence[str]) -> None:
    """Let an account see patients no longer.

    Raises:
        InputError: there is no such account or patient.
        UsageError: a name is of several, or nobody is named.
    """
    _check_named(patients, unbound=False)
    done = 0
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        account = account_of(session, login)
        for patient in [find_patient(session, one) for one in patients]:
            if unbind(session, patient.id, account.id):
                done += 1
                note(session, store.now(), Action.UNBOUND, patient=patient.id, subject=account.login,
                     address="command line")  # fmt: skip
    console().print(f"No longer bound to {account.login}: {counted(done, 'patient')}")


def _check_named(patients: Sequence[str], *, unbound: bool) -> None:
    if not patients and not unbound:
        raise UsageError("It is not said which patients", "Name them, or see: formcheck practice bind --help")
