"""Trains the trunk head on shards; the same shards and seed give the same head on one machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from tools.train_trunk.dataset import Arrays, Batch, batch, draws, load
from tools.train_trunk.labels import HELD_EVERY
from tools.train_trunk.losses import errors, losses
from tools.train_trunk.measure import lines
from tools.train_trunk.network import TrunkHead
from tools.train_trunk.shipped import read_shipped, spread_norms

BATCH, REPORTS = 64, 6
NORM_CROPS = 512
"""Of how many crops the mean and spread of a shipped head's layers are taken, for its graph has lost them."""
WEIGHT_DECAY, MOST_GRADIENT, WARM_UP = 1e-3, 30.0, 0.1

Say = Callable[[str], None]
Report = dict[str, float]


def evaluate(head: TrunkHead, parts: Sequence[Arrays]) -> dict[str, NDArray[np.float32]]:
    """Errors (N,) by name (see `losses.errors`) on crops that were not trained on."""
    found: dict[str, list[NDArray[np.float32]]] = {}
    head.eval()
    with torch.no_grad():
        for data in parts:
            rows = np.arange(len(data["label"]))
            for start in range(0, len(rows), 2 * BATCH):
                part = batch(data, rows[start : start + 2 * BATCH])
                for name, values in errors(head.told(part.inputs, part.laid), part.truth).items():
                    found.setdefault(name, []).append(values.numpy())
    head.train()
    return {name: np.concatenate(values) for name, values in found.items()}


def shards(folders: Sequence[Path], *, held: bool) -> list[list[Path]]:
    """The shards of each folder whose bodies are held, or those that are not; empty folders left out."""
    found = [sorted(folder.glob("*.npz")) for folder in folders]
    chosen = [[file for file in files if (int(file.stem) % HELD_EVERY == 0) == held] for files in found]
    return [files for files in chosen if files]


def crops(folders: Sequence[Path], *, held: bool, seed: int = 0) -> list[Arrays]:
    """The same shards, ready to be drawn from; beside them a folder "cache" is written."""
    name = "held" if held else "learnt"
    return [load(files, files[0].parent / "cache" / name, seed=seed) for files in shards(folders, held=held)]


