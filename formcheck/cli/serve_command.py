"""`formcheck serve`: prepares the page and serves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from formcheck.cli.visits.upkeep import look_after, looked_after
from formcheck.coach.programme import Programme
from formcheck.errors import ExitStatus, UsageError
from formcheck.exercises import get_exercise
from formcheck.judge.changes import changes
from formcheck.live_visit.model_choice import ModelChoice, choose_model, measure_speed
from formcheck.live_visit.programme_file import read_programme
from formcheck.pose.backends import DEFAULT_MODEL
from formcheck.practice.accounts import accounts_on
from formcheck.report.expert import changed_values
from formcheck.store.files import remove_stale
from formcheck.visits.folder import default_root
from formcheck.visits.place import Place, as_place, default_place
from formcheck.visits.store import VisitStore
from formcheck.web.place import checked_proxies, place_of
from formcheck.web.practice import Practice
from formcheck.web.server import Serving, check_serving, run_server
from formcheck.web.tls import Certificate
from formcheck.words.catalogue import Words


def serve_page(
    host: str,
    port: int,
    *,
    model: str | None = None,
    out: Path | None = None,
    store: Place | None = None,
    programme_file: Path | None = None,
    browser: bool = True,
    therapist: bool = False,
    practice: Practice | None = None,
) -> ExitStatus:
    """Serve the page until Ctrl-C.

    Args:
        host: address of this machine.
        port: of the page; 0 for any free port.
        model: network; None for the one that this machine sustains.
        out: folder that results are written to as files as well; None for none.
        store: folder of the store of visits; None for `default_place`.
        programme_file: TOML file of the programme; None for the newest one that was opened on this machine,
            or all exercises.
        browser: open the page in the browser.
        therapist: open the therapist's pages.
        practice: how a practice's server is reached; None on one's own machine.

    Raises:
        UsageError: other machines can reach the address without signing in or TLS, or the port is taken.
        InputError: the programme cannot be read, or makes no sense; or the store is damaged.
        InstallationError: a network is missing or damaged.
        OutputError: the store cannot be written to.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False)
    programme = None if programme_file is None else read_programme(programme_file)
    old = out or (default_root() if store is None else None)
    if out is not None:
        remove_stale(out)  # a visit that was killed is no visit of before
    watches = practice is None or practice.coach
    serving = Serving(
        host=host,
        port=port,
        store=as_place(store or default_place()),
        root=out,
        programme=programme,
        model=DEFAULT_MODEL if model is None else model,
        browser=browser,
        therapist=therapist,
        practice=practice,
    )
    with VisitStore(serving.store) as kept:
        with kept.reading() as session:
            check_serving(serving, accounts=accounts_on(session))
        look_after(kept, console, old)
    choice = None
    if watches:
        choice = choose_model() if model is None else ModelChoice((measure_speed(model),))
        serving = replace(serving, model=choice.model, frames_per_s=choice.speed.live_fps)

    for line in () if programme is None else changed_by(programme):
        console.print(line)

    def say(address: str) -> None:
        console.print(f"formcheck is at {address}")
        if choice is not None:
            _say_choice(console, choice)
        if watches:
            console.print("The address works once, in a browser on this machine. Ctrl-C ends formcheck.")

    with looked_after(serving.store):
        run_server(serving, say)
    return ExitStatus.OK


def _say_choice(console: Console, choice: ModelChoice) -> None:
    speed = f"about {choice.speed.live_fps:.0f} frames/s here"
    console.print(f"It watches with the network {choice.model}, {speed}.")
    if not choice.keeps_up:
        console.print("That is slow: close other programs, or expect it to leave frames out.")


def practice_of(
    *,
    asked: bool,
    urls: Sequence[str],
    proxies: Sequence[str],
    cert: Path | None,
    key: Path | None,
    status_port: int | None,
    coach: bool,
) -> Practice | None:
    """What the options of a practice come to; None where none is asked for.

    Args:
        asked: it is one of a practice.
        urls, proxies, cert, key, status_port, coach: of the options of these names.

    Raises:
        UsageError: an option is given without ``--practice``, or makes no sense.
        InputError: the certificate cannot be used.
    """
    if not asked:
        options: dict[str, object] = {"--url": urls, "--proxy": proxies, "--tls-cert": cert, "--tls-key": key}
        options |= {"--status-port": status_port, "--coach": coach}
        given = next((name for name, value in options.items() if value), None)
        if given is not None:
            raise UsageError(f"{given} is for the server of a practice", "Give --practice as well")
        return None
    if (cert is None) != (key is None):
        raise UsageError("A certificate needs its key", "Give both: --tls-cert FILE --tls-key FILE")
    return Practice(
        place=place_of(urls) if urls else None,
        proxies=checked_proxies(proxies),
        certificate=None if cert is None or key is None else Certificate(cert, key),
        status_port=status_port,
        coach=coach,
    )


def changed_by(programme: Programme) -> Iterator[str]:
    """The numbers of each exercise that the programme's overrides change, one a line."""
    words = Words("en")
    for item in programme.items:
        exercise = get_exercise(item.exercise)
        for value in changed_values(changes(exercise.config(), exercise.config(item.override)), words):
            yield f"{item.exercise}: {value}"
