"""`formcheck serve`: prepares the page and serves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from formcheck.cli.visits.upkeep import look_after, looked_after
from formcheck.coach.programme import Programme
from formcheck.errors import ExitStatus
from formcheck.exercises import get_exercise
from formcheck.judge.changes import changes
from formcheck.live_visit.model_choice import ModelChoice, choose_model, measure_speed
from formcheck.live_visit.programme_file import read_programme
from formcheck.report.expert import changed_values
from formcheck.store.files import remove_stale
from formcheck.visits.folder import default_root
from formcheck.visits.place import Place, as_place, default_place
from formcheck.visits.store import VisitStore
from formcheck.web.server import Serving, check_host, run_server
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

    Raises:
        UsageError: other machines can reach the address, or the port is taken.
        InputError: the programme cannot be read, or makes no sense; or the store is damaged.
        InstallationError: a network is missing or damaged.
        OutputError: the store cannot be written to.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False)
    check_host(host)
    programme = None if programme_file is None else read_programme(programme_file)
    old = out or (default_root() if store is None else None)
    if out is not None:
        remove_stale(out)  # a visit that was killed is no visit of before
    with VisitStore(store or default_place()) as kept:
        look_after(kept, console, old)
    choice = choose_model() if model is None else ModelChoice((measure_speed(model),))
    serving = Serving(
        host=host,
        port=port,
        store=as_place(store or default_place()),
        root=out,
        programme=programme,
        model=choice.model,
        frames_per_s=choice.speed.live_fps,
        browser=browser,
        therapist=therapist,
    )

    for line in () if programme is None else changed_by(programme):
        console.print(line)

    def say(address: str) -> None:
        console.print(f"formcheck is at {address}")
        speed = f"about {choice.speed.live_fps:.0f} frames/s here"
        console.print(f"It watches with the network {choice.model}, {speed}.")
        if not choice.keeps_up:
            console.print("That is slow: close other programs, or expect it to leave frames out.")
        console.print("The address works once, in a browser on this machine. Ctrl-C ends formcheck.")

    with looked_after(serving.store):
        run_server(serving, say)
    return ExitStatus.OK


def changed_by(programme: Programme) -> Iterator[str]:
    """The numbers of each exercise that the programme's overrides change, one a line."""
    words = Words("en")
    for item in programme.items:
        exercise = get_exercise(item.exercise)
        for value in changed_values(changes(exercise.config(), exercise.config(item.override)), words):
            yield f"{item.exercise}: {value}"