def train(
    folders: Sequence[Path],
    out: Path,
    *,
    epochs: float,
    rate: float,
    say: Say,
    start: Path | None = None,
    reports: int = REPORTS,
    seed: int = 0,
) -> Report:
    """Train on the bodies that are not held, and write the head and its curve.

    What was begun goes on: beside the head its state is kept until training is done.

    Args:
        folders: with files of `shard.make_shard`; every twentieth body is held.
        out: where the head goes (`read_head`); `out` with .json gets the curve.
        epochs: how often each crop is seen.
        rate: the highest learning rate of the cycle.
        say: told a line at each report.
        start: a head to go on from, of an earlier training or as it is shipped (.onnx); None for a new one.
        reports: how often held bodies are looked at and the state is kept.
        seed: of the weights and of the order.

    Returns:
        Median errors on the held bodies.

    Raises:
        ValueError: the folders hold no crops to learn from.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    data, held = (crops(folders, held=kept, seed=seed) for kept in (False, True))
    count = sum(len(part["label"]) for part in data)
    steps = max(1, int(epochs * count / BATCH))
    if not count:
        raise ValueError("no crops to learn from; draw some: python -m tools.train_trunk frames")
    course = Course(_first(start, data, seed), rate, steps)
    state, first, curve = out.with_suffix(".state"), 1, list[Report]()
    if state.exists():
        first, curve = course.take_up(state, random)
        say(f"goes on at step {first} of {steps}")
    weights = sum(p.numel() for p in course.head.parameters())
    say(f"{count} crops, {sum(len(part['label']) for part in held)} held; {weights} weights")
    for step, part in zip(range(first, steps + 1), draws(data, BATCH, random), strict=False):
        total = course.step(part)
        if step % max(1, steps // reports) == 0 or step == steps:
            median = {k: round(float(np.median(v)), 4) for k, v in evaluate(course.head, held).items()}
            curve.append({"step": step, "loss": round(total, 3), **median, **_lines(course.head, held)})
            say(f"{step}/{steps} " + " ".join(f"{k} {v:g}" for k, v in curve[-1].items() if k != "step"))
            write_head(course.head, out)
            out.with_suffix(".json").write_text(json.dumps(curve, indent=1), encoding="utf-8")
            course.keep(state, step, random, curve)
    state.unlink(missing_ok=True)
    return curve[-1]


class Course:
    """A head that learns."""

    def __init__(self, head: TrunkHead, rate: float, steps: int) -> None:
        self.head, self.steps = head.train(), steps
        self.optimizer = torch.optim.AdamW(head.parameters(), rate, weight_decay=WEIGHT_DECAY)
        self.cycle = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, rate, total_steps=steps + 1, pct_start=WARM_UP
        )

    def step(self, part: Batch) -> float:
        """Learn from a batch; the loss."""
        said = self.head.told(part.inputs, part.laid)
        total = torch.stack(list(losses(said, part.truth).values())).sum()
        self.optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.head.parameters(), MOST_GRADIENT)
        self.optimizer.step()
        self.cycle.step()
        return float(total.detach())

    def keep(self, path: Path, step: int, random: np.random.Generator, curve: list[Report]) -> None:
        """Everything that the next step hangs on."""
        parts = (self.head, self.optimizer, self.cycle)
        now = {
            "parts": [part.state_dict() for part in parts],
            "random": json.dumps(random.bit_generator.state),
            "torch": torch.get_rng_state(),
            "step": step,
            "steps": self.steps,
            "curve": json.dumps(curve),
        }
        draft = path.with_suffix(".part")
        torch.save(now, draft)
        draft.replace(path)

    def take_up(self, path: Path, random: np.random.Generator) -> tuple[int, list[Report]]:
        """The next step and the curve up to it.

        Raises:
            ValueError: it was kept of another amount of crops or epochs.
        """
        then = torch.load(path, weights_only=True)
        if then["steps"] != self.steps:
            raise ValueError(f"{path} was begun with other crops or epochs; remove it to begin anew")
        for part, kept in zip((self.head, self.optimizer, self.cycle), then["parts"], strict=True):
            part.load_state_dict(kept)
        random.bit_generator.state = json.loads(then["random"])
        torch.set_rng_state(then["torch"])
        return int(then["step"]) + 1, json.loads(then["curve"])


def _first(start: Path | None, data: Sequence[Arrays], seed: int) -> TrunkHead:
    """The head that a training begins with."""
    if start is None:
        return TrunkHead()
    if start.suffix != ".onnx":
        return read_head(start)
    head = read_shipped(start)
    spread_norms(head, next(draws(data, NORM_CROPS, np.random.default_rng(seed))))
    return head


def _lines(head: TrunkHead, held: Sequence[Arrays]) -> Report:
    head.eval()
    report: Report = {}
    for name, line in lines(head, held).items():
        report |= {f"{name}: r": round(line.r, 3), f"{name}: slope": round(line.slope, 3)}
    head.train()
    return report


def mean_head(heads: Sequence[TrunkHead]) -> TrunkHead:
    """The mean of the weights of heads that went on from the same one (Wortsman et al. 2022, Model soups).

    Raises:
        ValueError: there are none.
    """
    if not heads:
        raise ValueError("of no heads there is no mean")
    states, result = [head.state_dict() for head in heads], TrunkHead()
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    result.load_state_dict(mean)
    return result.eval()


def write_head(head: TrunkHead, path: Path) -> None:
    """To a temporary name first."""
    draft = path.with_suffix(".part")
    torch.save(head.state_dict(), draft)
    draft.replace(path)


def read_head(path: Path) -> TrunkHead:
    """A head that was trained, ready to be asked."""
    head = TrunkHead()
    head.load_state_dict(torch.load(path, weights_only=True))
    head.eval()
    return head
