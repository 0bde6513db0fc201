"""Starts the page's server on this machine and opens the browser."""

from __future__ import annotations

import contextlib
import logging
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from formcheck.coach.programme import Programme
from formcheck.errors import UsageError
from formcheck.live_visit.goes_on import goes_on
from formcheck.live_visit.recovery import tidy_up
from formcheck.live_visit.visit import LiveVisit
from formcheck.pose.estimator import PoseEstimator, RenewableEstimator
from formcheck.pose.factory import create_estimator
from formcheck.practice.accounts import accounts_on
from formcheck.practice.place import check_place
from formcheck.therapist.desk import Desk
from formcheck.visits.folder import VisitFolder
from formcheck.visits.log import VisitLog
from formcheck.visits.place import StorePlace
from formcheck.visits.programmes import InForce, in_force
from formcheck.visits.store import VisitStore
from formcheck.web.accepting import PageServer
from formcheck.web.access import PageAccess, kept_secret
from formcheck.web.app import Settings
from formcheck.web.connections import Door, allow_open_files
from formcheck.web.guard import MOST_FORM
from formcheck.web.limits import Limits
from formcheck.web.measures import Measures
from formcheck.web.messages import Hello
from formcheck.web.options import options_of
from formcheck.web.own_voice import own_voice
from formcheck.web.place import own_place
from formcheck.web.practice import LARGER, Practice, PracticeDoor, around, crowd_of
from formcheck.web.status import beside, status_app
from formcheck.web.whole_app import whole_app
from formcheck.web.wire import LARGEST_BYTES

WAITING = 1024
"""Connections that may wait to be accepted; systems allow fewer, some 128."""
MOST_HEAD_BYTES = 32_768
"""Of the head of a request: a browser's comes to one or two thousand bytes."""
SECRET = ".page-key"
"""File in the folder of the store: with it an open page goes on after the program was started again."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How the page is served.

    Attributes:
        host, port: where; other machines only reach it under `check_place`. Port 0 takes any that is free.
        store: folder of the store of visits.
        root: folder that results are written to as files as well; None for none.
        programme: what may be done in a visit; None for the programme in force in the store.
        model: the pose network.
        frames_per_s: what it sustains on this machine; None: not measured.
        browser: open the page in the user's browser.
        therapist: the address leads to the therapist's pages.
        practice: how a practice's server is reached; None on one's own machine.
    """

    host: str
    port: int
    store: StorePlace
    programme: Programme | None
    model: str
    root: Path | None = None
    frames_per_s: float | None = None
    browser: bool = True
    therapist: bool = False
    practice: Practice | None = None


def followed(serving: Serving, store: VisitStore) -> InForce:
    """What a visit follows now: the programme of the command line, else the newest one in the store.

    Raises:
        InputError: a newer formcheck wrote the one in the store.
    """
    return in_force(store) if serving.programme is None else InForce(serving.programme)


def visits(
    serving: Serving, store: VisitStore, estimator: Callable[[], PoseEstimator]
) -> Callable[[Hello], LiveVisit]:
    """A function that makes the visit that a hello asks for; each visit gets an estimator of its own."""

    def begin(hello: Hello) -> LiveVisit:
        if hello.resume is not None:
            try:
                return again(hello, hello.resume)
            except UsageError:  # nothing was done in it, say
                if not hello.items:
                    raise
        follows = followed(serving, store)
        programme = follows.programme
        if hello.items:
            programme = programme.model_copy(update={"items": tuple(hello.items)})
        folder = folder_of(datetime.now()) if hello.keep else None
        visit = LiveVisit(programme, hello.lang, estimator(), folder)
        if hello.keep:  # a programme that makes no sense was refused by now
            version = None if follows.version is None else follows.version.id
            visit.keep_in(VisitLog.begin(store, programme, hello.lang, programme_id=version))
        return visit

    def again(hello: Hello, left: str) -> LiveVisit:
        poses = estimator()
        on = goes_on(store, left, hello.lang)
        visit = LiveVisit(on.programme, hello.lang, poses, folder_of(on.began), state=on.state)
        visit.keep_in(on.log)
        return visit

    def folder_of(began: datetime) -> VisitFolder | None:
        return None if serving.root is None else VisitFolder(serving.root, began)

    return begin


def one_after_the_other(make: Callable[[], PoseEstimator]) -> Callable[[], PoseEstimator]:
    """Estimators for visits that follow one another; the networks are loaded once and reused."""
    last: PoseEstimator | None = None

    def following() -> PoseEstimator:
        nonlocal last
        last = last.renewed() if isinstance(last, RenewableEstimator) else make()
        return last

    return following


