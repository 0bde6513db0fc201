"""`Practice`: how a practice's server is reached, and the parts around its application."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp

from formcheck.errors import UsageError
from formcheck.practice.place import LOOPBACK, check_place
from formcheck.therapist.import_page import MAX_FORM_BYTES as IMPORT_BYTES
from formcheck.web.accepting import Crowd
from formcheck.web.access import PageAccess
from formcheck.web.connections import Door
from formcheck.web.exchange_pages import MAX_FORM_BYTES as PROGRAMME_BYTES
from formcheck.web.front import front
from formcheck.web.guard import MOST_FORM
from formcheck.web.limits import Limits
from formcheck.web.measures import Measured, Measures
from formcheck.web.place import Place, alike, own_place
from formcheck.web.tls import Certificate

LARGER = {"/therapist/import": IMPORT_BYTES, "/programme": PROGRAMME_BYTES}
"""Bytes of a body, by path, where files are sent."""


@dataclass(frozen=True, slots=True)
class Practice:
    """How the server of a practice is reached.

    Attributes:
        place: where browsers find it; None for the names of this machine for itself.
        proxies: addresses or networks of the proxies in front of it.
        certificate: its own; None where a proxy has one, or nobody else comes.
        status_port: of health and metrics, on this machine only; None for none.
        coach: the live coach is served too, to a browser that was given the one-time address.
    """

    place: Place | None = None
    proxies: tuple[str, ...] = ()
    certificate: Certificate | None = None
    status_port: int | None = None
    coach: bool = False

    def found_at(self, port: int) -> Place:
        """Where browsers find it."""
        return self.place or own_place(port, secure=self.certificate is not None)

    def check(self, host: str, *, accounts: bool) -> None:
        """Check that whoever can reach the pages may.

        Raises:
            UsageError: nobody has to sign in, or passwords would go unencrypted over a network.
        """
        if not accounts:
            raise UsageError(
                "A practice's pages are for who has signed in, and there are no accounts",
                "Make one for each therapist and turn them on: formcheck practice --help",
            )
        secure = self.certificate is not None or (self.place is not None and self.place.secure)
        if self.certificate is None and secure and not self.proxies:
            raise UsageError(
                "The address of --url begins with https, and nobody in front of formcheck has a certificate",
                "Give it one (--tls-cert, --tls-key), or name the proxy that has (--proxy ADDRESS)",
            )
        if self.certificate is not None and self.place is not None and not self.place.secure:
            raise UsageError("With a certificate the address of --url begins with https", "Write it so")
        outward = host if host not in LOOPBACK or self.place is None or self.place.loopback else ""
        check_place(outward or min(self.place.hosts if self.place else ()), accounts=accounts, tls=secure)


class PracticeDoor(Door):
    """Lets everybody in who sends the head of a request: who may see what, the pages ask themselves.

    Args:
        access: as of `Door`.
    """

    def __init__(self, access: PageAccess) -> None:
        super().__init__(access, most=STRANGERS)

    def knows(self, headers: object) -> bool:
        """Who has sent the head of a request is no stranger."""
        return True


STRANGERS = 256
"""Connections that have sent no whole head of a request yet."""


def crowd_of(proxies: tuple[str, ...]) -> Crowd:
    """How many connections there may be: through a proxy any number of clients have one address."""
    return Crowd(alike=alike(proxies)) if proxies else Crowd()


def around(app: ASGIApp, place: Place, proxies: tuple[str, ...], measures: Measures) -> ASGIApp:
    """The application with its limits, its measures and what is believed of a proxy."""
    return front(Measured(Limits(app, MOST_FORM, LARGER, measures.refused), measures), place, proxies)
