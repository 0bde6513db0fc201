"""Trains the trunk head from nothing, and holds it against today's way.

    python -m tools.train_trunk [night DIR]               all of it, in a night; goes on where it stopped
    python -m tools.train_trunk frames DIR --bodies N     draw crops of N bodies (goes on where it stopped)
    python -m tools.train_trunk train DIR... --out HEAD   train on them (goes on where it stopped)
    python -m tools.train_trunk mean HEAD HEAD --out HEAD the mean of heads that went on from the same one
    python -m tools.train_trunk clips DIR --count N       draw and follow the trial's clips
    python -m tools.train_trunk compare DIR HEAD          the head and today's signals against the truth
    python -m tools.train_trunk export DIR HEAD --out OUT its graph, with expected errors fitted to held crops
    python -m tools.train_trunk look HEAD FILE...         what the head says of videos and pictures
    python -m tools.train_trunk turned DIR                landmarks from in front, region turned by 180
    python -m tools.train_trunk noise HEAD                roll from in front under one grey level of noise
    python -m tools.train_trunk cost OUT                  milliseconds a frame of what `export` wrote
    python -m tools.train_trunk curve CURVE.json          how training went, as SVG
    python -m tools.train_trunk failures DIR HEAD         the ten worst moments of the trial as one picture
    python -m tools.train_trunk front DIR                 the product from in front, without and with the head

Needs what requirements.txt beside it names, in an environment of its own; formcheck itself needs none of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from tools.synth.errors import SynthError

if TYPE_CHECKING:
    from tools.train_trunk.compare import Asked

INTERRUPTED = 130
NIGHT = ("night", "trunk-head")
"""What is done when nothing is asked for."""
REQUIREMENTS = "tools/train_trunk/requirements.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    asked, console = _parser().parse_args(given or NIGHT), Console(stderr=True)
    try:
        {
            "frames": _frames,
            "train": _train,
            "clips": _clips,
            "compare": _compare,
            "look": _look,
            "mean": _mean,
            "night": _night,
            "noise": _noise,
            "cost": _cost,
            "curve": _curve,
            "failures": _failures,
            "export": _export,
            "front": _front,
            "turned": _turned,
        }[asked.command](asked, console)
    except ImportError as error:
        console.print(f"train_trunk: {error.name} is missing: pip install -r {REQUIREMENTS}")
        return 1
    except (SynthError, OSError, ValueError) as error:
        console.print(f"train_trunk: {error}", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("train_trunk: interrupted; the same command goes on with what is finished")
        return INTERRUPTED
    return 0


def _frames(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.frames import part_file
    from tools.train_trunk.labels import FIRST_BODY
    from tools.train_trunk.shard import Amount, make_shard
    from tools.train_trunk.witness import Witness

    asked.folder.mkdir(parents=True, exist_ok=True)
    first = FIRST_BODY + asked.first
    numbers = range(first + asked.part, first + asked.bodies, asked.parts)
    amount = Amount(front=asked.front)
    left = [number for number in numbers if not part_file(asked.folder, number).exists()]
    witness = Witness()
    for number in track(left, "bodies", console=console):
        make_shard(asked.folder, number, witness, amount)


def _train(asked: argparse.Namespace, console: Console) -> None:
    import torch

    from tools.train_trunk.train import train

    torch.set_num_threads(asked.threads)
    train(
        asked.folders,
        asked.out,
        epochs=asked.epochs,
        rate=asked.rate,
        say=console.print,
        start=asked.start,
        reports=asked.reports,
        seed=asked.seed,
    )


def _mean(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.train import mean_head, read_head, write_head

    write_head(mean_head([read_head(path) for path in asked.heads]), asked.out)


def _clips(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.clips import clips, make

    asked.folder.mkdir(parents=True, exist_ok=True)
    drawn = list(enumerate(clips(asked.count)))
    for number, clip in track(drawn, "clips", console=console):
        path = asked.folder / f"{number:03d}_{clip.name}.clip"
        if not path.exists():
            make(clip, path)


def _compare(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.compare import lumbar_table, table
    from tools.train_trunk.named import named_table

    trial = _asked(asked, console)
    print("\n\n".join("\n".join(part(trial)) for part in (table, lumbar_table, named_table)))


def _asked(asked: argparse.Namespace, console: Console) -> list[Asked]:
    from tools.train_trunk.compare import Asked
    from tools.train_trunk.train import read_head

    paths = sorted(asked.folder.glob("*.clip"))
    if not paths:
        raise ValueError(f"{asked.folder} holds no clips; draw some first: python -m tools.train_trunk clips")
    head = read_head(asked.head)
    return [Asked.of(path, head) for path in track(paths, "clips", console=console)]


def _night(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.night import SHORT, Size, night

    print(night(asked.folder, SHORT if asked.short else Size(), asked.workers, console.print))


def _noise(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.noise import noise_table
    from tools.train_trunk.train import read_head

    print("\n".join(noise_table(read_head(asked.head), asked.count)))


def _cost(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.cost import cost_table

    print("\n".join(cost_table(asked.folder)))


def _curve(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.curve import curve_svg

    asked.out.write_text(curve_svg(asked.curve), encoding="utf-8")


def _failures(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.failures import contact_sheet
    from tools.train_trunk.train import read_head

    for line in contact_sheet(_asked(asked, console), read_head(asked.head), asked.out):
        print(line)


def _look(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.look import look
    from tools.train_trunk.train import read_head

    head = read_head(asked.head)
    for path in track(asked.files, "files", console=console):
        print("\n".join([f"{path.name}", *look(path, head), ""]))


def _export(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.dataset import load
    from tools.train_trunk.export import Told, ask, calibrate, export, filmed_from_the_front, reliability
    from tools.train_trunk.labels import HELD_EVERY
    from tools.train_trunk.train import read_head

    held = [s for s in sorted(asked.folder.glob("*.npz")) if not int(s.stem) % HELD_EVERY]
    if not held:
        raise ValueError(f"{asked.folder} holds no crops of held bodies")
    told = Told(read_head(asked.head))
    said = ask(told, filmed_from_the_front(load(held, asked.folder / "cache" / "held")))
    calibrate(told, said)
    asked.out.mkdir(parents=True, exist_ok=True)
    export(told, asked.out)
    print("\n".join(reliability(told, said)))


def _turned(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.clips import clips
    from tools.train_trunk.turned import turned_table

    for line in turned_table(asked.folder, enumerate(clips(asked.count))):
        print(line, flush=True)


def _front(asked: argparse.Namespace, console: Console) -> None:
    from tools.train_trunk.front import front_table

    for head in (False, True):
        print("\n".join([*front_table(asked.folder, head=head), ""]), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.train_trunk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("night", help="all of it: crops, training, trial, report; goes on")
    whole.add_argument("--short", action="store_true", help="minutes: only shows that every step works")
    whole.add_argument("--workers", type=int, default=2, help="processes, and threads of training; default 2")
    frames = commands.add_parser("frames", help="draw crops of bodies by lot")
    frames.add_argument("--bodies", type=int, default=600, help="default 600, about 50,000 crops")
    frames.add_argument("--first", type=int, default=0, help="number of the first body, default 0")
    frames.add_argument("--front", type=float, default=0.0, help="share of rooms filmed from in front")
    frames.add_argument("--part", type=int, default=0, help="of the processes that share the work, this one")
    frames.add_argument("--parts", type=int, default=1, help="how many processes share it")
    learn = commands.add_parser("train", help="train the head on them")
    learn.add_argument("folders", type=Path, metavar="DIR", nargs="+", help="folders with crops")
    learn.add_argument("--out", type=Path, default=Path("trunk.pt"))
    learn.add_argument("--epochs", type=float, default=20.0, help="default 20")
    learn.add_argument("--rate", type=float, default=2e-3, help="highest learning rate, default 0.002")
    learn.add_argument("--start", type=Path, help="a head to go on from; also a shipped one (.onnx)")
    learn.add_argument("--reports", type=int, default=6, help="how often held bodies are looked at")
    learn.add_argument("--threads", type=int, default=2)
    learn.add_argument("--seed", type=int, default=0, help="of the order of crops, default 0")
    both = commands.add_parser("mean", help="the mean of heads that went on from the same one")
    both.add_argument("heads", type=Path, metavar="HEAD", nargs="+")
    both.add_argument("--out", type=Path, required=True)
    trial = commands.add_parser("clips", help="draw and follow the trial's clips")
    turned = commands.add_parser("turned", help="landmarks from in front, region turned by 180 degrees")
    for command in (trial, turned):
        command.add_argument("--count", type=int, default=60, help="default 60")
    against = commands.add_parser("compare", help="the head and today's way against the truth")
    shipped = commands.add_parser("export", help="write the network as ONNX, with its expected errors")
    shipped.add_argument("--out", type=Path, default=Path("trunk-model"), help="default trunk-model")
    wobble = commands.add_parser("noise", help="how roll from in front moves under one grey level of noise")
    wobble.add_argument("--count", type=int, default=6, help="of how many clips, default 6")
    sheet = commands.add_parser("failures", help="the head's ten worst moments as one picture")
    sheet.add_argument("--out", type=Path, default=Path("failures.jpg"), help="default failures.jpg")
    price = commands.add_parser("cost", help="milliseconds a frame of what `export` wrote")
    drawn = commands.add_parser("curve", help="the curve of a training as SVG")
    drawn.add_argument("curve", type=Path, metavar="CURVE", help="the .json beside the head")
    drawn.add_argument("--out", type=Path, default=Path("curve.svg"), help="default curve.svg")
    for command in (whole, frames, trial, turned, against, shipped, sheet, price):
        command.add_argument("folder", type=Path, metavar="DIR")
    for command in (against, shipped, wobble, sheet):
        command.add_argument("head", type=Path, metavar="HEAD")
    filmed = commands.add_parser(
        "front", help="the product on clips from in front, without and with the head"
    )
    filmed.add_argument("folder", type=Path, metavar="DIR", help="of `tools.synth random`")
    looks = commands.add_parser("look", help="what the head says of videos and pictures")
    looks.add_argument("head", type=Path, metavar="HEAD")
    looks.add_argument("files", type=Path, metavar="FILE", nargs="+")
    return parser


if __name__ == "__main__":
    sys.exit(main())