def run_server(serving: Serving, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C.

    Raises:
        UsageError: a host that other machines can reach, or a port that is taken.
        InputError: a newer formcheck wrote the programme in the store.
    """
    store = VisitStore(serving.store)
    with store.reading() as session:
        accounts = accounts_on(session)
    check_serving(serving, accounts=accounts)
    allow_open_files()
    listening = _listening(serving)
    port = listening.getsockname()[1]
    tidy_up(store, serving.root)
    followed(serving, store)  # one that cannot be read is told now, not on the page
    practice = serving.practice
    place = own_place(port) if practice is None else practice.found_at(port)
    access = PageAccess(
        port,
        kept_secret(serving.store.folder / SECRET),
        place=place,
        token=practice is None or practice.coach,
    )
    settings = Settings(
        access,
        lambda: options_of(followed(serving, store), serving.model, serving.frames_per_s, keeps=True),
        visits(serving, store, one_after_the_other(lambda: create_estimator(model=serving.model))),
        Desk(store, place.secure),
        accounts,
        own_voice(store, accounts=accounts),
    )
    address = _address(serving, access, port)
    say(address)
    if serving.browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    app = whole_app(settings)
    if practice is None:
        server = PageServer(_config(serving, Limits(app, MOST_FORM, LARGER), Door(access)), listening)
    else:
        server = _practice_server(serving, practice, settings, app, listening)
    with contextlib.closing(store), contextlib.closing(listening), contextlib.suppress(KeyboardInterrupt):
        server.run()  # ends the visits that are going on and writes their results


def check_serving(serving: Serving, *, accounts: bool) -> None:
    """Check that whoever can reach the pages may.

    Raises:
        UsageError: other machines could, without signing in or without TLS.
    """
    if serving.practice is None:
        check_place(serving.host, accounts=accounts, tls=False)
    else:
        serving.practice.check(serving.host, accounts=accounts)


def _practice_server(
    serving: Serving, practice: Practice, settings: Settings, app: ASGIApp, listening: Any
) -> PageServer:
    assert settings.desk is not None
    measures = Measures(lambda: server.connections, lambda: len(settings.links))
    config = _config(
        serving,
        around(app, settings.access.place, practice.proxies, measures),
        PracticeDoor(settings.access),
    )
    status = None
    if practice.status_port is not None:
        shown = status_app(settings.desk.store, measures, lambda: server.should_exit)
        status = beside(shown, practice.status_port)
    server = PageServer(config, listening, crowd_of(practice.proxies), practice.certificate, status)
    return server


def _address(serving: Serving, access: PageAccess, port: int) -> str:
    """The address that is printed: with the one-time token, where there is one."""
    shown = f"[{serving.host}]" if ":" in serving.host else serving.host
    if serving.practice is None:
        return f"http://{shown}:{port}/?token={access.token}" + "&at=therapist" * serving.therapist
    host = f"{shown}:{port}" if serving.practice.place is None else min(access.hosts)
    base = f"{access.place.scheme}://{host}{access.place.prefix}/"
    return f"{base}?token={access.token}" if access.token else f"{base}therapist/"


def _config(serving: Serving, app: ASGIApp | None = None, door: Door | None = None) -> uvicorn.Config:
    """No log, room for a message as large as a frame may be, and little for strangers.

    uvicorn takes uvloop where it is installed (not on Windows): a frame of half a megabyte then passes the
    event loop sooner, with less spread.
    """
    return uvicorn.Config(
        app or "",
        host=serving.host,
        port=serving.port,
        log_config=None,
        access_log=False,
        http="h11" if door is None else door.protocol(),
        ws="websockets-sansio",
        ws_max_size=LARGEST_BYTES,
        ws_per_message_deflate=False,
        proxy_headers=False,  # `front` believes the proxies of a practice, and nobody else
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
        timeout_graceful_shutdown=10,
    )


def _listening(serving: Serving) -> Any:  # a socket, of a module that the import contract forbids
    """The listening socket; a browser that connects before the server is ready waits.

    Raises:
        UsageError: the port is taken.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        listening = _config(serving).bind_socket()
    except SystemExit:
        raise UsageError(
            f"Port {serving.port} is taken, perhaps by formcheck in another window",
            f"Close that one, or use another: formcheck serve --port {serving.port + 1}",
        ) from None
    listening.listen(WAITING)
    return listening
