"""`Principal`: who asks, and what they may do. Every request carries at least one, or is let in nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """Who somebody is."""

    OWNER = "owner"
    """The user of one's own machine, where no accounts are on: may do everything there."""
    THERAPIST = "therapist"
    """Sees the patients who are bound to them."""
    ADMINISTRATOR = "administrator"
    """Manages accounts and who is bound to whom; sees no patient who is not bound to them."""
    PATIENT = "patient"
    """Sits before the camera of the machine itself, where accounts are on: the coach and their own visits."""


class Scope(StrEnum):
    """What somebody may do. A route asks for one (`formcheck.practice.require`)."""

    COACH = "coach"
    """The live coach and the pages of the patient whose machine this is."""
    PAGES = "pages"
    """The therapist's pages."""
    ACCOUNTS = "accounts"
    """Accounts, and who is bound to whom."""
    AUDIT = "audit"
    """The audit log."""
    SELF = "self"
    """One's own account."""
    PATIENTS_READ = "patients:read"
    """API: the list, files, visits, results, programmes and exports of one's patients."""
    PATIENTS_WRITE = "patients:write"
    """API: notes, marks, programmes and new patients."""


OF_A_TOKEN = frozenset((Scope.PATIENTS_READ, Scope.PATIENTS_WRITE))
"""What a program's token can be good for."""
SCOPES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.OWNER: frozenset((Scope.COACH, Scope.PAGES, Scope.PATIENTS_READ, Scope.PATIENTS_WRITE)),
        Role.THERAPIST: frozenset((Scope.PAGES, Scope.SELF, Scope.PATIENTS_READ, Scope.PATIENTS_WRITE)),
        Role.ADMINISTRATOR: frozenset(
            (Scope.PAGES, Scope.SELF, Scope.ACCOUNTS, Scope.AUDIT, Scope.PATIENTS_READ, Scope.PATIENTS_WRITE)
        ),
        Role.PATIENT: frozenset((Scope.COACH,)),
    }
)
"""What each role may do."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        role: see `Role`.
        id: of the account; "" for owner and patient.
        login, name: of the account.
        scopes: what may be done: what the role may, or the part of it that a token is for.
        secret: the form token of the browser's session (`formcheck.practice.form_token`); "" needs none.
        must_change: a new password has to be chosen before anything else.
    """

    role: Role
    id: str = ""
    login: str = ""
    name: str = ""
    scopes: frozenset[Scope] = frozenset()
    secret: str = field(default="", repr=False)
    must_change: bool = False

    @classmethod
    def of(cls, role: Role) -> Principal:
        """Somebody without an account."""
        return cls(role, scopes=SCOPES[role])

    def may(self, scope: Scope) -> bool:
        """Whether this may be done."""
        return scope in self.scopes
