"""`formcheck bench` and `demo`, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import Lang, LangOption, Model
from formcheck.visits.place import StorePlace, store_place


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to write.")] = Path(
        "demo-output"
    ),
    lang: LangOption = Lang.EN,
) -> None:
    """Score the sample videos and show what was found."""
    from formcheck.cli.demo_command import run_demo

    raise typer.Exit(run_demo(out, lang.value))


def bench(
    video: Annotated[
        Path | None, typer.Option(metavar="VIDEO", help="Video to time; default: the samples, looped.")
    ] = None,
    frames: Annotated[int, typer.Option(min=60, help="Frames to score.")] = 600,
    rounds: Annotated[int, typer.Option(min=1, help="Pairs of runs; the median counts.")] = 3,
    memory: Annotated[
        float, typer.Option(metavar="MINUTES", min=0, help="Also: peak memory over a video this long.")
    ] = 0,
    stages: Annotated[
        bool, typer.Option("--stages", help="Instead: where the processor time of a scored frame goes.")
    ] = False,
    batch_of: Annotated[
        int | None,
        typer.Option(
            "--batch",
            metavar="VIDEOS",
            min=2,
            help="Instead: so many videos at once, beside MediaPipe loops side by side.",
        ),
    ] = None,
    recordings: Annotated[
        int | None, typer.Option(min=2, help="Instead: so many recordings scored again, in a batch.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="With --batch or --recordings: processes side by side.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Instead: the live coach in a browser, from camera to screen.")
    ] = False,
    minutes: Annotated[float, typer.Option(min=0.1, help="With --live: for so long.")] = 1.0,
    store: Annotated[
        bool, typer.Option("--store", help="Instead: the therapist's pages, on a practice made by script.")
    ] = False,
    practice: Annotated[
        bool,
        typer.Option("--practice", help="Instead: therapists who click at once on a server."),
    ] = False,
    patients: Annotated[int, typer.Option(min=2, help="With --store or --practice: so many.")] = 500,
    visits: Annotated[
        int, typer.Option(min=4, help="With --store or --practice: so many, of all patients.")
    ] = 20_000,
    therapists: Annotated[int, typer.Option(min=1, max=100, help="With --practice: so many.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, max=120, help="With --practice: for so long.")] = 20.0,
    database: Annotated[
        StorePlace | None,
        typer.Option(
            metavar="URL", parser=store_place, help="With --store or --practice: in this empty database."
        ),
    ] = None,
    model: Annotated[
        Model | None, typer.Option(help="With --live: the network; what this machine sustains if not given.")
    ] = None,
) -> None:
    """Time scoring beside the plain MediaPipe loop; or many videos, the coach, the therapist's pages."""
    if stages:
        from formcheck.cli.bench.stages import run_stages

        raise typer.Exit(run_stages(video, frames, rounds))
    if batch_of:
        from formcheck.cli.bench.batch import run_batch_bench

        raise typer.Exit(run_batch_bench(video, batch_of, frames, rounds, jobs))
    if recordings:
        from formcheck.cli.bench.rescoring import run_rescoring

        raise typer.Exit(run_rescoring(recordings, frames, rounds, jobs))
    if live:
        from formcheck.cli.bench.live import run_live

        raise typer.Exit(run_live(minutes, None if model is None else model.value))
    if store:
        from formcheck.cli.bench.store import run_store

        raise typer.Exit(run_store(patients, visits, database))
    if practice:
        from formcheck.cli.bench.load import Load, run_load

        raise typer.Exit(run_load(patients, visits, Load(therapists, seconds), database))
    from formcheck.cli.bench import run_bench

    raise typer.Exit(run_bench(video, frames, rounds, memory))
