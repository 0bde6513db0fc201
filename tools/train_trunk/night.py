"""The whole of it in one go: crops, training, trial and report. What is there already is not made again."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import torch

from tools.train_trunk.clips import clips, make
from tools.train_trunk.compare import Asked, lumbar_table, table
from tools.train_trunk.cost import cost_table
from tools.train_trunk.curve import curve_svg
from tools.train_trunk.export import Told, ask, calibrate, export, reliability
from tools.train_trunk.failures import contact_sheet
from tools.train_trunk.frames import part_file
from tools.train_trunk.labels import FIRST_BODY
from tools.train_trunk.measure import HEAD, lines
from tools.train_trunk.named import named_table
from tools.train_trunk.network import TrunkHead
from tools.train_trunk.noise import noise_table
from tools.train_trunk.shard import AMOUNT, Amount, make_shard
from tools.train_trunk.train import crops, read_head, train
from tools.train_trunk.witness import Witness

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: bodies in general and from in front, epochs, clips, pictures under noise."""

    bodies: int = 800
    front: int = 600
    epochs: float = 12.0
    clips: int = 60
    noise: int = 6
    amount: Amount = AMOUNT


SHORT = Size(2, 2, 32.0, 0, 0, Amount(looks=1, rooms=1, postures=2))
"""Minutes instead of a night: shows that every step works, and nothing else. The first body is held."""
RATE = 2e-3
FRONT_FROM = 500_000
"""Number of the first body that is filmed from in front."""


def night(folder: Path, size: Size, workers: int, say: Say) -> Path:
    """Make everything in a folder; the report."""
    every, front, trial = (folder / name for name in ("frames", "front", "clips"))
    for place in (every, front, trial):
        place.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        say(f"crops of {size.bodies} bodies, {size.front} more from in front")
        _wait(pool.map(functools.partial(_shard, every, size.amount), range(size.bodies)))
        high = Amount(size.amount.looks, size.amount.rooms, size.amount.postures, 1.0)
        numbers = range(FRONT_FROM, FRONT_FROM + size.front)
        _wait(pool.map(functools.partial(_shard, front, high), numbers))
        say(f"{size.clips} clips of the trial")
        _wait(pool.map(functools.partial(_clip, trial, size.clips), range(size.clips)))
    head = folder / "head.pt"
    torch.set_num_threads(workers)
    if not head.exists() or head.with_suffix(".state").exists():
        say(f"training, {size.epochs:g} epochs")
        train([every, front], head, epochs=size.epochs, rate=RATE, say=say)
    report = folder / "REPORT.md"
    draft = report.with_suffix(".part")
    draft.write_text("\n".join([*_report(folder, size, read_head(head)), ""]), encoding="utf-8")
    draft.replace(report)
    return report


@functools.cache
def _witness() -> Witness:
    """One a process: to read the network anew for every body would take longer than to ask it."""
    return Witness()


def _shard(folder: Path, amount: Amount, number: int) -> None:
    if not part_file(folder, FIRST_BODY + number).exists():
        make_shard(folder, FIRST_BODY + number, _witness(), amount)


def _clip(folder: Path, count: int, number: int) -> None:
    clip = list(clips(count))[number]
    path = folder / f"{number:03d}_{clip.name}.clip"
    if not path.exists():
        make(clip, path)


def _wait(done: Iterable[None]) -> None:
    for _ in done:
        pass


def _report(folder: Path, size: Size, head: TrunkHead) -> Iterator[str]:
    """Lines of the report."""
    folders = [folder / "frames", folder / "front"]
    yield from (f"# A trunk head of {size.bodies} + {size.front} bodies, {size.epochs:g} epochs", "")
    curve = folder / "head.json"
    (folder / "curve.svg").write_text(curve_svg(curve), encoding="utf-8")
    yield from ("![Training](curve.svg)", "")
    for kept in (True, False):
        yield from (f"## Crops of {'held' if kept else 'learnt'} bodies", "", *HEAD)
        found = lines(head, crops(folders, held=kept))
        yield from (f"| {name} | {line.row()} |" for name, line in found.items())
        yield ""
    told = Told(head)
    held = [ask(told, part) for part in crops(folders, held=True)]
    calibrate(told, held[0])
    export(told, folder)
    yield from ("## What it expects of itself", "", *reliability(told, held[0]), "")
    yield from ("## Cost", "", *cost_table(folder), "")
    paths = sorted((folder / "clips").glob("*.clip"))
    if paths:
        yield from ("## Against today's signals", "")
        trial = [Asked.of(path, head) for path in paths]
        for part in (table, lumbar_table, named_table):
            yield from (*part(trial), "")
        yield from ("## Ten failures", "", "![Failures](failures.jpg)", "")
        yield from contact_sheet(trial, head, folder / "failures.jpg")
    if size.noise:
        yield from ("", "## One grey level of noise", "", *noise_table(head, size.noise))
