"""The commands around a camera: `serve`, `live`, `cameras`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import ASKS, PRACTICE, SAYS, WATCHES, Lang, LiveExercise, Model, Object, View
from formcheck.cli.visits.options import STORE, StoreOption
from formcheck.exercises import exercise_names
from formcheck.visits.place import StorePlace, store_place


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (serve, live, cameras, doctor):
        app.command()(command)


def serve(
    *,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address of this machine.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes any free one.")
    ] = 8321,
    model: Annotated[
        Model | None, typer.Option(help="Size of the network; what this machine sustains if not given.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write results as files to this folder as well."),
    ] = None,
    store: StoreOption = None,
    programme: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Programme as a TOML file; the newest one opened on this machine if not given.",
        ),
    ] = None,
    therapist: Annotated[
        bool,
        typer.Option(
            "--therapist", metavar="", help="Open the therapist's pages: patients, visits, programmes."
        ),
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    practice: Annotated[
        bool,
        typer.Option(
            "--practice",
            metavar="",
            rich_help_panel=PRACTICE,
            help="Serve the therapist's pages to those who have an account, also on other machines.",
        ),
    ] = False,
    url: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            rich_help_panel=PRACTICE,
            help="Address in the browser, with its path; again for further names. No other name is answered.",
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            rich_help_panel=PRACTICE,
            help="Address or network of a proxy whose X-Forwarded-For and -Proto are believed.",
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            rich_help_panel=PRACTICE,
            help="Certificate and chain (PEM); read again at SIGHUP.",
        ),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=PRACTICE, help="Its key, without a passphrase."),
    ] = None,
    status_port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            rich_help_panel=PRACTICE,
            help="Port of health and metrics, for this machine only; none if not given.",
        ),
    ] = None,
    coach: Annotated[
        bool,
        typer.Option(
            "--coach",
            metavar="",
            rich_help_panel=PRACTICE,
            help="Serve the coach too, by a one-time address.",
        ),
    ] = False,
) -> None:
    """Start the live coach: a page in your browser that watches through the webcam and speaks.

    With --therapist it opens the pages on which visits are read and programmes made; both are always there.

    Only this machine can open it, no picture is stored, and nothing leaves the machine. Ctrl-C ends it.

    With --practice therapists on other machines can sign in, by TLS: docs/practice.md.
    """
    from formcheck.cli.serve_command import practice_of, serve_page

    reached = practice_of(
        asked=practice,
        urls=url or (),
        proxies=proxy or (),
        cert=tls_cert,
        key=tls_key,
        status_port=status_port,
        coach=coach,
    )
    status = serve_page(
        host,
        port,
        model=None if model is None else model.value,
        out=out,
        store=store,
        programme_file=programme,
        browser=browser and not practice,
        therapist=therapist,
        practice=reached,
    )
    raise typer.Exit(status)


def live(
    exercise: Annotated[
        LiveExercise, typer.Argument(metavar="EXERCISE", help=f"Which: {', '.join(exercise_names())}.")
    ],
    *,
    camera: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|INDEX",
            rich_help_panel=WATCHES,
            help="Which camera: `formcheck cameras` lists them; the first if not given.",
        ),
    ] = None,
    view: Annotated[
        View, typer.Option(rich_help_panel=WATCHES, help="Where the camera stands; auto is at the side.")
    ] = View.AUTO,
    model: Annotated[
        Model | None,
        typer.Option(
            rich_help_panel=WATCHES, help="Size of the network; what this machine sustains if not given."
        ),
    ] = None,
    sets: Annotated[
        int | None,
        typer.Option(min=1, max=20, rich_help_panel=ASKS, help="How many times, with a rest between."),
    ] = None,
    hold: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1, max=600, rich_help_panel=ASKS, help="How long to hold it."),
    ] = None,
    reps: Annotated[
        int | None, typer.Option(min=1, max=200, rich_help_panel=ASKS, help="How many repetitions in a set.")
    ] = None,
    book: Annotated[
        Object | None,
        typer.Option("--object", rich_help_panel=ASKS, help="What lies on the back in thought."),
    ] = None,
    voice: Annotated[
        bool | None,
        typer.Option(
            "--voice/--no-voice",
            rich_help_panel=SAYS,
            help="Speak; where this machine can if not given.",
        ),
    ] = None,
    tones: Annotated[
        bool,
        typer.Option(
            "--tones/--no-tones",
            rich_help_panel=SAYS,
            help="Short tones for start, count, correction and end.",
        ),
    ] = True,
    lang: Annotated[Lang, typer.Option(rich_help_panel=SAYS, help="Language of coach and report.")] = Lang.NL,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--no-keep",
            rich_help_panel=SAYS,
            help="Keep the results: numbers and outlines, no pictures.",
        ),
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            rich_help_panel=SAYS,
            help="Write results as files to this folder as well.",
        ),
    ] = None,
    store: Annotated[
        StorePlace | None,
        typer.Option(
            metavar="DIR|URL",
            rich_help_panel=SAYS,
            parser=store_place,
            help=STORE,
        ),
    ] = None,
) -> None:
    """Coach one exercise live, in a window: watches through the webcam, shows, speaks and counts.

    It is done and judged as the newest programme that was opened on this machine says, where that has it.

    Keys: space pauses and goes on, n goes on to what is next, 0 to 9 and t (ten) tell the pain, l new
    complaints in a leg, f the whole screen, q or Esc stops. Ctrl-C ends it too, and keeps the results.

    No picture is stored, and nothing leaves this machine. Without a screen of its own: `formcheck serve`.

    Exit status: 0 ended, 2 no camera or no window, or the camera ended in the middle, 130 Ctrl-C.
    """
    from formcheck.cli.live_command import LiveRequest
    from formcheck.cli.live_command import live as run_live
    from formcheck.coach.programme import Item

    asked = {"sets": sets, "hold_s": hold, "reps": reps, "book": book and book.value}
    asked["view"] = None if view is View.AUTO else view.value
    given = {name: value for name, value in asked.items() if value is not None}
    item = Item.model_validate({"exercise": exercise.value, **given})
    request = LiveRequest(
        item,
        camera=camera,
        voice=voice,
        tones=tones,
        lang=lang.value,
        model=None if model is None else model.value,
        out=out,
        store=store,
        keep=keep,
    )
    raise typer.Exit(run_live(request))


def cameras(
    *,
    probe: Annotated[
        bool, typer.Option("--probe", metavar="", help="Watch each for five seconds: does it really work?")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print them as JSON.")] = False,
) -> None:
    """List the cameras, with the number and the name by which `formcheck live --camera` takes them.

    Each is opened for a moment, so that its light may blink; no picture is kept.

    Exit status: 0 all can be used, 1 some of them, 2 none.
    """
    from formcheck.cli.cameras_command import show_cameras

    raise typer.Exit(show_cameras(probing=probe, as_json=as_json))


def doctor(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder that results are to go to.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the table as JSON.")] = False,
) -> None:
    """Check this machine: what works, how fast, and how to mend what does not.

    Takes about ten seconds. Cameras are opened for a moment; no picture is kept.

    Exit status: 0 videos can be scored, 2 they cannot.
    """
    from formcheck.cli.doctor.run import run_doctor

    raise typer.Exit(run_doctor(as_json=as_json, out=out))
